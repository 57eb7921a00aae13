package io.tidecast.interchange;

import io.tidecast.model.LevelScale;
import io.tidecast.nn.Fields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Scaling that a network was trained with, as a few words say it: {@code {type: min-max, low: -1, high: 1, min: [5],
 * max: [25]}} as scikit-learn's {@code MinMaxScaler} has it in {@code data_min_} and {@code data_max_}, {@code {type:
 * standard, mean: [12], std: [4]}} as {@code StandardScaler} has it in {@code mean_} and {@code scale_}, or
 * {@code {type: none}}. Without the numbers they are taken of columns of training data.
 */
public final class TrainingScale {
    private static final String PLACE = "scaling";

    private final Kind kind;
    private final double low;
    private final double high;
    private final Optional<List<Double>> first; // least values, or means
    private final Optional<List<Double>> second; // largest values, or deviations

    /** Kind of scaling. */
    private enum Kind {
        NONE("", ""),
        MIN_MAX("min", "max"),
        STANDARD("mean", "std");

        private final String first;
        private final String second;

        Kind(String first, String second) {
            this.first = first;
            this.second = second;
        }

        static Kind of(String text) {
            return switch (text) {
                case "none" -> NONE;
                case "min-max" -> MIN_MAX;
                case "standard" -> STANDARD;
                default ->
                    throw new IllegalArgumentException(PLACE + ".type must be none, min-max or standard, was " + text);
            };
        }
    }

    private TrainingScale(Fields form) {
        kind = Kind.of(form.required("type").toString());
        low = form.real("low", 0);
        high = form.real("high", 1);
        first = numbers(form, kind.first);
        second = numbers(form, kind.second);
        form.nothingElse();
        Refused.unless(low < high, PLACE + ".low must be below high, were " + low + " and " + high);
        Refused.unless(
                first.isPresent() == second.isPresent(),
                PLACE + " must have both " + kind.first + " and " + kind.second + ", or neither");
    }

    /** Reads the form. */
    public static TrainingScale parse(Map<?, ?> form) {
        return new TrainingScale(new Fields(PLACE, form));
    }

    private static Optional<List<Double>> numbers(Fields form, String key) {
        if (key.isEmpty() || !form.has(key)) {
            return Optional.empty();
        }
        List<Double> numbers = new ArrayList<>();
        for (Object each : form.list(key)) {
            numbers.add(new Fields(PLACE, Map.of(key, each)).real(key));
        }
        return Optional.of(numbers);
    }

    /** Whether its numbers are to be taken of data. */
    public boolean isToBeFitted() {
        return kind != Kind.NONE && first.isEmpty();
    }

    /** The scale as it was given. */
    public LevelScale scale(int features, LevelScale.Order order) {
        if (kind == Kind.NONE) {
            return scale(filled(features, 0), filled(features, 1), order);
        }
        List<Double> one = first.orElseThrow(() -> new IllegalArgumentException(
                PLACE + " must have " + kind.first + " and " + kind.second + ", or data to take them of"));
        List<Double> other = second.orElseThrow();
        Refused.unless(
                one.size() == features && other.size() == features,
                PLACE + " must have one " + kind.first + " and one " + kind.second + " for each of the " + features
                        + " features, had " + one.size() + " and " + other.size());
        return scale(one, other, order);
    }

    private static List<Double> filled(int count, double value) {
        return Collections.nCopies(count, value);
    }

    /** A column without any spread is not divided, as scikit-learn has it. */
    private LevelScale scale(List<Double> one, List<Double> other, LevelScale.Order order) {
        List<Double> centre = new ArrayList<>();
        List<Double> spread = new ArrayList<>();
        for (int f = 0; f < one.size(); f++) {
            if (kind == Kind.MIN_MAX) {
                double range = other.get(f) - one.get(f);
                double unit = (range == 0 ? 1 : range) / (high - low);
                centre.add(one.get(f) - low * unit);
                spread.add(unit);
            } else {
                centre.add(one.get(f));
                spread.add(other.get(f) == 0 ? 1 : other.get(f));
            }
        }
        return new LevelScale(centre, spread, order);
    }

    /**
     * The scale taken of data.
     *
     * @param columns of the features; NaN is passed over
     */
    public LevelScale fit(List<double[]> columns, LevelScale.Order order) {
        List<Double> one = new ArrayList<>();
        List<Double> other = new ArrayList<>();
        for (int f = 0; f < columns.size(); f++) {
            double min = Double.POSITIVE_INFINITY;
            double max = Double.NEGATIVE_INFINITY;
            double sum = 0;
            double squares = 0;
            long count = 0;
            for (double value : columns.get(f)) {
                if (!Double.isNaN(value)) {
                    min = Math.min(min, value);
                    max = Math.max(max, value);
                    sum += value;
                    count++;
                }
            }
            Refused.unless(count > 0, PLACE + " must be taken of one value or more of each feature, had none of " + f);
            double mean = sum / count;
            for (double value : columns.get(f)) {
                squares += Double.isNaN(value) ? 0 : (value - mean) * (value - mean);
            }
            one.add(kind == Kind.MIN_MAX ? min : mean);
            other.add(kind == Kind.MIN_MAX ? max : Math.sqrt(squares / count));
        }
        return scale(one, other, order);
    }
}
