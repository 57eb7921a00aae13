/**
 * Time series without a stream: readings, the grid of steps, windows, scaling, calendar features, naive forecasts, error
 * measures, forecasts and their intervals. Row 1: imports only {@code kernel}; knows no I/O, clock, logging or Kafka.
 */
package io.tidecast.series;
