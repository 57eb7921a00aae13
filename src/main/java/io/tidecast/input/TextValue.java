package io.tidecast.input;

import java.util.Optional;

/** Value that stands beside a record's own, in a header or the key: a text, or nothing. */
record TextValue(Optional<String> found) implements FieldValue {
    /** Nothing. */
    static final TextValue NONE = new TextValue(Optional.empty());

    @Override
    public Kind kind() {
        return found.isPresent() ? Kind.TEXT : Kind.MISSING;
    }

    @Override
    public String text() {
        return found.orElse("");
    }

    @Override
    public double number() {
        return Double.NaN;
    }

    @Override
    public String toString() {
        return text();
    }
}
