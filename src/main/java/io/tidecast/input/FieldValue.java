package io.tidecast.input;

/** Value of a record's field as its format holds it; {@code toString} is how the format writes it, for messages. */
public interface FieldValue {
    /** Type of a value, as far as a reading is concerned. */
    enum Kind {
        /** The field is not there, or null. */
        MISSING,
        TEXT,
        INTEGER,
        /** A number that is written with a point or an exponent. */
        FRACTION,
        /** True or false, which are the numbers 1 and 0 where a value belongs. */
        TRUTH,
        /** A moment, where the format or its schema says so itself: no setting tells its unit. */
        MOMENT,
        /** None of these: an object, a list, bytes. */
        OTHER
    }

    Kind kind();

    /** A text itself without quotes, a number's digits; anything else as the format writes it. */
    String text();

    /**
     * The value of an {@link Kind#INTEGER}, {@link Kind#FRACTION} or {@link Kind#TRUTH}, and milliseconds since 1970 of
     * a {@link Kind#MOMENT}; infinite where it is beyond a double.
     */
    double number();
}
