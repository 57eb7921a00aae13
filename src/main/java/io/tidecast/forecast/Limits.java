package io.tidecast.forecast;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values a target can physically have; forecasts and their bounds are clipped to them.
 *
 * @param min the smallest, in the target's unit
 * @param max the largest, above {@code min}
 */
public record Limits(float min, float max) {
    /** No limits but that of the numbers themselves. */
    public static final Limits NONE = new Limits(-Float.MAX_VALUE, Float.MAX_VALUE);

    private static final Pattern RANGE = Pattern.compile("(.*?)\\.\\.(.*)");

    public Limits {
        if (!(min < max) || !Float.isFinite(min) || !Float.isFinite(max)) {
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

    /** Limits from two numbers as text, either of which may be empty. */
    public static Limits of(String min, String max) {
        try {
            return new Limits(
                    min.isEmpty() ? NONE.min : Float.parseFloat(min), max.isEmpty() ? NONE.max : Float.parseFloat(max));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a range of numbers with min below max", e);
        }
    }

    /** The nearest value within; NaN stays. */
    public float clip(float value) {
        return Math.max(min, Math.min(max, value));
    }

    public boolean contains(float value) {
        return value >= min && value <= max;
    }
}
