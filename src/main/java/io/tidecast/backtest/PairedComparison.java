package io.tidecast.backtest;

import io.tidecast.kernel.SplitMix;
import java.util.Arrays;
import java.util.Locale;

/**
 * Paired comparison of two runs: the difference of their mean absolute errors over the same origins, with an interval
 * by the circular block bootstrap (Politis &amp; Romano 1992), which keeps what errors of neighbouring origins have in
 * common.
 *
 * @param mine mean absolute error of the one run
 * @param other of the other
 * @param origins that both have, of as many pairs
 * @param block origins of a block
 * @param lower bound of the 95 % interval of {@code mine - other}; NaN where there are less than two blocks
 * @param upper the other
 */
public record PairedComparison(double mine, double other, int origins, int block, double lower, double upper) {
    static final int RESAMPLES = 2_000;
    private static final double TAIL = 0.025;

    /**
     * Compares them.
     *
     * @param horizon steps ahead: forecasts of origins nearer than that are about the same steps
     */
    public static PairedComparison of(OriginErrors.Target mine, OriginErrors.Target other, int horizon, long seed) {
        int most = Math.min(mine.origins().length, other.origins().length);
        double[] a = new double[most];
        double[] b = new double[most];
        long[] pairs = new long[most];
        int n = 0;
        for (int i = 0; i < mine.origins().length; i++) {
            int j = Arrays.binarySearch(other.origins(), mine.origins()[i]);
            if (j >= 0 && other.pairs()[j] == mine.pairs()[i]) {
                a[n] = mine.absolute()[i];
                b[n] = other.absolute()[j];
                pairs[n++] = mine.pairs()[i];
            }
        }
        double[] difference = new double[n];
        Arrays.setAll(difference, i -> a[i] - b[i]);
        long[] counts = Arrays.copyOf(pairs, n);
        double all = Arrays.stream(counts).sum();
        int block = Math.max(2 * horizon, (int) Math.ceil(Math.cbrt(n)));
        double[] means = n < 2 * block ? new double[] {Double.NaN} : resampled(difference, counts, block, seed);
        return new PairedComparison(
                Arrays.stream(a, 0, n).sum() / all,
                Arrays.stream(b, 0, n).sum() / all,
                n,
                block,
                quantile(means, TAIL),
                quantile(means, 1 - TAIL));
    }

    /** Mean differences of the resamples, ascending; each block's sum is the difference of two running sums. */
    static double[] resampled(double[] difference, long[] pairs, int block, long seed) {
        int n = difference.length;
        double[] sums = new double[n + block];
        long[] counts = new long[n + block];
        for (int i = 1; i < sums.length; i++) { // Round the end, as blocks go.
            sums[i] = sums[i - 1] + difference[(i - 1) % n];
            counts[i] = counts[i - 1] + pairs[(i - 1) % n];
        }
        SplitMix random = new SplitMix(seed);
        double[] means = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            double sum = 0;
            long count = 0;
            for (int left = n; left > 0; left -= block) {
                int from = random.nextInt(n);
                int length = Math.min(block, left);
                sum += sums[from + length] - sums[from];
                count += counts[from + length] - counts[from];
            }
            means[r] = sum / count;
        }
        Arrays.sort(means);
        return means;
    }

    /** By linear interpolation between the two that are nearest. */
    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /** What it says, in words. */
    public String verdict() {
        return origins == 0
                ? "no origin in common"
                : Double.isNaN(lower)
                        ? "too few origins to tell"
                        : upper < 0 ? "better" : lower > 0 ? "worse" : "not told apart";
    }

    /** As a line. */
    public String line() {
        return String.format(
                Locale.ROOT,
                "MAE %s against %s, difference %+.4g, 95 %% interval [%+.4g, %+.4g]: %s (%,d origins, blocks of %d)",
                BacktestTable.number(mine),
                BacktestTable.number(other),
                mine - other,
                lower,
                upper,
                verdict(),
                origins,
                block);
    }
}
