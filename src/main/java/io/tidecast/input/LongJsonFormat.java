package io.tidecast.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** JSON in long form: an object is one metric by name, and those of a device and time are one reading. */
final class LongJsonFormat implements TreeFormat {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Override
    public String name() {
        return "json-long";
    }

    @Override
    public ReadingDecoder decoder(ReadingFormat readings, List<String> features, GroupSource groups) {
        JsonText text = new JsonText(readings.limits());
        return TreeDecoder.ofMetrics(JsonText.TREES, record -> text.read(record.value()), readings, features, groups);
    }

    @Override
    public ReadingEncoder encoder(ReadingFormat readings) {
        JsonEncoder whole = new JsonEncoder(readings, MAPPER);
        return reading -> bytes(apart(whole.tree(reading), readings.shape()));
    }

    /** The example of JSON, with each of its values in an object of its own. */
    @Override
    public byte[] example(ExampleRecord example) {
        try {
            JsonNode whole = MAPPER.readTree(InputFormats.JSON.example(example));
            return bytes(apart((ObjectNode) whole, RecordShape.usual()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ArrayNode apart(ObjectNode whole, RecordShape shape) {
        ArrayNode metrics = MAPPER.createArrayNode();
        JsonNode values = whole.remove("values");
        for (var value : values.properties()) {
            ObjectNode metric = whole.deepCopy();
            PropertyPath.of(shape.name()).put(metric, metric.textNode(value.getKey()));
            PropertyPath.of(shape.value()).put(metric, value.getValue());
            metrics.add(metric);
        }
        return metrics;
    }

    private static byte[] bytes(JsonNode node) {
        return node.toString().getBytes(UTF_8);
    }

    /** The name, as in settings. */
    @Override
    public String toString() {
        return name();
    }
}
