package io.tidecast.experiment;

/** Error metric: how the errors of a test become one number. */
enum Metric {
    /** Mean squared error. */
    MSE,
    /** Mean absolute error. */
    MAE,
    /** Root of the mean squared error. */
    RMSE;

    /**
     * The error of forecasts.
     *
     * @param unit what the data's unit is divided by first
     */
    double of(double[] forecasts, double[] actual, double unit) {
        if (forecasts.length != actual.length) {
            throw new IllegalArgumentException("every row of a group must forecast the same " + actual.length
                    + " values, had " + forecasts.length);
        }
        double sum = 0;
        for (int i = 0; i < actual.length; i++) {
            double error = (forecasts[i] - actual[i]) / unit;
            sum += this == MAE ? Math.abs(error) : error * error;
        }
        return this == RMSE ? Math.sqrt(sum / actual.length) : sum / actual.length;
    }
}
