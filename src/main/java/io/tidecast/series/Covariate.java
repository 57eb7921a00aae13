package io.tidecast.series;

/**
 * Future covariate: numbers that help a forecast and follow from a step's time alone, so that they are known of steps
 * that are still to come. A network reads them as they are, so they are to stay within about ±1.
 *
 * <p>Two that write the same are equal, for a window's covariates are compared with those of the model that reads it:
 * make it a record.
 */
public interface Covariate {
    /** Numbers it has for a step. */
    int features();

    /** What one of its numbers is, in words. */
    default String name(int feature) {
        return this + " " + feature;
    }

    /**
     * Writes the numbers of the step that begins at {@code timeMs} to {@code x[at..at + features())}; reads no clock.
     */
    void write(long timeMs, float[] x, int at);
}
