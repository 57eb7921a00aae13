package io.tidecast.input;

import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import io.tidecast.series.MissingValues;

/**
 * Value domain: what may stand where a value belongs, and what becomes of a record where something else does.
 *
 * @param numbersInStrings whether {@code "71.2"} is the number 71.2, and {@code ""} is missing, as CSV turned into JSON
 *     has it; else a string where a number belongs is no value
 * @param missing what stands for no value
 * @param onBad what becomes of a record with something that is no value
 */
public record ValueForm(boolean numbersInStrings, MissingValues missing, OnBad onBad) {
    /** Error policy of a value that cannot be read. */
    public enum OnBad {
        /** It is missing, the record's other values go on, and a copy of the record is a dead letter that says why. */
        DROP_VALUE,
        /** The record is a dead letter as a whole. */
        DEAD_LETTER
    }

    static final Setting<Boolean> NUMBERS_IN_STRINGS = Setting.onOff(
            "readings.numbers-in-strings",
            false,
            "whether \"71.2\" is the number 71.2 and \"\" is missing, in values and times; else it is a value that cannot be"
                    + " read");
    static final Setting<OnBad> ON_BAD = Setting.choice(
            "readings.on-bad-value",
            OnBad.DROP_VALUE,
            "what becomes of a record with a value that cannot be read: its other values are taken, and a copy of it in the"
                    + " dead letters says what was dropped; or none of it is taken");

    public static ValueForm from(Values values) {
        return new ValueForm(values.get(NUMBERS_IN_STRINGS), MissingValues.from(values), values.get(ON_BAD));
    }

    /** What is usual. */
    public static ValueForm usual() {
        return from(Values.DEFAULTS);
    }

    /** The same, with numbers in strings or without. */
    public ValueForm withNumbersInStrings(boolean inStrings) {
        return new ValueForm(inStrings, missing, onBad);
    }

    /** The same, with this becoming of a record whose value cannot be read. */
    public ValueForm withOnBad(OnBad other) {
        return new ValueForm(numbersInStrings, missing, other);
    }

    /** The same, with these standing for no value. */
    public ValueForm withMissing(MissingValues other) {
        return new ValueForm(numbersInStrings, other, onBad);
    }
}
