package io.tidecast.input;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.series.Reading;
import java.time.Instant;
import java.util.List;

/**
 * Encoder of readings as JSON of the user's form; in the standard one
 * {@code {"device":"pump-7","ts":"2026-11-21T05:00:00Z","values":{"temp":71.2,"load":null}}}: null where missing. Each
 * part of a path names a property, a number too.
 */
final class JsonEncoder implements ReadingEncoder {
    private final ObjectMapper mapper = new ObjectMapper();
    private final ReadingFormat.TimeUnit timeUnit;
    private final PropertyPath device;
    private final PropertyPath time;
    private final List<PropertyPath> values;

    /** Property path: the names of the objects it is in, and its own. */
    private record PropertyPath(List<String> parents, String name) {
        static PropertyPath of(FieldPath path) {
            List<String> names = path.names();
            int last = names.size() - 1;
            return new PropertyPath(names.subList(0, last), names.get(last));
        }

        ObjectNode parent(ObjectNode root) {
            ObjectNode node = root;
            for (String property : parents) {
                node = node.get(property) instanceof ObjectNode child ? child : node.putObject(property);
            }
            return node;
        }
    }

    JsonEncoder(ReadingFormat readings) {
        timeUnit = readings.times().unit();
        device = PropertyPath.of(readings.device());
        time = PropertyPath.of(readings.time());
        values = readings.values().stream().map(PropertyPath::of).toList();
    }

    @Override
    public byte[] encode(Reading reading) {
        ObjectNode root = mapper.createObjectNode();
        device.parent(root).put(device.name(), reading.device());
        writeTime(time.parent(root), reading.timeMs());
        for (int f = 0; f < values.size(); f++) {
            writeValue(values.get(f), root, reading.values()[f]);
        }
        try {
            return mapper.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers must be JSON", e);
        }
    }

    private static void writeValue(PropertyPath place, ObjectNode root, double value) {
        ObjectNode parent = place.parent(root);
        if (Double.isNaN(value)) {
            parent.putNull(place.name());
        } else {
            parent.put(place.name(), value);
        }
    }

    private void writeTime(ObjectNode parent, long timeMs) {
        switch (timeUnit) {
            case ISO, AUTO ->
                parent.put(time.name(), Instant.ofEpochMilli(timeMs).toString());
            case EPOCH_S -> parent.put(time.name(), timeMs / 1000.0);
            case EPOCH_MS -> parent.put(time.name(), timeMs);
            case EPOCH_US -> parent.put(time.name(), timeMs * 1000);
            case EPOCH_NS -> parent.put(time.name(), timeMs * 1_000_000);
        }
    }
}
