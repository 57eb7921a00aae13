package io.tidecast.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.forecast.NetworkMethod;
import io.tidecast.forecast.Persistence;
import io.tidecast.forecast.SeasonalNaive;
import io.tidecast.model.Pointer;
import io.tidecast.record.RecordJson;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads what the view needs out of the application's records, token by token: it runs beside what it watches, and takes as
 * little from it as it can.
 */
final class WatchedRecords {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build();
    private static final ObjectMapper MAPPER =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private WatchedRecords() {}

    /** @param source what was published: the network's forecast or a naive one */
    record Forecast(String device, long originMs, String source) {}

    /** Absolute errors per horizon step; NaN where that forecast was not made, shorter where none was. */
    record Score(String device, String target, float[] network, float[] persistence, float[] seasonalNaive) {}

    /** Stops reading as soon as it has what it needs. */
    static Forecast forecast(byte[] value) throws IOException {
        String device = null;
        String origin = null;
        String source = null;
        try (JsonParser json = JSON.createParser(value)) {
            require(json.nextToken() == JsonToken.START_OBJECT, "a forecast must be a JSON object");
            while ((device == null || origin == null || source == null) && json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "device" -> device = json.getText();
                    case "origin" -> origin = json.getText();
                    case "source" -> source = json.getText();
                    default -> json.skipChildren();
                }
            }
        }
        require(
                device != null && origin != null && source != null,
                "a forecast must have device, origin and source, had " + device + ", " + origin + ", " + source);
        return new Forecast(device, Instant.parse(origin).toEpochMilli(), source);
    }

    static Score score(byte[] value) throws IOException {
        String device = null;
        String target = null;
        Map<String, float[]> errors = new HashMap<>();
        try (JsonParser json = JSON.createParser(value)) {
            require(json.nextToken() == JsonToken.START_OBJECT, "a score must be a JSON object");
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "device" -> device = json.getText();
                    case "target" -> target = json.getText();
                    case "errors" -> {
                        while (json.nextToken() == JsonToken.FIELD_NAME) {
                            errors.put(json.currentName(), floats(json));
                        }
                    }
                    default -> json.skipChildren();
                }
            }
        }
        require(
                device != null && target != null && !errors.isEmpty(),
                "a score must have device, target and errors, had " + device + ", " + target + ", " + errors.keySet());
        float[] none = {};
        return new Score(
                device,
                target,
                errors.getOrDefault(RecordJson.name(NetworkMethod.NAME), none),
                errors.getOrDefault(Persistence.NAME, none),
                errors.getOrDefault(SeasonalNaive.NAME, none));
    }

    private static float[] floats(JsonParser json) throws IOException {
        float[] values = new float[24];
        int count = 0;
        if (json.nextToken() != JsonToken.START_ARRAY) {
            return new float[0];
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = json.currentToken().isNumeric() ? json.getFloatValue() : Float.NaN;
        }
        return Arrays.copyOf(values, count);
    }

    static Pointer pointer(byte[] value) throws IOException {
        return MAPPER.readValue(value, Pointer.class);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
