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
 * where {@code missed} is 1 if the interval that was published missed its actual, else 0. What is published is
 * {@code q} times a factor that all horizon steps have in common and that answers a change within a few steps, see
 * {@link PooledOffsets}; its logarithm is bounded. The steps add up, so as long as the errors stay within a factor f of
 * each other, and that factor within g, the share missed over n steps is within {@code (log f + log g + 1) / (rate *
 * n)} of {@code 1 - level}, whatever network made the forecasts and however the errors drift. The logarithm makes a
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
    private final float[] logs; // [targets, levels, horizon], of widths without offset; NaN: no actual yet
    private final byte[] counts; // [targets, horizon], actuals so far, at most SETTLING
    private final PooledOffsets offsets; // [targets, levels]

    public IntervalTracker(int targets, double[] levels, int horizon) {
        this(targets, levels, horizon, true);
    }

    /**
     * The same.
     *
     * @param pooled whether all horizon steps have an offset in common; where not, its state is that of early builds
     */
    IntervalTracker(int targets, double[] levels, int horizon, boolean pooled) {
        this.levels = levels;
        this.horizon = horizon;
        ascending = IntStream.range(0, levels.length)
                .boxed()
                .sorted((a, b) -> Double.compare(levels[a], levels[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        logs = new float[targets * levels.length * horizon];
        counts = new byte[targets * horizon];
        offsets = new PooledOffsets(pooled ? targets * levels.length : 0);
        Arrays.fill(logs, Float.NaN);
    }

    /**
     * Takes the absolute errors of the published forecasts of one target about one step.
     *
     * @param errors [horizon], NaN where there was no forecast
     * @param published [levels][horizon], half-widths that were published around them; NaN where none was, as nothing
     *     was known
     * @param least a positive width to stay above, so that a stretch without any error can be left behind
     */
    public void add(int target, float[] errors, float[][] published, float least) {
        double[] before = new double[levels.length];
        double[] scores = scores(target, errors);
        for (int l = 0; l < levels.length; l++) {
            int interval = target * levels.length + l;
            before[l] = offsets.of(interval);
            offsets.move(interval, scores[l]);
        }
        float floor = (float) Math.log(Math.max(least, Float.MIN_NORMAL));
        for (int h = 1; h <= horizon; h++) {
            if (!Float.isNaN(errors[h - 1])) {
                add(target, h, errors[h - 1], published, before, floor);
            }
        }
    }

    /** Mean scores of all horizon steps, by level; a step that has not settled yet counts for less. */
    private double[] scores(int target, float[] errors) {
        double[] scores = new double[levels.length];
        for (int l = 0; l < levels.length; l++) {
            double offset = offsets.of(target * levels.length + l);
            int known = 0;
            for (int h = 1; h <= horizon; h++) {
                float log = logs[index(target, l, h)];
                if (!Float.isNaN(errors[h - 1]) && !Float.isNaN(log)) {
                    double excess = Math.log(errors[h - 1]) - log - offset;
                    scores[l] += count(target, h) * PooledOffsets.score(excess, levels[l]) / SETTLING;
                    known++;
                }
            }
            scores[l] /= Math.max(1, known);
        }
        return scores;
    }

    /** @param before [levels], offsets before this error was known */
    private void add(int target, int h, float error, float[][] published, double[] before, float least) {
        int count = count(target, h);
        double settled = Math.min(RATE, REACH / h);
        double rate = count < SETTLING ? Math.max(settled, FIRST_RATE / Math.sqrt(count + 1.0)) : settled;
        for (int l = 0; l < levels.length; l++) {
            int at = index(target, l, h);
            float width = published[l][h - 1];
            double offset = offsets.of(target * levels.length + l);
            double floor = least - offset;
            if (Float.isNaN(logs[at]) && Float.isNaN(width)) {
                logs[at] = (float) Math.max(floor, first(levels[l], error, count + 1, least) - offset);
            } else {
                double log = Float.isNaN(logs[at]) ? Math.log(width) - before[l] : logs[at];
                boolean own = count < SETTLING || Float.isNaN(width);
                double missed = error > (own ? Math.exp(log + before[l]) : width) ? 1 : 0;
                logs[at] = (float) Math.min(LARGEST, Math.max(floor, log + rate * (missed - (1 - levels[l]))));
            }
        }
        counts[target * horizon + h - 1] = (byte) Math.min(SETTLING, count + 1);
    }

    private int count(int target, int h) {
        return counts[target * horizon + h - 1] & 0xff;
    }

    /**
     * Logarithm of the first width where there was no prior: that of errors with Laplace's distribution and this mean.
     * As long as nothing but errors of zero came it is not known, unless they are as many as a level needs: of n errors
     * the largest is an interval at level n / (n + 1).
     */
    private static double first(double level, float error, int count, float least) {
        if (error > 0) {
            return Math.min(LARGEST, Math.log(error * -Math.log(1 - level)));
        }
        return count / (count + 1.0) < level ? Double.NaN : least;
    }

    /** Whether anything is known of an interval, so that its width needs no prior. */
    public boolean isKnown(int target, int level, int h) {
        return !Float.isNaN(logs[index(target, level, h)]);
    }

    /**
     * Half-width of an interval; never narrower than that of a lower level, finite unless it is not known: NaN.
     *
     * @param prior half-width of this level as long as no actual was seen, NaN where that is not known
     */
    public float width(int target, int level, int h, float prior) {
        if (!isKnown(target, level, h)) {
            return Math.min(Float.MAX_VALUE, prior);
        }
        double widest = Double.NEGATIVE_INFINITY;
        for (int l = 0; l < levels.length; l++) {
            double log = logs[index(target, l, h)] + offsets.of(target * levels.length + l);
            widest = levels[l] <= levels[level] && log > widest ? log : widest;
        }
        return (float) Math.min(Float.MAX_VALUE, Math.exp(widest));
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
        for (int j = 0; j < targetPlaces.length; j++) {
            for (int l = 0; l < levelPlaces.length && targetPlaces[j] >= 0; l++) {
                select(targetPlaces[j], levelPlaces[l], begun, j, l);
            }
        }
        return begun;
    }

    /** @param level its place among these; -1 for one that is new */
    private void select(int target, int level, IntervalTracker begun, int j, int l) {
        double sought = begun.levels[l];
        int near = level >= 0 ? level : near(sought);
        if (near >= 0) {
            begun.offsets.takeOver(j * begun.levels.length + l, offsets, target * levels.length + near);
        }
        for (int h = 1; h <= Math.min(horizon, begun.horizon); h++) {
            begun.counts[j * begun.horizon + h - 1] = counts[target * horizon + h - 1];
            begun.logs[begun.index(j, l, h)] =
                    level >= 0 ? logs[index(target, level, h)] : between(target, near, sought, h);
        }
    }

    /** Place of the nearest level below another, or above where there is none; -1 without any. */
    private int near(double level) {
        int near = -1;
        for (int l : ascending) {
            near = near < 0 || levels[l] < level ? l : near;
        }
        return near;
    }

    /**
     * Logarithm of the width of a level that is not among these; NaN as long as nothing is known.
     *
     * @param near place of the nearest one
     */
    private float between(int target, int near, double level, int h) {
        if (near < 0) {
            return Float.NaN;
        }
        double log = logs[index(target, near, h)] + Math.log(Math.log(1 - level) / Math.log(1 - levels[near]));
        for (int l : ascending) {
            if (levels[l] > level && levels[near] < level) {
                return (float) Math.min(log, logs[index(target, l, h)]);
            }
        }
        return (float) log;
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

    /** The offsets, which are stored by their name: a build that does not know them reads the rest. */
    PooledOffsets offsets() {
        return offsets;
    }

    static IntervalTracker read(ByteBuffer from, int targets, double[] levels, int horizon, boolean pooled) {
        IntervalTracker tracker = new IntervalTracker(targets, levels, horizon, pooled);
        for (int i = 0; i < tracker.logs.length; i++) {
            tracker.logs[i] = from.getFloat();
        }
        from.get(tracker.counts);
        return tracker;
    }
}
