package io.tidecast.series;

import java.util.Arrays;

/**
 * A contiguous stretch of one device's closed steps: no step is missing, an empty one is filled. The window that is forecast
 * from and the history that is learnt from are both segments.
 *
 * @param firstIndex grid index of the first step
 * @param features F, values per step
 * @param values [steps, F] row-major; NaN only where a feature was never observed before that step
 * @param observed [steps, F]; false where the value was filled
 */
public record Segment(long firstIndex, int features, float[] values, boolean[] observed) {
    public Segment {
        if (features < 1 || values.length % features != 0 || values.length != observed.length) {
            throw new IllegalArgumentException("a segment of " + features + " features must have whole rows, had "
                    + values.length + " values and " + observed.length + " observed flags");
        }
    }

    public int steps() {
        return values.length / features;
    }

    public long lastIndex() {
        return firstIndex + steps() - 1;
    }

    public float value(int step, int feature) {
        return values[step * features + feature];
    }

    public boolean observed(int step, int feature) {
        return observed[step * features + feature];
    }

    /** Steps {@code from} (inclusive) to {@code to} (exclusive), counted from this segment's first step. */
    public Segment slice(int from, int to) {
        return new Segment(
                firstIndex + from,
                features,
                Arrays.copyOfRange(values, from * features, to * features),
                Arrays.copyOfRange(observed, from * features, to * features));
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
