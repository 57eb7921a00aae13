package io.tidecast.input;

import io.tidecast.config.Rule;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;

/**
 * What a reading's JSON may cost to read; a record beyond it is dead-lettered before it is taken apart.
 *
 * @param bytes of the record's value
 * @param depth of objects and arrays within each other
 * @param tokens names, values, and beginnings and ends of objects and arrays
 */
public record JsonLimits(int bytes, int depth, int tokens) {
    static final Setting<Integer> MAX_BYTES = Setting.count(
                    "readings.max-bytes", "N", 1 << 20, "the longest reading that is read")
            .must(Rule.atLeast(1));
    static final Setting<Integer> MAX_DEPTH = Setting.count(
                    "readings.max-depth", "N", 50, "deepest nesting of objects and arrays in a reading that is read")
            .must(Rule.atLeast(1));
    static final Setting<Integer> MAX_TOKENS = Setting.count(
                    "readings.max-tokens", "N", 20_000, "most names, values and brackets of a reading that is read")
            .must(Rule.atLeast(1));

    public JsonLimits {
        MAX_BYTES.check(bytes);
        MAX_DEPTH.check(depth);
        MAX_TOKENS.check(tokens);
    }

    public static JsonLimits from(Values values) {
        return new JsonLimits(values.get(MAX_BYTES), values.get(MAX_DEPTH), values.get(MAX_TOKENS));
    }

    /** Ample for a reading. */
    public static JsonLimits defaults() {
        return from(Values.DEFAULTS);
    }
}
