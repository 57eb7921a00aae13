package io.tidecast.input;

import java.util.List;
import java.util.Map;

/**
 * Document object model of a format: how its records are walked. A tree is of objects, lists and values.
 *
 * @param <N> a node
 * @param <P> a pointer, made once of each path and not once a record
 */
interface Trees<N, P> {
    /** The pointer through these names. */
    P pointer(FieldPath path);

    /** The node a pointer leads to; one that is missing where there is none. */
    N at(N root, P pointer);

    /** A node as a value. */
    FieldValue value(N node);

    boolean isObject(N node);

    /** The fields of an object by name, those that are there; empty for what is none. */
    Map<String, N> fields(N node);

    /** The elements of a list; empty for what is none, which {@link #isList} tells. */
    List<N> elements(N node);

    boolean isList(N node);

    /** What an object is called: {@code a JSON object}. */
    String noun();
}
