package io.tidecast.forecast;

import io.tidecast.series.Precision;
import io.tidecast.series.TimeStep;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Multi-step forecast of one device from one origin.
 *
 * @param version version of the model that was run; 0 where there was none
 * @param source name of the method that was published
 * @param originMs start of the last closed step; forecast step h is for {@code step.after(originMs, h)}
 * @param timing what {@code step} is
 * @param targets one entry per target
 * @param observed steps of the window with an observed value
 * @param filled steps of the window that were filled
 * @param skill live skill of the network on this device, see {@link Combination#skill()}
 * @param crosses the thresholds that a target is forecast to cross
 * @param weights of a combination: by target, by block of the horizon ({@code first}, {@code middle}, {@code last}), by
 *     the method's name; empty where one method was published
 * @param ahead what was known ahead, where a topic tells it
 */
public record Forecast(
        String device,
        String model,
        int version,
        String source,
        ForecastStatus status,
        long originMs,
        TimeStep step,
        Timing timing,
        List<Target> targets,
        int observed,
        int filled,
        double skill,
        List<Crossing> crosses,
        Map<String, Map<String, Map<String, Double>>> weights,
        Optional<Ahead> ahead) {
    public Forecast {
        targets = List.copyOf(targets);
        crosses = List.copyOf(crosses);
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    }

    /** Where no topic tells what is known ahead. */
    public Forecast(
            String device,
            String model,
            int version,
            String source,
            ForecastStatus status,
            long originMs,
            TimeStep step,
            Timing timing,
            List<Target> targets,
            int observed,
            int filled,
            double skill,
            List<Crossing> crosses,
            Map<String, Map<String, Map<String, Double>>> weights) {
        this(
                device,
                model,
                version,
                source,
                status,
                originMs,
                step,
                timing,
                targets,
                observed,
                filled,
                skill,
                crosses,
                weights,
                Optional.empty());
    }

    /**
     * Values known ahead at the origin.
     *
     * @param share of the horizon's values that were known, 0..1
     * @param offsets up to which the topic was read, by partition, for what it tells of groups and of all
     * @param own the newest record that told of the device, where any of that is still to come
     */
    public record Ahead(double share, List<Long> offsets, Optional<Own> own) {
        public Ahead {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("the share that is known ahead must be 0..1, was " + share);
            }
            offsets = List.copyOf(offsets);
        }
    }

    /** Place of a record in the topic of values known ahead. */
    public record Own(int partition, long offset) {}

    /** When a forecast step is, 1 to the horizon. */
    public long timeMs(int h) {
        return step.after(originMs, h);
    }

    /** Time index of a forecast: what its times are. */
    public enum Timing {
        /** Those of the grid. */
        GRID(""),
        /**
         * Guesses: forecast step h is about the h-th next reading, taken to come h median intervals of the device
         * later.
         */
        MEDIAN_INTERVAL("median-interval"),
        /** Guesses likewise, by the usual interval of the settings, as the device has had but one reading. */
        USUAL_INTERVAL("usual-interval");

        private final String label;

        Timing(String label) {
            this.label = label;
        }

        /** The name in records, which have none on a grid. */
        public String label() {
            return label;
        }
    }

    /**
     * The forecast of one target in the reading's own unit.
     *
     * @param mean [horizon]
     */
    public record Target(String name, double[] mean, List<Interval> intervals) {
        public Target {
            intervals = List.copyOf(intervals);
        }
    }

    /**
     * Prediction interval: bounds that are to hold the actual with probability {@code level}; {@code lower <= mean <=
     * upper}.
     *
     * @param lower [horizon]
     * @param upper [horizon]
     */
    public record Interval(double level, double[] lower, double[] upper) {
        /** Bounds at a half-width around each value, within the limits. */
        public static Interval around(double[] mean, double level, float[] widths, Limits limits) {
            double[] lower = new double[mean.length];
            double[] upper = new double[mean.length];
            for (int h = 0; h < mean.length; h++) {
                lower[h] = limits.clip(Precision.of(mean[h] - widths[h]));
                upper[h] = limits.clip(Precision.of(mean[h] + widths[h]));
            }
            return new Interval(level, lower, upper);
        }
    }

    /**
     * The first step at which a forecast crosses a threshold.
     *
     * @param atMs start of that step
     */
    public record Crossing(Threshold threshold, long atMs) {}
}
