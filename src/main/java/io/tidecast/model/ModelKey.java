package io.tidecast.model;

import java.util.Optional;

/**
 * Record key of one version on the models topic, {@code model/version}; the key of a model's pointer is the model's id
 * alone. It is a version's name in provenances, in what the trainer stores and in messages, too.
 *
 * @param version 0 stands for the default model's version where a group has none of its own
 */
public record ModelKey(String model, int version) {
    private static final char SEPARATOR = '/';

    public ModelKey {
        if (model.isEmpty() || version < 0) {
            throw new IllegalArgumentException(
                    "key must be a model's id, / and a version of at least 0, was " + model + SEPARATOR + version);
        }
    }

    /** Whether a key of the models topic is that of a pointer. */
    public static boolean isPointer(String key) {
        return key.indexOf(SEPARATOR) < 0;
    }

    /** The version that a key or a provenance names; empty if it is none's. */
    public static Optional<ModelKey> find(String text) {
        int at = text == null ? -1 : text.lastIndexOf(SEPARATOR);
        if (at < 1 || !text.substring(at + 1).matches("[0-9]+")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ModelKey(text.substring(0, at), Integer.parseInt(text.substring(at + 1))));
        } catch (NumberFormatException e) {
            return Optional.empty(); // More than an int holds.
        }
    }

    /**
     * Reads {@code model/version}.
     *
     * @throws IllegalArgumentException with the rule
     */
    public static ModelKey parse(String text) {
        return find(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "key must be a model's id, / and a version of at least 0, was " + text));
    }

    @Override
    public String toString() {
        return model + SEPARATOR + version;
    }
}
