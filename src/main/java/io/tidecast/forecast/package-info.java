/**
 * Forecasts, the methods that make them, their scores and intervals. Row 5: imports {@code model}, {@code series} and
 * what is below them; knows no I/O, clock, logging or Kafka.
 */
package io.tidecast.forecast;
