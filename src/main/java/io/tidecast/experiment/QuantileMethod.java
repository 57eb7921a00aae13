package io.tidecast.experiment;

/** Probabilistic forecasting method of a series by its own past alone. */
@FunctionalInterface
interface QuantileMethod {
    /**
     * Forecasts from the end of the past on.
     *
     * @param past values, the newest last
     */
    Forecast forecast(double[] past, int horizon);

    /** Probabilistic forecast, by its quantiles. */
    @FunctionalInterface
    interface Forecast {
        /**
         * Quantile of a step.
         *
         * @param share of actuals that are to come below it
         * @param h steps ahead, from 1 on
         */
        double quantile(double share, int h);
    }
}
