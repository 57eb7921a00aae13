package io.tidecast.input;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Path to a field of a record in the form of a JSON Pointer (RFC 6901), whatever the record's format:
 * {@code /values/temp}. In a name {@code ~1} is a slash and {@code ~0} a tilde; a name that is a whole number may be a
 * place in a list, counted from 0.
 */
public record FieldPath(String text) {
    public FieldPath {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("field path must be a JSON pointer such as /values/temp, was " + text);
        }
    }

    /** The path through these names, from the outermost to the field's own. */
    public static FieldPath of(String... names) {
        return new FieldPath(Arrays.stream(names)
                .map(name -> "/" + name.replace("~", "~0").replace("/", "~1"))
                .collect(Collectors.joining()));
    }

    /** The names from the outermost to the field's own, with their slashes and tildes. */
    public List<String> names() {
        return Arrays.stream(text.substring(1).split("/", -1))
                .map(name -> name.replace("~1", "/").replace("~0", "~"))
                .toList();
    }

    /** The text alone, as in settings and messages. */
    @Override
    public String toString() {
        return text;
    }
}
