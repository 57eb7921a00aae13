package io.tidecast.series;

/** How the readings of one step become one value per feature; readings without that feature do not count. */
public enum Aggregation {
    MEAN,
    LAST,
    MIN,
    MAX,
    SUM;

    /**
     * Aggregates one feature over the readings of a step.
     *
     * @param values the feature's values in event-time order, NaN where missing
     * @return the aggregate; NaN if every value is missing
     */
    public float of(float[] values) {
        double sum = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        float last = Float.NaN;
        int count = 0;
        for (float value : values) {
            if (!Float.isNaN(value)) {
                sum += value;
                min = Math.min(min, value);
                max = Math.max(max, value);
                last = value;
                count++;
            }
        }
        if (count == 0) {
            return Float.NaN;
        }
        return switch (this) {
            case MEAN -> (float) (sum / count);
            case LAST -> last;
            case MIN -> (float) min;
            case MAX -> (float) max;
            case SUM -> (float) sum;
        };
    }
}
