/**
 * Forecaster topology: readings in; forecasts, scores, chunks of history and dead letters out. Row 10: imports
 * {@code stream} and what is below it.
 */
package io.tidecast.forecaster;
