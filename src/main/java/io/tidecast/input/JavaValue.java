package io.tidecast.input;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;

/** Value as an object of Java, null for a missing one; what else a format has is given as its text. */
record JavaValue(Object value) implements FieldValue {
    /** Bits of a decimal that is written out; one of a million digits would take seconds. */
    private static final int MOST_BITS = 1000;

    @Override
    public Kind kind() {
        if (value == null) {
            return Kind.MISSING;
        }
        if (value instanceof Number number) {
            return value instanceof Double || value instanceof Float || value instanceof BigDecimal
                    ? fraction(number)
                    : Kind.INTEGER;
        }
        if (value instanceof CharSequence || value instanceof LocalDateTime || value instanceof LocalDate) {
            return Kind.TEXT;
        }
        return value instanceof Boolean ? Kind.TRUTH : value instanceof Instant ? Kind.MOMENT : Kind.OTHER;
    }

    private static Kind fraction(Number number) {
        return Double.isNaN(number.doubleValue()) ? Kind.MISSING : Kind.FRACTION;
    }

    @Override
    public String text() {
        if (value instanceof BigDecimal decimal && decimal.unscaledValue().bitLength() > MOST_BITS) {
            return "a decimal of " + decimal.unscaledValue().bitLength() + " bits";
        }
        if (value instanceof BigInteger whole && whole.bitLength() > MOST_BITS) {
            return "a number of " + whole.bitLength() + " bits";
        }
        return String.valueOf(value);
    }

    @Override
    public double number() {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        if (value instanceof Instant moment) {
            return Moment.millis(moment);
        }
        return value instanceof Boolean truth && truth ? 1 : 0;
    }

    @Override
    public String toString() {
        return text();
    }
}
