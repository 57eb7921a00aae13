package io.tidecast.guess;

import io.tidecast.input.FieldValue;
import java.util.Optional;

/** Field of a file: a text that may be a number. */
record Cell(String text) implements FieldValue {
    @Override
    public Kind kind() {
        return text.isEmpty() ? Kind.MISSING : Kind.TEXT;
    }

    @Override
    public double number() {
        return Double.NaN;
    }

    /** The number that a value is, or that its text reads as. */
    static Optional<Double> number(FieldValue value) {
        return switch (value.kind()) {
            case INTEGER, FRACTION, TRUTH -> Optional.of(value.number());
            case TEXT -> parsed(value.text().strip());
            default -> Optional.empty();
        };
    }

    private static Optional<Double> parsed(String text) {
        return text.matches("[+-]?(\\d{1,18}\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?")
                ? Optional.of(Double.valueOf(text))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }
}
