package io.tidecast.learn;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * Relative live error of one version, as a ratio to that of the better naive forecast, learnt from score summaries. The
 * ratio is what can be compared over time: calm and stormy days make both forecasts better or worse together. It is
 * averaged as a logarithm, with exponential forgetting once {@value #MEMORY} summaries were seen.
 *
 * @param version {@code model/version}
 * @param fromMs event time before which nothing counts: the first forecasts of a version that are scored are those of
 *     the first horizon steps, which are easier
 * @param n scored steps seen
 * @param count summaries seen, up to the memory
 * @param mean mean logarithm of the ratio
 */
@JsonIgnoreProperties("variance") // Builds before this one judged swaps by it.
public record LiveError(String version, long fromMs, long n, int count, double mean) {
    private static final int MEMORY = 50;

    /**
     * Keeps a device that never moves, where both errors are 0, from deciding; in units of the devices' change scales.
     */
    private static final double LEAST = 0.01;

    public static LiveError begin(String version, long fromMs) {
        return new LiveError(version, fromMs, 0, 0, 0);
    }

    /** The logarithm of an error over the naive one. */
    static double logRatio(double mae, double naiveMae) {
        return Math.log((mae + LEAST) / (naiveMae + LEAST));
    }

    /** The logarithm of a summary's error, which is what drift is seen in first. */
    static double logError(RetrainingRecord.ScoreSummary summary) {
        return Math.log(summary.mae() + LEAST);
    }

    public LiveError with(RetrainingRecord.ScoreSummary summary) {
        if (summary.fromMs() < fromMs) {
            return this;
        }
        int seen = Math.min(count + 1, MEMORY);
        double delta = logRatio(summary.mae(), summary.naiveMae()) - mean;
        return new LiveError(version, fromMs, n + summary.n(), seen, mean + delta / seen);
    }

    /** Error over the naive one's; below 1 is better than naive. */
    public double ratio() {
        return Math.exp(mean);
    }
}
