package io.tidecast.series;

/**
 * Imputation of missing values: what stands in the window where a feature was not observed; the mask beside it says
 * that it was not. A filled value is never scored and never learnt from as a target.
 *
 * <p>A forecast is made when a step closes, also within a gap, and must not know what comes after. So a step is filled,
 * for good, when it closes. Only {@link #LINEAR} goes back: from the moment the next observed step has closed, the
 * windows of later forecasts and the chunks of history have the straight line across the gap; forecasts made within the
 * gap saw the last value held, stay as they were published, and are scored beside naive forecasts that saw no more. A
 * chunk waits for the end of a gap, so history has each step once and as a line.
 *
 * <p>Worked example, hourly grid, max-gap three hours, a device whose mean so far is 10. It reports 4 at 05:00 and 10
 * at 08:00:
 *
 * <pre>
 *                          05:00  06:00  07:00  08:00
 *   previous                   4      4      4     10
 *   linear, until 08:00        4      4      4
 *   linear, from 08:00         4      6      8     10
 *   mean                       4     10     10     10
 *   zero                       4      0      0     10
 * </pre>
 *
 * Were the next reading at 10:00, the gap would be longer than max-gap: three steps are filled and the run ends with
 * them, with linear as with previous, for there is no line to where a run has no value.
 */
public enum Fill {
    /** The last observed value of the run. */
    PREVIOUS,
    /** The last observed value until the gap is over, then the straight line across it. */
    LINEAR,
    /** The device's running mean as of the last observed value. */
    MEAN,
    /** 0, where a device reports only when something happened. */
    ZERO;

    /**
     * What a step gets when it closes.
     *
     * @param last the last observed value of the run, NaN without one
     * @param mean the device's running mean
     */
    public double close(double last, double mean) {
        return switch (this) {
            case PREVIOUS, LINEAR -> last;
            case MEAN -> Double.isNaN(last) ? last : mean;
            case ZERO -> 0;
        };
    }

    /**
     * A segment as later windows have it: with {@link #LINEAR} the line across every gap of at most {@code maxGap}
     * steps that begins and ends in it, else the segment itself.
     */
    public Segment bridge(Segment segment, long maxGap) {
        if (this != LINEAR) {
            return segment;
        }
        double[] values = segment.values().clone();
        int features = segment.features();
        for (int f = 0; f < features; f++) {
            int before = -1;
            for (int t = 0; t < segment.steps(); t++) {
                if (segment.observed(t, f)) {
                    if (before >= 0 && t - before - 1 <= maxGap) {
                        line(values, features, f, before, t);
                    }
                    before = t;
                }
            }
        }
        return segment.withValues(values);
    }

    private static void line(double[] values, int features, int feature, int from, int to) {
        double start = values[from * features + feature];
        double end = values[to * features + feature];
        for (int t = from + 1; t < to; t++) {
            double share = (double) (t - from) / (to - from);
            values[t * features + feature] = Precision.of((1 - share) * start + share * end);
        }
    }

    /** Steps at the end of a segment that {@link #bridge} may still change when a later step is observed. */
    public int pending(Segment segment, long maxGap) {
        int pending = 0;
        for (int f = 0; f < segment.features() && this == LINEAR; f++) {
            int gap = 0;
            while (gap < segment.steps() && !segment.observed(segment.steps() - 1 - gap, f)) {
                gap++;
            }
            if (gap <= maxGap && gap < segment.steps()) {
                pending = Math.max(pending, gap);
            }
        }
        return pending;
    }
}
