/** CSV files as a source of readings. Row 2: imports {@code series}. The only place for FastCSV. */
package io.tidecast.csv;
