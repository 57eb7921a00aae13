package io.tidecast.model;

import io.tidecast.series.Calendar;
import io.tidecast.series.Cycle;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/**
 * What the network reads of a step. Per feature: the change from the step before over the device's change scale, and 1 where it
 * was observed, 0 where it was filled; then per target its level over the device's spread; then the calendar. All of them mean
 * the same in every window, so the recurrent state can be carried from step to step.
 *
 * <p>The levels of features that are no targets are left out: what they say of a season does not hold in the next.
 */
public final class InputEncoding {
    /** Scaled inputs are clipped to ± this, so that one outlier does not saturate every gate. */
    private static final float CLIP = 8;

    private final int features;
    private final int[] targets;
    private final Calendar calendar;
    private final long stepMs;

    /**
     * The encoding of a model.
     *
     * @param features how many a reading has
     * @param targets index among them of each that is forecast
     * @param cycles of the calendar, where steps are not too long for them
     */
    public InputEncoding(int features, int[] targets, Duration step, List<Cycle> cycles, ZoneId zone) {
        this.features = features;
        this.targets = targets.clone();
        calendar = new Calendar(cycles, step, zone);
        stepMs = step.toMillis();
    }

    /** Inputs of the network per step. */
    public int inputs() {
        return 2 * features + targets.length + calendar.features();
    }

    /** The input that holds a feature's scaled change. */
    public static int changeInput(int feature) {
        return 2 * feature;
    }

    /**
     * Encodes steps of a segment; the change of the segment's very first step is 0.
     *
     * @param from first step, counted from the segment's first
     * @param steps T
     * @param x [T, inputs] is written from {@code at}
     */
    public void encode(Segment segment, Scale scale, int from, int steps, float[] x, int at) {
        for (int t = from; t < from + steps; t++) {
            for (int f = 0; f < features; f++) {
                float value = segment.value(t, f);
                float before = t == 0 ? value : segment.value(t - 1, f);
                x[at] = clip(scale.change(f, before, value));
                x[at + 1] = segment.observed(t, f) ? 1 : 0;
                at += 2;
            }
            for (int f : targets) {
                x[at++] = clip(scale.level(f, segment.value(t, f)));
            }
            calendar.write(segment.timeMs(t, stepMs), x, at);
            at += calendar.features();
        }
    }

    private static float clip(float value) {
        return Float.isNaN(value) ? 0 : Math.max(-CLIP, Math.min(CLIP, value));
    }
}
