package io.tidecast.learn;

/**
 * Page-Hinkley's test for a rise of a mean (Page 1954; Hinkley 1971), on values measured in their own standard
 * deviation: the sum of what exceeds the mean by more than {@value #SLACK} deviations, over its least value so far.
 * docs/adr/010 compares it with ADWIN.
 *
 * @param count values seen
 * @param mean their mean
 * @param variance their variance
 * @param sum of the excesses
 * @param least the smallest the sum has been
 */
public record PageHinkley(int count, double mean, double variance, double sum, double least) {
    /** Values that only teach mean and variance. */
    private static final int BURN_IN = 8;

    /** Values that a version before tells as much as: fewer, and the mean would be less certain than the slack. */
    private static final int INHERITED = 40;

    private static final double SLACK = 0.25;

    /** No single value counts for more deviations. */
    private static final double MOST = 4;

    public static PageHinkley begin() {
        return new PageHinkley(0, 0, 0, 0, 0);
    }

    /** Takes a value. */
    public PageHinkley with(double value) {
        double next = sum;
        if (count >= BURN_IN && variance > 0) {
            double deviations = (value - mean) / Math.sqrt(variance);
            next += Math.max(-MOST, Math.min(MOST, deviations)) - SLACK;
        }
        double weight = 1.0 / (count + 1);
        double delta = value - mean;
        double newMean = mean + weight * delta;
        double newVariance = (1 - weight) * (variance + weight * delta * delta);
        return new PageHinkley(count + 1, newMean, newVariance, next, Math.min(next, least));
    }

    /**
     * The test goes on with another version. Its errors need not be those of the one before, so that what is known of
     * these counts for less; but a rise that has begun goes on.
     */
    public PageHinkley inherited() {
        return new PageHinkley(Math.min(count, INHERITED), mean, variance, sum, least);
    }

    /** Deviations in excess since the sum was least; a rise is told above the threshold. */
    public double excess() {
        return sum - least;
    }
}
