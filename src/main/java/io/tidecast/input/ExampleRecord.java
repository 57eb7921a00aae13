package io.tidecast.input;

/**
 * Test records that every format gives an example of, so that the contract test can hold all formats to the same
 * outcome. Their parts stand where {@link ReadingFormat#standard} has them, the group at {@code /site}.
 */
public enum ExampleRecord {
    /** Device {@code pump-7} at 2026-03-02T05:00:00.250Z in ISO-8601, temp 71.5, load -3, site {@code north}. */
    WHOLE,
    /** The same without load and without a site. */
    PARTIAL,
    /** The same with a load of NaN, or what the format has for a number that is none. */
    NOT_A_NUMBER,
    /** Temp and load alone: the device is the key, the time the record's timestamp. */
    BARE,
    /** The same time as 06:00:00.250+01:00. */
    ZONED,
    /** The same time as a number of seconds since 1970, with its fraction. */
    EPOCH_S,
    /** The same time as a number of milliseconds since 1970. */
    EPOCH_MS,
    /** The same time as a number of microseconds since 1970, of which 999 are beyond the millisecond. */
    EPOCH_US,
    /** The same time as a number of nanoseconds since 1970, of which 999,999 are beyond the millisecond. */
    EPOCH_NS,
    /** The same in the year 1599, which is refused. */
    TOO_EARLY,
    /** The same with a load of {@code hot}, which is refused. */
    WORD,
    /** The same with a load of 1e30, which is refused. */
    HUGE,
    /** The same with a site of {@code a/b}, which is refused, as no model can have the name. */
    WRONG_GROUP,
    /** The same with one more field, nested 60 levels deep; more than the usual limit, so it is refused. */
    DEEP
}
