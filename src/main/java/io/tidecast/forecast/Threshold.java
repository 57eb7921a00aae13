package io.tidecast.forecast;

import io.tidecast.series.Precision;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Threshold: a level of a target whose crossing is of interest.
 *
 * @param target name of the target
 * @param direction in which it is crossed
 * @param value in the target's unit
 */
public record Threshold(String target, Direction direction, double value) {
    /** Side of a threshold that is of interest. */
    public enum Direction {
        ABOVE,
        BELOW;

        /** The name in records. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Pattern RULE = Pattern.compile("([^<>]+)([<>])([^<>]+)");

    /**
     * Reads {@code temp>80} or {@code temp < 5}.
     *
     * @throws IllegalArgumentException with the rule
     */
    public static Threshold parse(String text) {
        Matcher rule = RULE.matcher(text);
        if (rule.matches()) {
            try {
                double value = Precision.read(Double.parseDouble(rule.group(3).strip()));
                if (Double.isFinite(value)) {
                    return new Threshold(
                            rule.group(1).strip(),
                            rule.group(2).equals(">") ? Direction.ABOVE : Direction.BELOW,
                            value);
                }
            } catch (NumberFormatException e) {
                throw rule(e);
            }
        }
        throw rule(null);
    }

    private static IllegalArgumentException rule(Throwable cause) {
        return new IllegalArgumentException("a target, < or > and a number, such as temp>80", cause);
    }

    /** Whether a value is on the side of interest; the threshold itself is on neither. */
    public boolean passedBy(double value) {
        return direction == Direction.ABOVE ? value > value() : value < value();
    }

    /**
     * The first step at which a forecast comes to the side of interest from the other one. Above 80, with 79 last:
     * 79.5, 81, 83 crosses at step 2; with 82 last: 83, 84 does not, and 79, 81 does at step 2.
     *
     * @param last the value the forecast is made from
     * @param forecast [horizon]
     * @return 1..horizon, or empty
     */
    public OptionalInt crossedAt(double last, double[] forecast) {
        boolean passed = passedBy(last);
        for (int h = 1; h <= forecast.length; h++) {
            boolean passes = passedBy(forecast[h - 1]);
            if (passes && !passed) {
                return OptionalInt.of(h);
            }
            passed = passes;
        }
        return OptionalInt.empty();
    }
}
