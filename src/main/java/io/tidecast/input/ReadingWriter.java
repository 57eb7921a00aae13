package io.tidecast.input;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.series.Reading;
import java.time.Instant;

/**
 * Writes readings as JSON of the user's form, which a {@link ReadingFormat} of the same pointers reads back; in the standard one
 * {@code {"device":"pump-7","ts":"2026-11-21T05:00:00Z","values":{"temp":71.2,"load":null}}}: null where missing. Each part of
 * a pointer names a property, a number too.
 */
public final class ReadingWriter {
    private final ObjectMapper mapper = new ObjectMapper();
    private final ReadingFormat format;
    private final JsonPointer[] pointers;

    public ReadingWriter(ReadingFormat format) {
        this.format = format;
        pointers = format.values().values().toArray(JsonPointer[]::new);
    }

    public byte[] write(Reading reading) {
        ObjectNode root = mapper.createObjectNode();
        parent(root, format.device()).put(name(format.device()), reading.device());
        writeTime(parent(root, format.time()), name(format.time()), reading.timeMs());
        for (int f = 0; f < pointers.length; f++) {
            float value = reading.values()[f];
            parent(root, pointers[f]).put(name(pointers[f]), Float.isNaN(value) ? null : value);
        }
        try {
            return mapper.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers must be JSON", e);
        }
    }

    private void writeTime(ObjectNode parent, String name, long timeMs) {
        switch (format.timeUnit()) {
            case ISO -> parent.put(name, Instant.ofEpochMilli(timeMs).toString());
            case EPOCH_S -> parent.put(name, timeMs / 1000.0);
            case EPOCH_MS -> parent.put(name, timeMs);
            case EPOCH_US -> parent.put(name, timeMs * 1000);
        }
    }

    private static ObjectNode parent(ObjectNode root, JsonPointer pointer) {
        ObjectNode node = root;
        for (JsonPointer at = pointer; !at.tail().matches(); at = at.tail()) {
            String property = at.getMatchingProperty();
            node = node.get(property) instanceof ObjectNode child ? child : node.putObject(property);
        }
        return node;
    }

    private static String name(JsonPointer pointer) {
        return pointer.last().getMatchingProperty();
    }
}
