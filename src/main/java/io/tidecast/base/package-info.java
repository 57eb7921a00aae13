/**
 * Base network: one network for any series, trained on made-up ones, which forecasts before there is any history to
 * learn from. Row 3: imports {@code kernel}, {@code nn}, {@code synthetic} and {@code train}.
 */
package io.tidecast.base;
