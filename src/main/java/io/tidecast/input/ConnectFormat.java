package io.tidecast.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.record.Reason;
import io.tidecast.record.UnreadableRecordException;
import java.io.IOException;
import java.util.List;

/**
 * Kafka Connect's envelope, as its JsonConverter writes it with {@code schemas.enable}: <code>
 * {"schema":{…},"payload":{…}}</code>. Paths lead into the payload; what the schema says of a field is heeded, so a
 * decimal in base 64 is its number, and a timestamp a moment.
 */
final class ConnectFormat implements TreeFormat {
    private static final JacksonTrees TREES = new JacksonTrees("Kafka Connect's envelope of an object");

    @Override
    public String name() {
        return "connect-json";
    }

    @Override
    public ReadingDecoder decoder(ReadingFormat readings, List<String> features, GroupSource groups) {
        JsonText text = new JsonText(readings.limits());
        return TreeDecoder.ofReadings(TREES, record -> payload(text.read(record.value())), readings, features, groups);
    }

    private static JsonNode payload(JsonNode envelope) {
        if (!envelope.has("schema") || !envelope.has("payload")) {
            throw UnreadableRecordException.of(
                    Reason.UNREADABLE,
                    "value",
                    "be Kafka Connect's envelope with schema and payload (schemas.enable; without it readings.format is json)",
                    new JsonValue(envelope));
        }
        return ConnectSchema.applied(envelope.path("schema"), envelope.path("payload"));
    }

    @Override
    public ReadingEncoder encoder(ReadingFormat readings) {
        JsonEncoder plain = new JsonEncoder(readings, new ObjectMapper());
        return reading -> envelope(plain.tree(reading));
    }

    private static byte[] envelope(JsonNode payload) {
        ObjectNode envelope = new ObjectMapper().createObjectNode();
        envelope.putNull("schema");
        envelope.set("payload", payload);
        return envelope.toString().getBytes(UTF_8);
    }

    @Override
    public byte[] example(ExampleRecord example) {
        try {
            return envelope(new ObjectMapper().readTree(InputFormats.JSON.example(example)));
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
