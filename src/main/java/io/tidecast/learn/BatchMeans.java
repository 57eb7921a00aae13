package io.tidecast.learn;

import io.tidecast.model.ForecastSettings;

/**
 * Batch means (Conway 1963) of a version's relative live error: the logarithm of its error over the better naive
 * forecast's, block of time by block of time. Neighbouring steps share forecasts, hours of a day are not alike, and
 * devices see the same weather: a block is at least a horizon and a season long and holds all devices together, so that
 * it counts once however many steps were scored in it. The last {@value #MOST} blocks weigh most.
 *
 * <p>Worked example, hourly steps, horizon 24, season a day. 300 devices score 300 steps an hour; the block that begins
 * with the summary of 00:00 ends with the first that begins at 00:00 of the next day or later, and holds 7,200 steps:
 * one piece of evidence. A single device with a gap of 20 hours in that day has scored four steps by then, and its
 * block goes on until it has 24.
 *
 * @param fromMs event time before which nothing counts: the first forecasts of a version that are scored are those of
 *     the first horizon steps, which are easier
 * @param open the block that is not full
 * @param n scored steps in full blocks
 * @param count full blocks
 * @param mean of the logarithm over blocks
 * @param variance its variance over blocks
 * @param covariance that of neighbouring blocks
 * @param last of the newest full block, less the mean at the time
 */
public record BatchMeans(
        long fromMs, Sums open, long n, int count, double mean, double variance, double covariance, double last) {
    private static final int MOST = 28;
    private static final double MOST_CORRELATED = 0.8;

    /** Least length of a block, in steps, and what it takes of event time. */
    public record Length(int steps, long ms) {
        public static Length of(ForecastSettings forecast) {
            int steps = Math.max(forecast.horizon(), forecast.seasonSteps());
            return new Length(steps, steps * forecast.step().toMillis());
        }
    }

    /**
     * Sums of a block.
     *
     * @param beginMs event time of its first scored step
     * @param n scored steps
     * @param mae sum of the version's errors
     * @param naiveMae sum of the naive ones
     */
    public record Sums(long beginMs, long n, double mae, double naiveMae) {
        static final Sums NONE = new Sums(0, 0, 0, 0);

        Sums with(RetrainingRecord.ScoreSummary summary) {
            return new Sums(
                    n == 0 ? summary.fromMs() : beginMs,
                    n + summary.n(),
                    mae + summary.n() * summary.mae(),
                    naiveMae + summary.n() * summary.naiveMae());
        }

        boolean isFull(Length length, long atMs) {
            return n >= length.steps() && atMs - beginMs >= length.ms();
        }
    }

    public static BatchMeans begin(long fromMs) {
        return new BatchMeans(fromMs, Sums.NONE, 0, 0, 0, 0, 0, 0);
    }

    /** Takes a summary; one that begins after the end of the open block has that one count. */
    public BatchMeans with(RetrainingRecord.ScoreSummary summary, Length length) {
        if (summary.fromMs() < fromMs) {
            return this;
        }
        BatchMeans next = open.isFull(length, summary.fromMs()) ? closed() : this;
        return new BatchMeans(
                fromMs,
                next.open.with(summary),
                next.n,
                next.count,
                next.mean,
                next.variance,
                next.covariance,
                next.last);
    }

    private BatchMeans closed() {
        int blocks = Math.min(count + 1, MOST);
        double weight = 1.0 / blocks;
        double delta = LiveError.logRatio(open.mae() / open.n(), open.naiveMae() / open.n()) - mean;
        return new BatchMeans(
                fromMs,
                Sums.NONE,
                n + open.n(),
                count + 1,
                mean + weight * delta,
                (1 - weight) * (variance + weight * delta * delta),
                covariance + weight * ((1 - weight) * delta * last - covariance),
                (1 - weight) * delta);
    }

    /** The full blocks of both. */
    BatchMeans joined(BatchMeans other) {
        double blocks = remembered() + other.remembered();
        double weight = other.remembered() / blocks;
        double delta = other.mean - mean;
        double within = (1 - weight) * variance + weight * other.variance;
        return new BatchMeans(
                fromMs,
                Sums.NONE,
                n + other.n,
                count + other.count,
                mean + weight * delta,
                within + weight * (1 - weight) * delta * delta,
                (1 - weight) * covariance + weight * other.covariance,
                last);
    }

    /** Error over the naive one's; below 1 is better than naive. */
    double ratio() {
        return Math.exp(mean);
    }

    /** Blocks that mean and variance are of. */
    int remembered() {
        return Math.min(count, MOST);
    }

    /**
     * Student's test: the probability that the error of a version which is no worse than another comes to lie above
     * that one's by so much; 1 where it does not lie above, or there is too little to tell. A good week is followed by
     * another: where neighbouring blocks are alike, so many tell as much as fewer would, as of a first-order
     * autoregression (Bartlett 1946).
     */
    double chanceAbove(BatchMeans other) {
        double difference = mean - other.mean;
        int freedom = remembered() + other.remembered() - 2;
        if (difference <= 0 || freedom < 1 || remembered() == 0 || other.remembered() == 0) {
            return 1;
        }
        double squares = remembered() * variance + other.remembered() * other.variance;
        if (squares == 0) {
            return 0;
        }
        double products = remembered() * covariance + other.remembered() * other.covariance;
        // That of so few comes out too small, by one over their number (Kendall 1954).
        double correlation = products / squares + 1.0 / (remembered() + other.remembered());
        double bounded = Math.max(0, Math.min(MOST_CORRELATED, correlation));
        double alike = (1 + bounded) / (1 - bounded);
        double error = Math.sqrt(squares / freedom * alike * (1.0 / remembered() + 1.0 / other.remembered()));
        return StudentT.tail(difference / error, freedom);
    }
}
