package io.tidecast.record;

import static io.tidecast.record.RecordJson.require;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.learn.RetrainingRecord;
import io.tidecast.model.ForecastSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Codecs of the retraining topic as one, by a record's kind. Anybody may produce there, so every field is checked. */
public final class RetrainingRecords {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RetrainingRecords() {}

    /**
     * Reads one record.
     *
     * @param forecast what every model is made for; a chunk with other features or another step is refused
     * @throws UnreadableRecordException with name, rule and value
     */
    public static RetrainingRecord of(byte[] value, ForecastSettings forecast) {
        JsonNode json = tree(value);
        model(json);
        return switch (json.path("kind").asText()) {
            case ChunkRecord.KIND -> ChunkRecord.of(json, forecast).chunk();
            case RequestRecord.KIND -> RequestRecord.of(json);
            case SummaryRecord.KIND -> SummaryRecord.of(json);
            default ->
                throw UnreadableRecordException.of("kind", "be chunk, score-summary or request", json.path("kind"));
        };
    }

    /** Whether a record is a piece of a device's history, as far as its kind says; one that cannot be read is none. */
    public static boolean isHistory(byte[] value) {
        try {
            tree(value, ChunkRecord.KIND);
            return true;
        } catch (UnreadableRecordException e) {
            return false;
        }
    }

    static ObjectNode object(String kind, String model) {
        return JSON.createObjectNode()
                .put("schema", RecordJson.SCHEMA)
                .put("kind", kind)
                .put("model", model);
    }

    static JsonNode array(List<String> names) {
        return JSON.valueToTree(names);
    }

    static byte[] bytes(ObjectNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The tree of a record of one kind. */
    static JsonNode tree(byte[] value, String kind) {
        JsonNode json = tree(value);
        require(json.path("kind").asText().equals(kind), "kind", "be " + kind, json.path("kind"));
        return json;
    }

    private static JsonNode tree(byte[] value) {
        require(value != null, "value", "be a JSON object", null);
        JsonNode json;
        try {
            json = JSON.readTree(value);
        } catch (IOException e) {
            throw UnreadableRecordException.notJson(e);
        }
        require(
                json.path("schema").asInt() == RecordJson.SCHEMA,
                "schema",
                "be " + RecordJson.SCHEMA,
                json.path("schema"));
        return json;
    }

    static String model(JsonNode json) {
        String model = json.path("model").asText();
        require(
                ForecastSettings.MODEL_ID.matcher(model).matches(),
                "model",
                "match " + ForecastSettings.MODEL_ID,
                json.path("model"));
        return model;
    }
}
