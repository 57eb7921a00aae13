package io.tidecast.input;

/**
 * What a reading's JSON may cost to read; a record beyond it is dead-lettered before it is taken apart.
 *
 * @param bytes of the record's value
 * @param depth of objects and arrays within each other
 * @param tokens names, values, and beginnings and ends of objects and arrays
 */
public record JsonLimits(int bytes, int depth, int tokens) {
    public JsonLimits {
        require("readings.max-bytes", bytes);
        require("readings.max-depth", depth);
        require("readings.max-tokens", tokens);
    }

    /** Ample for a reading: 1 MiB, 50 levels, 20,000 tokens. */
    public static JsonLimits defaults() {
        return new JsonLimits(1 << 20, 50, 20_000);
    }

    private static void require(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, was " + value);
        }
    }
}
