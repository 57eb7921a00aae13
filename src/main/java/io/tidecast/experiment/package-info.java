/**
 * Reproduction of published experiments: their data, transformations, networks, baselines and reports. Row 7: imports
 * {@code backtest}, {@code train} and what is below them.
 */
package io.tidecast.experiment;
