package io.tidecast.forecaster;

import java.util.List;

/**
 * Explanation of a forecast: by how much each method, and each group of inputs, moved it.
 *
 * @param originMs time of the newest step
 * @param timesMs [horizon] of the steps that are forecast
 * @param source of the forecast, see {@link io.tidecast.forecast.Combination.Published}
 */
public record Explanation(String device, long originMs, List<Long> timesMs, String source, List<Target> targets) {
    /**
     * Explanation of one target's forecast.
     *
     * @param newest value that it begins from
     * @param mean [horizon] the forecast
     * @param methods their sum is {@code mean - newest}
     * @param flat [horizon] the forecast without any of the inputs
     * @param inputs their sum is {@code mean - flat}
     */
    public record Target(
            String name, double newest, double[] mean, List<Part> methods, double[] flat, List<Part> inputs) {}

    /**
     * Part of a forecast.
     *
     * @param name of a method, or what the inputs of a group are
     * @param moved [horizon] by how much it moved the forecast
     */
    public record Part(String name, double[] moved) {}
}
