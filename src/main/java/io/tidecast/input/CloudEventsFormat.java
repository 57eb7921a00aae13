package io.tidecast.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.record.Reason;
import io.tidecast.record.UnreadableRecordException;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.header.Header;

/**
 * CloudEvents 1.0 over Kafka, in JSON: structured, in batches, and binary. In each mode an attribute stands at
 * {@code /NAME} and the data at {@code /data}: a binary record is made what a structured one would be.
 */
final class CloudEventsFormat implements TreeFormat {
    private static final JacksonTrees TREES = new JacksonTrees("a CloudEvent");
    private static final String STRUCTURED = "application/cloudevents";
    private static final String PREFIX = "ce_";

    @Override
    public String name() {
        return "cloudevents";
    }

    @Override
    public ReadingDecoder decoder(ReadingFormat readings, List<String> features, GroupSource groups) {
        JsonText text = new JsonText(readings.limits());
        return TreeDecoder.ofReadings(TREES, record -> event(record, text), readings, features, groups);
    }

    private static JsonNode event(RecordBytes record, JsonText text) {
        String type = record.header("content-type").orElse("").toLowerCase(Locale.ROOT);
        boolean binary = record.header(PREFIX + "specversion").isPresent() && !type.startsWith(STRUCTURED);
        if (!binary) {
            return structured(text.read(record.value()), text);
        }
        if (!type.isEmpty() && !type.contains("json")) {
            throw UnreadableRecordException.of(
                    Reason.UNREADABLE, "header content-type", "be of JSON, in readings.format cloudevents", type);
        }
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        for (Header header : record.headers()) {
            if (header.key().startsWith(PREFIX)) {
                record.header(header.key())
                        .ifPresent(value -> event.put(header.key().substring(PREFIX.length()), value));
            }
        }
        event.set("data", text.read(record.value()));
        return event;
    }

    /** Data in base 64 are JSON too, where they are of it; others stay a text. */
    private static JsonNode structured(JsonNode root, JsonText text) {
        for (JsonNode event : root.isArray() ? root : List.of(root)) {
            if (event instanceof ObjectNode object && object.path("data_base64").isTextual() && !object.has("data")) {
                try {
                    byte[] data = Base64.getDecoder()
                            .decode(object.path("data_base64").textValue());
                    object.set("data", text.read(data));
                } catch (IllegalArgumentException e) {
                    throw UnreadableRecordException.of(
                            "data_base64", "be JSON in base 64", new JsonValue(object.path("data_base64")));
                }
            }
        }
        return root;
    }

    @Override
    public ReadingEncoder encoder(ReadingFormat readings) {
        ObjectMapper mapper = new ObjectMapper();
        JsonEncoder plain = new JsonEncoder(readings, mapper);
        return reading -> {
            ObjectNode event = mapper.createObjectNode()
                    .put("specversion", "1.0")
                    .put("type", "io.tidecast.reading")
                    .put("source", "tidecast")
                    .put("id", reading.device() + "@" + reading.timeMs());
            event.setAll(plain.tree(reading));
            return event.toString().getBytes(UTF_8);
        };
    }

    /** The example of JSON as an event, its parts as attributes. */
    @Override
    public byte[] example(ExampleRecord example) {
        try {
            ObjectNode event = (ObjectNode) new ObjectMapper().readTree(InputFormats.JSON.example(example));
            return event.put("specversion", "1.0").toString().getBytes(UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("an example must be JSON", e);
        }
    }

    /** The name, as in settings. */
    @Override
    public String toString() {
        return name();
    }
}
