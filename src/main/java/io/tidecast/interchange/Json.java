package io.tidecast.interchange;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** JSON of a file that came from outside: no deeper, and no number longer, than a model's can be. */
final class Json {
    /** Most bytes, which become some thirty times as many of objects. */
    static final int MOST = 1 << 20;

    static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(2 * Limits.DEPTH)
                    .maxNumberLength(100)
                    .build())
            .build());

    private Json() {}

    /** @param name of the part, for the message */
    static JsonNode read(String name, byte[] bytes) {
        Refused.unless(bytes.length <= MOST, name + " must be at most " + MOST + " bytes, was " + bytes.length);
        try {
            JsonNode node = MAPPER.readTree(bytes);
            Refused.unless(node.isObject(), name + " must be a JSON object, was " + node.getNodeType());
            return node;
        } catch (IOException e) {
            throw new IllegalArgumentException(name + " must be JSON: " + e.getMessage(), e);
        }
    }
}
