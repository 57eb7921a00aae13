package io.tidecast.backtest;

import java.util.Arrays;

/**
 * Interval forecast errors, summed by how many steps ahead they were as {@link HorizonErrors} are: coverage says
 * whether the intervals of a level hold what they promise, mean width how much they say, and the Winkler score both in
 * one figure, which is least for the true quantiles. A mean of nothing is NaN.
 */
public final class IntervalErrors {
    private final int horizon;
    private final int levels;
    private final double[] pairs; // [horizon], with intervals
    private final double[] actuals; // [horizon], absolute ones of those
    private final double[] pinball; // [horizon], means over the bounds
    private final double[] quantiles; // [horizon], twice the pinball losses of bounds and median, means over these
    private final double[] covered; // [levels, horizon]
    private final double[] below; // [levels, horizon], actuals under the lower bound
    private final double[] width; // [levels, horizon]
    private final double[] winkler; // [levels, horizon]
    private final double[] scaledWidth; // [levels, horizon], over the series' seasonal naive error
    private final double[] scaledWinkler; // [levels, horizon]

    IntervalErrors(int horizon, int levels) {
        this.horizon = horizon;
        this.levels = levels;
        pairs = new double[horizon];
        actuals = new double[horizon];
        pinball = new double[horizon];
        quantiles = new double[horizon];
        covered = new double[levels * horizon];
        below = new double[levels * horizon];
        width = new double[levels * horizon];
        winkler = new double[levels * horizon];
        scaledWidth = new double[levels * horizon];
        scaledWinkler = new double[levels * horizon];
    }

    /**
     * Takes a forecast with its bounds; passed over where any of them or the actual is NaN.
     *
     * @param nominal the levels
     * @param median the point forecast
     * @param lower [levels]
     * @param upper [levels]
     */
    public void add(int h, double[] nominal, double median, double[] lower, double[] upper, double actual) {
        double any = median
                + actual
                + Arrays.stream(lower).sum()
                + Arrays.stream(upper).sum();
        if (Double.isNaN(any)) {
            return;
        }
        double losses = 0;
        for (int l = 0; l < levels; l++) {
            int at = l * horizon + h - 1;
            double alpha = 1 - nominal[l];
            losses += pinball(alpha / 2, lower[l], actual) + pinball(1 - alpha / 2, upper[l], actual);
            double under = Math.max(0, lower[l] - actual);
            double over = Math.max(0, actual - upper[l]);
            covered[at] += under == 0 && over == 0 ? 1 : 0;
            below[at] += under > 0 ? 1 : 0;
            width[at] += upper[l] - lower[l];
            winkler[at] += upper[l] - lower[l] + 2 / alpha * (under + over);
        }
        pairs[h - 1]++;
        actuals[h - 1] += Math.abs(actual);
        pinball[h - 1] += levels == 0 ? 0 : losses / (2 * levels);
        quantiles[h - 1] += 2 * (losses + pinball(0.5, median, actual)) / (2 * levels + 1);
    }

    /** {@code max(q (y - f), (q - 1) (y - f))} (Koenker &amp; Bassett 1978). */
    private static double pinball(double quantile, double forecast, double actual) {
        return Math.max(quantile * (actual - forecast), (quantile - 1) * (actual - forecast));
    }

    /** A copy that knows its scaled errors, as {@link HorizonErrors#scaledBy}. */
    IntervalErrors scaledBy(double scale) {
        IntervalErrors copy = new IntervalErrors(horizon, levels);
        copy.add(this);
        Arrays.setAll(copy.scaledWidth, i -> width[i] / scale);
        Arrays.setAll(copy.scaledWinkler, i -> winkler[i] / scale);
        return copy;
    }

    /** Adds another's sums. */
    void add(IntervalErrors other) {
        add(pairs, other.pairs);
        add(actuals, other.actuals);
        add(pinball, other.pinball);
        add(quantiles, other.quantiles);
        add(covered, other.covered);
        add(below, other.below);
        add(width, other.width);
        add(winkler, other.winkler);
        add(scaledWidth, other.scaledWidth);
        add(scaledWinkler, other.scaledWinkler);
    }

    private static void add(double[] to, double[] from) {
        Arrays.setAll(to, i -> to[i] + from[i]);
    }

    /** Whether there is any forecast with intervals. */
    boolean isKnown() {
        return levels > 0 && sum(pairs, 0, 0) > 0;
    }

    /** Share of actuals within the interval of a level. */
    public double coverage(int level, int h) {
        return mean(covered, level, h);
    }

    /** Share of actuals under the lower bound of a level. */
    double below(int level, int h) {
        return mean(below, level, h);
    }

    /** Mean width of the intervals of a level. */
    public double width(int level, int h) {
        return mean(width, level, h);
    }

    /**
     * Mean Winkler score, or interval score, of a level: the width, and where the actual lies outside its distance from
     * the interval times 2 / (1 - level) (Gneiting &amp; Raftery 2007).
     */
    public double winkler(int level, int h) {
        return mean(winkler, level, h);
    }

    /** Mean width over the seasonal naive error of each series within its training part, as in MASE. */
    public double scaledWidth(int level, int h) {
        return mean(scaledWidth, level, h);
    }

    /** Mean Winkler score over the seasonal naive error of each series within its training part, as in MASE. */
    public double scaledWinkler(int level, int h) {
        return mean(scaledWinkler, level, h);
    }

    /** Mean pinball loss of the bounds of all levels. */
    public double pinball(int h) {
        return levels == 0 ? Double.NaN : mean(pinball, 0, h);
    }

    /**
     * Mean weighted quantile loss: over the quantiles that the bounds are and the point forecast as the median, the
     * mean of twice the sum of pinball losses over the sum of absolute actuals (as in GluonTS); NaN where these are 0.
     */
    public double weightedQuantileLoss(int h) {
        double size = sum(actuals, 0, h);
        return size == 0 ? Double.NaN : sum(quantiles, 0, h) / size;
    }

    private double mean(double[] sums, int level, int h) {
        return sum(sums, level, h) / sum(pairs, 0, h);
    }

    private double sum(double[] sums, int level, int h) {
        int from = level * horizon;
        return h > 0
                ? sums[from + h - 1]
                : Arrays.stream(sums, from, from + horizon).sum();
    }
}
