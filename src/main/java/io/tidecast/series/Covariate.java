package io.tidecast.series;

/**
 * Covariate that is known of steps that are still to come: numbers that help a forecast and follow from a step's time,
 * and from what is told of its device. A network reads them as they are, so they are to stay within about ±1.
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

    /** Another number once what it writes of a time is another. */
    default int version() {
        return 0;
    }

    /** The same of a device of which something is told; not asked of one that follows from the time alone. */
    default void write(long timeMs, Statics device, float[] x, int at) {
        write(timeMs, x, at);
    }
}
