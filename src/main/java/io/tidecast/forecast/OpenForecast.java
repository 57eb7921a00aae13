package io.tidecast.forecast;

/**
 * Open forecast: one whose actuals are still to come, as it was made. Its arrays are not to be written.
 *
 * @param origin index of its origin
 * @param model id of the model whose network took part
 * @param version that network's version; 0 where there was none yet
 * @param untrained whether that network had learnt nothing
 * @param source name of the method that was published, or {@link Combination#NAME}
 * @param means of each method whose forecast does not follow from the window alone, clipped to the limits; likewise of
 *     the combination, where it was published
 * @param widths [targets, levels, horizon], half-widths of the published intervals; NaN where none was published, as
 *     nothing was known yet
 */
public record OpenForecast(
        long origin, String model, int version, boolean untrained, String source, MethodMeans means, float[] widths) {
    /** Of a network that had learnt something. */
    public OpenForecast(long origin, String model, int version, String source, MethodMeans means, float[] widths) {
        this(origin, model, version, false, source, means, widths);
    }

    /**
     * Whether intervals of all levels were published for a target, h steps ahead.
     *
     * @param levels how many there are of each target
     * @param horizon steps of the forecast
     */
    public boolean bounded(int target, int h, int levels, int horizon) {
        boolean bounded = levels > 0;
        for (int l = 0; l < levels; l++) {
            bounded &= !Float.isNaN(widths[(target * levels + l) * horizon + h - 1]);
        }
        return bounded;
    }

    /** Whether the same network made the other one. */
    boolean sameNetwork(OpenForecast other) {
        return version == other.version && model.equals(other.model);
    }
}
