package io.tidecast.series;

/**
 * Forecasts of a window's targets that were made before its own is, by something that has learnt elsewhere: what a
 * network reads of the steps ahead beside what is known of them.
 */
@FunctionalInterface
public interface GivenForecasts {
    /** There are none. */
    GivenForecasts NONE = (step, h, feature) -> Double.NaN;

    /**
     * What was forecast; NaN where nothing was.
     *
     * @param step origin of the forecast, counted from the segment's first step
     * @param h 1 to horizon
     */
    double value(int step, int h, int feature);
}
