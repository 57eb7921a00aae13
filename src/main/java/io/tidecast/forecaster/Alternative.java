package io.tidecast.forecaster;

import java.util.List;

/**
 * What-if forecast: one with other values known ahead, beside the present one.
 *
 * @param originMs time of the newest step
 * @param timesMs [horizon] of the steps that are forecast
 * @param steps how many of them have another value
 */
public record Alternative(String device, long originMs, List<Long> timesMs, int steps, List<Target> targets) {
    /**
     * Forecasts of one target.
     *
     * @param present [horizon] with what is known
     * @param changed [horizon] with the other values
     */
    public record Target(String name, double[] present, double[] changed) {}
}
