package io.tidecast.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.record.UnreadableRecordException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Base64;

/** Logical types of Kafka Connect: makes of a payload what its schema says it means. */
final class ConnectSchema {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int LARGEST_SCALE = 1000;
    private static final int LONGEST_DECIMAL = 100;

    private ConnectSchema() {}

    /** The payload with decimals as numbers and timestamps as moments; itself where it has none. */
    static JsonNode applied(JsonNode schema, JsonNode payload) {
        if (payload instanceof ObjectNode object && schema.path("type").asText().equals("struct")) {
            for (JsonNode field : schema.path("fields")) {
                String name = field.path("field").asText();
                if (object.has(name)) {
                    object.set(name, applied(field, object.path(name)));
                }
            }
            return object;
        }
        if (payload instanceof ArrayNode list && schema.path("type").asText().equals("array")) {
            for (int i = 0; i < list.size(); i++) {
                list.set(i, applied(schema.path("items"), list.get(i)));
            }
            return list;
        }
        return switch (schema.path("name").asText()) {
            case "org.apache.kafka.connect.data.Decimal" -> payload.isTextual() ? decimal(schema, payload) : payload;
            case "org.apache.kafka.connect.data.Timestamp" -> moment(payload, 1);
            case "io.debezium.time.Timestamp" -> moment(payload, 1);
            case "io.debezium.time.MicroTimestamp" -> moment(payload, 1000);
            case "io.debezium.time.NanoTimestamp" -> moment(payload, 1_000_000);
            default -> payload;
        };
    }

    private static JsonNode moment(JsonNode payload, long unitsPerMs) {
        return payload.canConvertToLong() && payload.isIntegralNumber()
                ? NODES.pojoNode(new Moment(Instant.ofEpochMilli(Math.floorDiv(payload.longValue(), unitsPerMs))))
                : payload;
    }

    /** Bytes of the unscaled value in base 64, or digits where {@code decimal.format} is numeric. */
    private static JsonNode decimal(JsonNode schema, JsonNode payload) {
        int scale = schema.path("parameters").path("scale").asInt();
        try {
            byte[] unscaled = Base64.getDecoder().decode(payload.textValue());
            if (unscaled.length > 0 && unscaled.length <= LONGEST_DECIMAL && Math.abs(scale) <= LARGEST_SCALE) {
                return NODES.numberNode(new BigDecimal(new BigInteger(unscaled), scale));
            }
        } catch (IllegalArgumentException e) {
            // Said below, as for what is too long.
        }
        throw UnreadableRecordException.of(
                "decimal", "be at most " + LONGEST_DECIMAL + " bytes in base 64", new JsonValue(payload));
    }
}
