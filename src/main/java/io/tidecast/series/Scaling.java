package io.tidecast.series;

import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Normalisation: how values of devices of very different size are brought to numbers of one size for the network, and
 * its outputs back to the reading's own unit: by a {@link Scale} per device and feature. Levels are read as
 * {@code (level - centre) / spread}, changes and outputs as {@code change / unit of change}.
 *
 * <p>Worked example. A device's last eight values were 10, 12, 11, 13, 12, 14, 13, 43, with the changes 2, -1, 2, -1,
 * 2, -1, 30:
 *
 * <pre>
 *              centre              spread                              unit of change
 *   standard   mean 16             standard deviation 10.3             root mean square 11.4
 *   min-max    middle 26.5         half the range 16.5                 largest 30
 *   robust     median 12.5         interquartile range / 1.349: 1.1    interquartile range / 1.349: 2.2
 * </pre>
 *
 * An output of 0.5 then forecasts 43 + 0.5 · 11.4 = 48.7, 43 + 0.5 · 30 = 58 and 43 + 0.5 · 2.2 = 44.1.
 *
 * @param measure what centre, spread and unit of change are
 * @param over which values they are taken of
 */
public record Scaling(Measure measure, Over over) {
    static final Setting<Measure> MEASURE = Setting.choice(
            "series.scaling",
            Measure.STANDARD,
            "what the network reads a device's values in: mean and deviation, middle and half the range, or median and"
                    + " quartiles; a model serves with what it was trained with");
    static final Setting<Over> OVER = Setting.choice(
            "series.scaling-over",
            Over.RUNNING,
            "which values that is taken of: the device's as they come, older ones fading, or those of each window alone");

    /** What is usual. */
    public static final Scaling DEFAULT = from(Values.DEFAULTS);

    /** A normal distribution's quartiles are so many standard deviations apart. */
    static final double NORMAL_QUARTILES = 1.349;
    /** A window's spread and unit of change are at least this share of the device's. */
    private static final float LEAST_SHARE = 0.1f;

    /** Scale statistic: what a device is measured by. */
    public enum Measure {
        /** Mean, standard deviation, and root mean square of the changes. */
        STANDARD("mean", "std", "std-of-diff"),
        /** The middle between smallest and largest value, half their distance, and the largest change. */
        MIN_MAX("mid-range", "half-range", "largest-diff"),
        /**
         * Median and interquartile range over 1.349, which is the standard deviation of normal values; that of the
         * changes. Where more than half of the values are the same, there is no interquartile range, and the standard
         * measure stands in.
         */
        ROBUST("median", "(iqr/1.349)", "(iqr-of-diff/1.349)");

        private final String centre;
        private final String spread;
        private final String change;

        Measure(String centre, String spread, String change) {
            this.centre = centre;
            this.spread = spread;
            this.change = change;
        }

        /** The name in settings and records. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Scaling window: which values a scale is taken of. */
    public enum Over {
        /** All of the device's, older ones fading: statistics that are updated as steps close. */
        RUNNING("device"),
        /**
         * Those of the window that is forecast from, as in reversible instance normalisation (Kim et al. 2022); so that
         * a forecast does not know at what level the device usually is. Filled values don't count, and a window in
         * which hardly anything moved is measured by a tenth of the device's running scale.
         */
        WINDOW("window");

        private final String label;

        Over(String label) {
            this.label = label;
        }
    }

    public static Scaling from(Values values) {
        return new Scaling(values.get(MEASURE), values.get(OVER));
    }

    /**
     * What the network's inputs and outputs are measured in: {@code "device: diff/std-of-diff, observed, target
     * (level-mean)/std; output: (y[t+h]-y[t])/std-of-diff"} for the usual one.
     */
    public String describe() {
        return over.label + ": diff/" + measure.change + ", observed, target (level-" + measure.centre + ")/"
                + measure.spread + "; output: (y[t+h]-y[t])/" + measure.change;
    }

    /**
     * Reads what {@link #describe} has written.
     *
     * @throws IllegalArgumentException with rule and value
     */
    public static Scaling parse(String description) {
        return all().filter(scaling -> scaling.describe().equals(description))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "scaling must be one of " + all().map(Scaling::describe).toList() + ", was " + description));
    }

    /** Every measure over everything it can be taken of. */
    static Stream<Scaling> all() {
        return Arrays.stream(Over.values())
                .flatMap(over -> Arrays.stream(Measure.values()).map(measure -> new Scaling(measure, over)));
    }

    /**
     * The scale of a window.
     *
     * @param from the window's first step, counted from the segment's first
     * @param steps of the window
     * @param device the device's running scale
     */
    public Scale of(Segment segment, int from, int steps, Scale device) {
        if (over == Over.RUNNING) {
            return device;
        }
        int features = segment.features();
        double[] centre = new double[features];
        float[] spread = new float[features];
        float[] change = new float[features];
        double[] levels = new double[steps];
        double[] changes = new double[steps];
        for (int f = 0; f < features; f++) {
            int seen = 0;
            int changed = 0;
            for (int t = from; t < from + steps; t++) {
                if (segment.observed(t, f)) {
                    levels[seen++] = segment.value(t, f);
                    if (t > from && segment.observed(t - 1, f)) {
                        changes[changed++] = segment.value(t, f) - segment.value(t - 1, f);
                    }
                }
            }
            float leastSpread = LEAST_SHARE * device.std()[f];
            float leastChange = LEAST_SHARE * device.diff()[f];
            centre[f] = seen == 0 ? device.mean()[f] : Precision.of(centre(levels, seen));
            spread[f] = seen < 2 ? device.std()[f] : Math.max(leastSpread, (float) spread(levels, seen));
            change[f] = changed == 0 ? device.diff()[f] : Math.max(leastChange, (float) change(changes, changed));
        }
        return new Scale(centre, spread, change);
    }

    private double centre(double[] values, int count) {
        Arrays.sort(values, 0, count);
        return switch (measure) {
            case STANDARD -> mean(values, count);
            case MIN_MAX -> (values[0] + values[count - 1]) / 2;
            case ROBUST -> P2Quantiles.ofSorted(values, count, 0.5);
        };
    }

    /** @param values sorted */
    private double spread(double[] values, int count) {
        return switch (measure) {
            case STANDARD -> around(mean(values, count), values, count);
            case MIN_MAX -> (values[count - 1] - values[0]) / 2;
            case ROBUST -> {
                double quartiles = quartiles(values, count);
                yield quartiles > 0 ? quartiles : around(mean(values, count), values, count);
            }
        };
    }

    private double change(double[] values, int count) {
        Arrays.sort(values, 0, count);
        return switch (measure) {
            case STANDARD -> around(0, values, count);
            case MIN_MAX -> Math.max(-values[0], values[count - 1]);
            case ROBUST -> {
                double quartiles = quartiles(values, count);
                yield quartiles > 0 ? quartiles : around(0, values, count);
            }
        };
    }

    private static double quartiles(double[] sorted, int count) {
        return (P2Quantiles.ofSorted(sorted, count, 0.75) - P2Quantiles.ofSorted(sorted, count, 0.25))
                / NORMAL_QUARTILES;
    }

    private static double mean(double[] values, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += values[i];
        }
        return sum / count;
    }

    private static double around(double centre, double[] values, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += (values[i] - centre) * (values[i] - centre);
        }
        return Math.sqrt(sum / count);
    }
}
