package io.tidecast.input;

/** Value of a record's field as its format holds it; {@code toString} is how the format writes it, for messages. */
interface FieldValue {
    /** Type of a value, as far as a reading is concerned. */
    enum Kind {
        /** The field is not there, or null. */
        MISSING,
        TEXT,
        INTEGER,
        /** A number that is written with a point or an exponent. */
        FRACTION,
        /** Neither: a truth value, an object, a list, bytes. */
        OTHER
    }

    Kind kind();

    /** A text itself without quotes, a number's digits; anything else as the format writes it. */
    String text();

    /** The value of an {@link Kind#INTEGER} or {@link Kind#FRACTION}; infinite where it is beyond a double. */
    double number();
}
