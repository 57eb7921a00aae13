package io.tidecast.series;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Half-widths of forecast intervals, one per target, level and horizon step, by online quantile tracking (Gibbs &amp;
 * Candès 2021; the quantile tracker of Angelopoulos, Candès &amp; Tibshirani 2023): after an actual with absolute error s,
 * {@code q += rate * ((s > q) - (1 - level))}, where the rate is a share of the largest recent error. The long-run share of
 * actuals inside goes to the level whatever the distribution.
 */
public final class IntervalTracker {
    private static final float RATE = 0.05f;
    private static final float FADE = 0.99f;

    private final double[] levels;
    private final int horizon;
    private final float[] widths; // [targets, levels, horizon]; negative: no actual yet
    private final float[] largest; // [targets, horizon], fading maximum of absolute errors

    public IntervalTracker(int targets, double[] levels, int horizon) {
        this.levels = levels;
        this.horizon = horizon;
        widths = new float[targets * levels.length * horizon];
        largest = new float[targets * horizon];
        Arrays.fill(widths, -1);
    }

    /**
     * Takes the absolute error of one forecast.
     *
     * @param h horizon step, 1..horizon
     */
    public void add(int target, int h, float error) {
        int cell = target * horizon + h - 1;
        largest[cell] = Math.max(error, FADE * largest[cell]);
        for (int l = 0; l < levels.length; l++) {
            int at = index(target, l, h);
            if (widths[at] < 0) {
                widths[at] = error;
            } else {
                double missed = error > widths[at] ? 1 : 0;
                widths[at] = (float) Math.max(0, widths[at] + RATE * largest[cell] * (missed - (1 - levels[l])));
            }
        }
    }

    /**
     * Half-width of an interval; never narrower than that of a lower level.
     *
     * @param prior half-width as long as no actual was seen
     */
    public float width(int target, int level, int h, float prior) {
        float width = 0;
        for (int l = 0; l < levels.length; l++) {
            if (levels[l] <= levels[level]) {
                float own = widths[index(target, l, h)];
                width = Math.max(width, own < 0 ? prior : own);
            }
        }
        return width;
    }

    private int index(int target, int level, int h) {
        return (target * levels.length + level) * horizon + h - 1;
    }

    public int bytes() {
        return (widths.length + largest.length) * Float.BYTES;
    }

    public void write(ByteBuffer to) {
        for (float width : widths) {
            to.putFloat(width);
        }
        for (float error : largest) {
            to.putFloat(error);
        }
    }

    public static IntervalTracker read(ByteBuffer from, int targets, double[] levels, int horizon) {
        IntervalTracker tracker = new IntervalTracker(targets, levels, horizon);
        for (int i = 0; i < tracker.widths.length; i++) {
            tracker.widths[i] = from.getFloat();
        }
        for (int i = 0; i < tracker.largest.length; i++) {
            tracker.largest[i] = from.getFloat();
        }
        return tracker;
    }
}
