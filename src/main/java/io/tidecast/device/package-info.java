/**
 * State of one device: its place on the grid, open readings, closed steps, open forecasts and statistics, on the heap
 * and in RocksDB. Row 8: imports {@code forecast}, {@code record} and what is below them.
 */
package io.tidecast.device;
