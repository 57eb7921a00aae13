package io.tidecast.forecast;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Forecast errors: the forecasts about one step of one target, judged by its actual. Its arrays are not to be written.
 *
 * @param target index of the target
 * @param model id of the model the newest of these forecasts came from
 * @param version its version; 0 where there was no network yet
 * @param versions [horizon] version behind each forecast, by how many steps before it was made; 0 where there was none
 * @param errors by method: [horizon] absolute errors, in the target's unit; NaN where that forecast was not made
 * @param inside [levels][horizon] whether the actual was within the interval that was published; false where there was
 *     none
 * @param anomaly distance of the actual from the published one-step forecast, as a share of the distance of the widest
 *     interval's bound on that side: above 1 is outside; NaN without such a forecast
 * @param mase by naive method: running MASE of the network scaled by it, see {@link Scoreboard#mase}
 * @param coverage running share of actuals within the published interval, by its level; empty before the first
 */
public record Score(
        int target,
        double actual,
        String model,
        int version,
        int[] versions,
        Map<String, float[]> errors,
        boolean[][] inside,
        double anomaly,
        Map<String, Double> mase,
        Map<Double, Double> coverage) {
    /** The same with the errors of what was published, of the network and of the naive forecasts alone. */
    Score compared() {
        Map<String, float[]> some = new LinkedHashMap<>(errors);
        some.keySet().removeIf(name -> !ScoredMethods.FIRST.contains(name) && !name.equals(Combination.NAME));
        return new Score(target, actual, model, version, versions, some, inside, anomaly, mase, coverage);
    }
}
