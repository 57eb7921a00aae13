package io.tidecast.series;

import java.util.Arrays;

/**
 * Segment of a series: a contiguous stretch of one device's closed steps: no step is missing, an empty one is filled.
 * The window that is forecast from and the history that is learnt from are both segments.
 *
 * @param firstIndex index of the first step: on a grid that of its time; where every reading is a step the time in ms
 *     at which the run began, plus the steps since, which is never more than the step's own time
 * @param features F, values per step
 * @param values [steps, F] row-major, in their {@link Precision}; NaN only where a feature was never observed before
 *     that step
 * @param observed [steps, F]; false where the value was filled
 * @param timesMs [steps] when each step was, where every reading is one; empty on a grid, whose index tells
 * @param statics what is told of the device
 */
public record Segment(
        long firstIndex, int features, double[] values, boolean[] observed, long[] timesMs, Statics statics) {
    public Segment {
        if (features < 1 || values.length % features != 0 || values.length != observed.length) {
            throw new IllegalArgumentException("a segment of " + features + " features must have whole rows, had "
                    + values.length + " values and " + observed.length + " observed flags");
        }
        if (timesMs.length > 0 && timesMs.length * features != values.length) {
            throw new IllegalArgumentException("a segment of " + values.length / features
                    + " steps must have a time for each, or none, had " + timesMs.length);
        }
    }

    /** Steps of a device of which nothing is told. */
    public Segment(long firstIndex, int features, double[] values, boolean[] observed, long[] timesMs) {
        this(firstIndex, features, values, observed, timesMs, Statics.NONE);
    }

    /** Steps of a grid. */
    public Segment(long firstIndex, int features, double[] values, boolean[] observed) {
        this(firstIndex, features, values, observed, new long[0]);
    }

    /** Whether every reading is a step here. */
    public boolean isTimed() {
        return timesMs.length > 0;
    }

    /** When a step is: of a grid's when it begins. */
    public long timeMs(int step, TimeStep grid) {
        return isTimed() ? timesMs[step] : grid.startOf(firstIndex + step);
    }

    public int steps() {
        return values.length / features;
    }

    public long lastIndex() {
        return firstIndex + steps() - 1;
    }

    public double value(int step, int feature) {
        return values[step * features + feature];
    }

    public boolean observed(int step, int feature) {
        return observed[step * features + feature];
    }

    /** Whether a feature was observed at any step. */
    public boolean observes(int feature) {
        for (int step = 0; step < steps(); step++) {
            if (observed(step, feature)) {
                return true;
            }
        }
        return false;
    }

    /** Steps {@code from} (inclusive) to {@code to} (exclusive), counted from this segment's first step. */
    public Segment slice(int from, int to) {
        return new Segment(
                firstIndex + from,
                features,
                Arrays.copyOfRange(values, from * features, to * features),
                Arrays.copyOfRange(observed, from * features, to * features),
                isTimed() ? Arrays.copyOfRange(timesMs, from, to) : timesMs,
                statics);
    }

    /** The same steps of a device of which this is told. */
    public Segment of(Statics device) {
        return device.equals(statics) ? this : new Segment(firstIndex, features, values, observed, timesMs, device);
    }

    /** The same steps with other values. */
    public Segment withValues(double[] others) {
        return new Segment(firstIndex, features, others, observed, timesMs, statics);
    }

    /** How many of the last {@code steps} steps have at least one observed feature. */
    public int observedSteps(int steps) {
        int count = 0;
        for (int step = Math.max(0, steps() - steps); step < steps(); step++) {
            for (int f = 0; f < features; f++) {
                if (observed(step, f)) {
                    count++;
                    break;
                }
            }
        }
        return count;
    }
}
