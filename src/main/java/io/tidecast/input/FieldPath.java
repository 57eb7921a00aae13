package io.tidecast.input;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Path to a part of a record, in one grammar whatever the record's format:
 *
 * <ul>
 *   <li>{@code /values/temp}, a JSON Pointer (RFC 6901) into the reading. In a name {@code ~1} is a slash and
 *       {@code ~0} a tilde; a name that is a whole number may be a place in a list, counted from 0;
 *   <li>{@code record:/gateway}, the same into the record around a list of readings;
 *   <li>{@code header:ce_time}, a header of the record, as text in UTF-8;
 *   <li>{@code key}, the record's key, as text in UTF-8.
 * </ul>
 */
public record FieldPath(String text) {
    /** Scope of a path: what of a record it leads into. */
    enum Scope {
        READING,
        RECORD,
        HEADER,
        KEY
    }

    /** What a path must be. */
    static final String RULE = "a JSON pointer such as /values/temp, or record:/POINTER, header:NAME or key";

    private static final String RECORD = "record:";
    private static final String HEADER = "header:";
    private static final String KEY = "key";

    public FieldPath {
        boolean pointer = text.startsWith("/") || text.startsWith(RECORD + "/");
        boolean named = text.startsWith(HEADER) && text.length() > HEADER.length();
        if (!pointer && !named && !text.equals(KEY)) {
            throw new IllegalArgumentException("field path must be " + RULE + ", was " + text);
        }
    }

    /** The path through these names, from the outermost to the field's own. */
    public static FieldPath of(String... names) {
        return new FieldPath(Arrays.stream(names)
                .map(name -> "/" + name.replace("~", "~0").replace("/", "~1"))
                .collect(Collectors.joining()));
    }

    Scope scope() {
        if (text.startsWith("/")) {
            return Scope.READING;
        }
        return text.equals(KEY) ? Scope.KEY : text.startsWith(HEADER) ? Scope.HEADER : Scope.RECORD;
    }

    /** The pointer of a path into the reading or the record. */
    String pointer() {
        return text.substring(text.indexOf('/'));
    }

    /** The name of a header. */
    String header() {
        return text.substring(HEADER.length());
    }

    /** The names of a pointer from the outermost to the field's own, with their slashes and tildes. */
    public List<String> names() {
        return Arrays.stream(pointer().substring(1).split("/", -1))
                .map(name -> name.replace("~1", "/").replace("~0", "~"))
                .toList();
    }

    /** The text alone, as in settings and messages. */
    @Override
    public String toString() {
        return text;
    }
}
