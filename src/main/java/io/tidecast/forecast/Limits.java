package io.tidecast.forecast;

import io.tidecast.config.Flow;
import io.tidecast.config.Parsers;
import io.tidecast.series.Precision;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Physical bounds of a target, the values it can have; forecasts and their bounds are clipped to them.
 *
 * @param min the smallest, in the target's unit
 * @param max the largest, above {@code min}
 */
public record Limits(double min, double max) {
    /** No limits but that of the numbers themselves. */
    public static final Limits NONE = new Limits(-Float.MAX_VALUE, Float.MAX_VALUE);

    private static final Pattern RANGE = Pattern.compile("(.*?)\\.\\.(.*)");

    private static final String NAMED = "a map of names to limits such as temp=-40..125,load=0..";
    private static final String MIN_AND_MAX =
            "{min: a number, max: a number}, or a range such as 0..100, for each name";

    public Limits {
        if (!(min < max) || !Double.isFinite(min) || !Double.isFinite(max)) {
            throw new IllegalArgumentException("limits must be finite with min below max, were " + min + ".." + max);
        }
    }

    /**
     * Reads {@code 0..100}, {@code 0..} or {@code ..100}.
     *
     * @throws IllegalArgumentException with the rule
     */
    public static Limits parse(String text) {
        Matcher range = RANGE.matcher(text.strip());
        if (!range.matches()) {
            throw new IllegalArgumentException("a range such as 0..100, 0.. or ..100");
        }
        return of(range.group(1).strip(), range.group(2).strip());
    }

    /**
     * Reads {@code temp=-40..125,load=0..} or {@code {temp: {min: -40, max: 125}, load: 0..}}.
     *
     * @return by name
     * @throws IllegalArgumentException with the rule
     */
    static Map<String, Limits> parseNamed(String text) {
        if (text.startsWith("[")) {
            throw new IllegalArgumentException(NAMED);
        }
        Map<String, Limits> limits = new LinkedHashMap<>();
        Parsers.named(text, NAMED).forEach((name, range) -> {
            if (name.isEmpty() || "".equals(range)) {
                throw new IllegalArgumentException(NAMED);
            }
            limits.put(name, range instanceof Map<?, ?> bounds ? of(bounds) : parse(Flow.scalar(range, MIN_AND_MAX)));
        });
        return limits;
    }

    private static Limits of(Map<?, ?> bounds) {
        if (!Set.of("min", "max").containsAll(bounds.keySet())) {
            throw new IllegalArgumentException(MIN_AND_MAX);
        }
        return of(bound(bounds, "min"), bound(bounds, "max"));
    }

    private static String bound(Map<?, ?> bounds, String name) {
        return bounds.containsKey(name) ? Flow.scalar(bounds.get(name), MIN_AND_MAX) : "";
    }

    /** Limits from two numbers as text, either of which may be empty. */
    private static Limits of(String min, String max) {
        try {
            return new Limits(min.isEmpty() ? NONE.min : bound(min), max.isEmpty() ? NONE.max : bound(max));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a range of numbers with min below max", e);
        }
    }

    private static double bound(String text) {
        return Precision.read(Double.parseDouble(text));
    }

    /** The nearest value within; NaN stays. */
    public double clip(double value) {
        return Math.max(min, Math.min(max, value));
    }

    public boolean contains(double value) {
        return value >= min && value <= max;
    }
}
