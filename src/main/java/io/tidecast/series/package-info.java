/**
 * Time series without a stream: readings, the grid of steps, windows, scaling, covariates, gaps. Row 1: imports only
 * {@code kernel} and {@code config}; knows no I/O, clock, logging or Kafka.
 */
package io.tidecast.series;
