package io.tidecast.forecast;

import java.util.Map;

/**
 * The forecasts about one step of one target, judged by its actual.
 *
 * @param target index of the target
 * @param model id of the model the newest of these forecasts came from
 * @param version its version; 0 where there was no network yet
 * @param versions [horizon] version behind each forecast, by how many steps before it was made; 0 where there was none
 * @param errors [sources of {@link ForecastSource}][horizon] absolute errors, in the target's unit; NaN where that forecast
 *     was not made
 * @param inside [levels][horizon] whether the actual was within the interval that was published; false where there was none
 * @param anomaly distance of the actual from the published one-step forecast, as a share of the distance of the widest
 *     interval's bound on that side: above 1 is outside; NaN without such a forecast
 * @param mase running MASE of the network by the naive forecast it is scaled with, see {@link RunningErrors#mase}
 * @param coverage running share of actuals within the published interval, by its level; empty before the first
 */
public record Score(
        int target,
        float actual,
        String model,
        int version,
        int[] versions,
        float[][] errors,
        boolean[][] inside,
        double anomaly,
        Map<ForecastSource, Double> mase,
        Map<Double, Double> coverage) {}
