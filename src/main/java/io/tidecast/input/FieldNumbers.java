package io.tidecast.input;

import io.tidecast.input.FieldValue.Kind;
import io.tidecast.record.UnreadableRecordException;
import java.util.regex.Pattern;

/**
 * Numeric conversion: reads a field as a number.
 *
 * @param inStrings whether a text that spells a number is one, and a blank one is missing
 */
record FieldNumbers(boolean inStrings) {
    /** The most characters of a number; longer ones cost more to read than they can tell. */
    static final int LONGEST = 100;

    /** A JSON number, or one with a plus or without a digit on one side of its point. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");

    /** Whether there is no number: nothing at all, {@code NaN}, or a blank where numbers are in strings. */
    boolean isMissing(FieldValue value) {
        Kind kind = value.kind();
        return kind == Kind.MISSING
                || (kind == Kind.TEXT
                        && (value.text().equalsIgnoreCase("nan")
                                || (inStrings && value.text().isBlank())));
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
        if (inStrings && kind == Kind.TEXT && value.text().length() <= LONGEST) {
            String text = value.text().strip();
            if (NUMBER.matcher(text).matches()) {
                return Double.parseDouble(text);
            }
        }
        boolean asked = !inStrings && kind == Kind.TEXT;
        throw UnreadableRecordException.of(
                name, rule + (asked ? ", not a string (readings.numbers-in-strings is false)" : ""), value);
    }
}
