package io.tidecast.interchange;

/** Refusal of a file that cannot be read as a model: the part, the rule and the value. */
final class Refused {
    private Refused() {}

    static void unless(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
