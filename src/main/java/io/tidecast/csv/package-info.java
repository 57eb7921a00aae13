/** Readings from CSV files. Row 2: imports {@code series}. The only place for FastCSV. */
package io.tidecast.csv;
