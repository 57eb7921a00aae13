package io.tidecast.forecast;

import io.tidecast.model.ForecastSettings;

/**
 * Forecasting task: what a method is to forecast.
 *
 * @param targets place among the features of each target
 * @param horizon steps ahead
 * @param season steps of a season
 * @param window steps that the network reads, and a linear map likewise
 * @param trainTo index of the last step of the training part; a method that is fitted to one is asleep before its end.
 *     {@link #NO_TRAINING} where there is none
 * @param regressors what is known of steps to come
 */
public record MethodContext(int[] targets, int horizon, int season, int window, long trainTo, Regressors regressors) {
    /** There is no training part: a stream has no end of it. */
    public static final long NO_TRAINING = Long.MAX_VALUE;

    /** Nothing is known of steps to come. */
    public MethodContext(int[] targets, int horizon, int season, int window, long trainTo) {
        this(targets, horizon, season, window, trainTo, Regressors.NONE);
    }

    /** That of a stream. */
    public static MethodContext of(ForecastSettings forecast, Regressors regressors) {
        return new MethodContext(
                forecast.targetFeatures(),
                forecast.horizon(),
                forecast.seasonSteps(),
                forecast.window(),
                NO_TRAINING,
                regressors);
    }
}
