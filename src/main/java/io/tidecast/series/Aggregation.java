package io.tidecast.series;

/**
 * Aggregation: how the readings of one step become one value per feature; readings without that feature do not count.
 *
 * <p>Worked example, the step 05:00 of an hourly grid. Readings of 05:10 with 4, 05:20 without a value, 05:50 with 1
 * and, received last, 05:30 with 7: the mean is 4, the last 1 (by event time, not by arrival), the smallest 1, the
 * largest 7, the sum 12.
 */
public enum Aggregation {
    MEAN,
    LAST,
    MIN,
    MAX,
    SUM,
    /** How much a {@link Counter} has counted. */
    INCREASE,
    /** How much a {@link Counter} has counted a second. */
    RATE;

    /** Whether it is of a counter, which what came before the step belongs to. */
    public boolean isCounter() {
        return this == INCREASE || this == RATE;
    }

    /**
     * Aggregates one feature over the readings of a step.
     *
     * @param values the feature's values in event-time order, NaN where missing
     * @return the aggregate; NaN if every value is missing
     */
    public double of(double... values) {
        double sum = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double last = Double.NaN;
        int count = 0;
        for (double value : values) {
            if (!Double.isNaN(value)) {
                sum += value;
                min = Math.min(min, value);
                max = Math.max(max, value);
                last = value;
                count++;
            }
        }
        if (count == 0) {
            return Double.NaN;
        }
        return switch (this) {
            case MEAN -> count == 1 ? last : Precision.of(sum / count);
            case LAST -> last;
            case MIN -> min;
            case MAX -> max;
            case SUM -> Precision.of(sum);
            case INCREASE, RATE -> throw new IllegalStateException("a counter must have an anchor");
        };
    }
}
