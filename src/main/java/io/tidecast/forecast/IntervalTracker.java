package io.tidecast.forecast;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Half-widths of forecast intervals, one per target, level and horizon step, calibrated by what has come: conformal
 * prediction by online quantile tracking (Gibbs &amp; Candès 2021; the proportional part of conformal PID control,
 * Angelopoulos, Candès &amp; Tibshirani 2023) of the logarithm of the absolute error,
 *
 * <pre>log q += rate * (missed - (1 - level))</pre>
 *
 * where {@code missed} is 1 if the interval that was published missed its actual, else 0. The steps add up, so as long
 * as the errors stay within a factor f of each other the share missed over n steps is within {@code (log f + 1) / (rate
 * * n)} of {@code 1 - level}, whatever network made the forecasts and however the errors drift. The logarithm makes a
 * step a share of the width, so that nothing needs to be known of the errors' size, and keeps widths positive.
 *
 * <p>An actual h steps ahead is known h steps late; the rate is smaller for farther steps, or a width would go on
 * growing long after it had grown enough. The first {@value #SETTLING} actuals move faster, to get away from the prior,
 * and are for that reason held against the width as it is by then.
 */
public final class IntervalTracker {
    private static final double RATE = 0.05;
    /** Largest rate times horizon step. */
    private static final double REACH = 0.5;
    /** Rate at the first actual; it falls with the root of their number. */
    private static final double FIRST_RATE = 1;

    private static final int SETTLING = 255;
    private static final float LARGEST = (float) Math.log(Float.MAX_VALUE);

    private final int[] ascending; // levels by their size
    private final double[] levels;
    private final int horizon;
    private final float[] logs; // [targets, levels, horizon], of widths; NaN: no actual yet
    private final byte[] counts; // [targets, horizon], actuals so far, at most SETTLING

    public IntervalTracker(int targets, double[] levels, int horizon) {
        this.levels = levels;
        this.horizon = horizon;
        ascending = IntStream.range(0, levels.length)
                .boxed()
                .sorted((a, b) -> Double.compare(levels[a], levels[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        logs = new float[targets * levels.length * horizon];
        counts = new byte[targets * horizon];
        Arrays.fill(logs, Float.NaN);
    }

    /**
     * Takes the absolute error of one published forecast.
     *
     * @param h horizon step, 1..horizon
     * @param published [levels] half-widths that were published around it; NaN where none was, as nothing was known
     * @param least a positive width to stay above, so that a stretch without any error can be left behind
     */
    public void add(int target, int h, float error, float[] published, float least) {
        int cell = target * horizon + h - 1;
        int count = counts[cell] & 0xff;
        double settled = Math.min(RATE, REACH / h);
        double rate = count < SETTLING ? Math.max(settled, FIRST_RATE / Math.sqrt(count + 1.0)) : settled;
        float floor = (float) Math.log(Math.max(least, Float.MIN_NORMAL));
        for (int l : ascending) {
            int at = index(target, l, h);
            if (Float.isNaN(logs[at]) && Float.isNaN(published[l])) {
                logs[at] = first(levels[l], error, count + 1, floor);
                floor = Float.isNaN(logs[at]) ? floor : logs[at];
                continue;
            }
            double before = Float.isNaN(logs[at]) ? Math.log(published[l]) : logs[at];
            boolean own = count < SETTLING || Float.isNaN(published[l]);
            double missed = error > (own ? Math.exp(before) : published[l]) ? 1 : 0;
            double after = before + rate * (missed - (1 - levels[l]));
            logs[at] = (float) Math.min(LARGEST, Math.max(floor, after));
            floor = logs[at]; // A higher level that fell below a lower one would only have farther to come back.
        }
        counts[cell] = (byte) Math.min(SETTLING, count + 1);
    }

    /**
     * Logarithm of the first width where there was no prior: that of errors with Laplace's distribution and this mean.
     * As long as nothing but errors of zero came it is not known, unless they are as many as a level needs: of n errors
     * the largest is an interval at level n / (n + 1).
     */
    private static float first(double level, float error, int count, float floor) {
        if (error > 0) {
            return (float) Math.max(floor, Math.min(LARGEST, Math.log(error * -Math.log(1 - level))));
        }
        return count / (count + 1.0) < level ? Float.NaN : floor;
    }

    /**
     * Half-width of an interval; never narrower than that of a lower level, finite unless it is not known: NaN.
     *
     * @param scale half-width at level 0.9 as long as no actual was seen, NaN where that is not known; that of the
     *     others follows from errors with Laplace's distribution
     */
    public float width(int target, int level, int h, float scale) {
        float log = logs[index(target, level, h)];
        if (Float.isNaN(log)) {
            return (float) Math.min(Float.MAX_VALUE, scale * Math.log(1 - levels[level]) / Math.log(0.1));
        }
        return (float) Math.min(Float.MAX_VALUE, Math.exp(log));
    }

    /**
     * What is known of the widths of other targets, levels and horizon steps.
     *
     * @param targetPlaces place of each of the others' targets among these; -1 for one that is new
     * @param levelPlaces likewise of each level; a new one begins with the width that errors with Laplace's
     *     distribution would give it from the nearest level below, or above where there is none, and not beyond the
     *     next one
     * @param begun a tracker of the others, of which nothing is known; it is filled and returned
     */
    IntervalTracker select(int[] targetPlaces, int[] levelPlaces, IntervalTracker begun) {
        int steps = Math.min(horizon, begun.horizon);
        for (int j = 0; j < targetPlaces.length; j++) {
            for (int h = 1; h <= steps && targetPlaces[j] >= 0; h++) {
                begun.counts[j * begun.horizon + h - 1] = counts[targetPlaces[j] * horizon + h - 1];
                for (int l = 0; l < levelPlaces.length; l++) {
                    begun.logs[begun.index(j, l, h)] = levelPlaces[l] >= 0
                            ? logs[index(targetPlaces[j], levelPlaces[l], h)]
                            : between(targetPlaces[j], begun.levels[l], h);
                }
            }
        }
        return begun;
    }

    /** Logarithm of the width of a level that is not among these; NaN as long as nothing is known. */
    private float between(int target, double level, int h) {
        int below = -1;
        int above = -1;
        for (int l : ascending) {
            if (levels[l] < level) {
                below = l;
            } else if (above < 0) {
                above = l;
            }
        }
        if (below < 0 && above < 0) {
            return Float.NaN;
        }
        int near = below >= 0 ? below : above;
        double log = logs[index(target, near, h)] + Math.log(Math.log(1 - level) / Math.log(1 - levels[near]));
        return (float) (above < 0 ? log : Math.min(log, logs[index(target, above, h)]));
    }

    private int index(int target, int level, int h) {
        return (target * levels.length + level) * horizon + h - 1;
    }

    public int bytes() {
        return logs.length * Float.BYTES + counts.length;
    }

    public void write(ByteBuffer to) {
        for (float log : logs) {
            to.putFloat(log);
        }
        to.put(counts);
    }

    public static IntervalTracker read(ByteBuffer from, int targets, double[] levels, int horizon) {
        IntervalTracker tracker = new IntervalTracker(targets, levels, horizon);
        for (int i = 0; i < tracker.logs.length; i++) {
            tracker.logs[i] = from.getFloat();
        }
        from.get(tracker.counts);
        return tracker;
    }
}
