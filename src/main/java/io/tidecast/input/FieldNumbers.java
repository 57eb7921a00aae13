package io.tidecast.input;

import io.tidecast.input.FieldValue.Kind;
import io.tidecast.record.UnreadableRecordException;
import java.util.regex.Pattern;

/**
 * Numeric conversion: reads a field as a number.
 *
 * @param form says whether a text that spells a number is one, and a blank one is missing
 */
record FieldNumbers(ValueForm form) {
    /** The most characters of a number; longer ones cost more to read than they can tell. */
    static final int LONGEST = 100;

    /** A JSON number, or one with a plus or without a digit on one side of its point. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");

    /** Whether a text spells a number. */
    static boolean isNumber(String text) {
        return text.length() <= LONGEST && NUMBER.matcher(text.strip()).matches();
    }

    /**
     * Whether there is no number: nothing at all, {@code NaN}, what {@code readings.missing} names, or a blank where
     * numbers are in strings.
     */
    boolean isMissing(FieldValue value) {
        return switch (value.kind()) {
            case MISSING -> true;
            case TEXT ->
                value.text().equalsIgnoreCase("nan")
                        || form.missing().hold(value.text())
                        || (form.numbersInStrings() && value.text().isBlank());
            case INTEGER, FRACTION -> form.missing().hold(value.number());
            default -> false;
        };
    }

    /** The value: a number, or a truth value as 1 and 0. */
    double value(FieldValue value, String name, String rule) {
        return value.kind() == Kind.TRUTH ? value.number() : number(value, name, rule);
    }

    /**
     * The number.
     *
     * @throws UnreadableRecordException with this name and rule, if there is none
     */
    double number(FieldValue value, String name, String rule) {
        Kind kind = value.kind();
        if (kind == Kind.INTEGER || kind == Kind.FRACTION) {
            return value.number();
        }
        if (form.numbersInStrings() && kind == Kind.TEXT && isNumber(value.text())) {
            return Double.parseDouble(value.text().strip());
        }
        throw UnreadableRecordException.of(name, rule + hint(value), value);
    }

    /** The setting that helps. */
    private String hint(FieldValue value) {
        if (value.kind() != Kind.TEXT) {
            return value.kind() == Kind.OTHER ? ", not a part that has parts (a path may point into it)" : "";
        }
        if (form.numbersInStrings()) {
            return " (readings.missing may name a word that stands for no value)";
        }
        return ", not a string (readings.numbers-in-strings is false"
                + (isNumber(value.text()) ? ")" : "; readings.missing may name a word that stands for no value)");
    }
}
