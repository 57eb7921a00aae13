package io.tidecast.input;

import io.tidecast.config.Rule;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import io.tidecast.record.Reason;
import io.tidecast.record.UnreadableRecordException;

/**
 * Limits of what a record may cost to read, in whatever format; one beyond them is dead-lettered before it is taken
 * apart.
 *
 * @param bytes of the record's value
 * @param depth of objects and arrays within each other
 * @param tokens names, values, and beginnings and ends of objects and arrays
 */
public record ReadingLimits(int bytes, int depth, int tokens) {
    static final Setting<Integer> MAX_BYTES = Setting.count(
                    "readings.max-bytes", "N", 1 << 20, "the longest reading that is read")
            .must(Rule.atLeast(1));
    static final Setting<Integer> MAX_DEPTH = Setting.count(
                    "readings.max-depth", "N", 50, "deepest nesting of objects and arrays in a reading that is read")
            .must(Rule.atLeast(1));
    static final Setting<Integer> MAX_TOKENS = Setting.count(
                    "readings.max-tokens", "N", 20_000, "most names, values and brackets of a reading that is read")
            .must(Rule.atLeast(1));

    public ReadingLimits {
        MAX_BYTES.check(bytes);
        MAX_DEPTH.check(depth);
        MAX_TOKENS.check(tokens);
    }

    public static ReadingLimits from(Values values) {
        return new ReadingLimits(values.get(MAX_BYTES), values.get(MAX_DEPTH), values.get(MAX_TOKENS));
    }

    /** Ample for a reading. */
    public static ReadingLimits defaults() {
        return from(Values.DEFAULTS);
    }

    /** @throws UnreadableRecordException if a record's value is longer than the limit */
    void requireBytes(byte[] value) {
        if (value.length > bytes) {
            throw UnreadableRecordException.of(
                    Reason.TOO_LARGE,
                    "value",
                    "have at most " + MAX_BYTES.key() + " " + bytes + " bytes",
                    value.length);
        }
    }
}
