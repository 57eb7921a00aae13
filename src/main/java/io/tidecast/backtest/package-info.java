/**
 * Backtesting on recorded data: prequential errors, tables, reports, plots. Row 6: imports {@code forecast},
 * {@code csv} and what is below them.
 */
package io.tidecast.backtest;
