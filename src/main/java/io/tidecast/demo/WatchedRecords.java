package io.tidecast.demo;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.model.Pointer;
import io.tidecast.series.ForecastSource;
import java.io.IOException;
import java.time.Instant;

/** Reads what the view needs out of the application's records. */
final class WatchedRecords {
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private WatchedRecords() {}

    /** @param source what was published: the network's forecast or a naive one */
    record Forecast(String device, long originMs, String source) {}

    /** Absolute errors per horizon step; NaN where that forecast was not made. */
    record Score(String device, String target, float[] network, float[] persistence, float[] seasonalNaive) {}

    static Forecast forecast(byte[] value) throws IOException {
        JsonNode json = JSON.readTree(value);
        return new Forecast(
                json.required("device").asText(),
                Instant.parse(json.required("origin").asText()).toEpochMilli(),
                json.required("source").asText());
    }

    static Score score(byte[] value) throws IOException {
        JsonNode json = JSON.readTree(value);
        JsonNode errors = json.required("errors");
        return new Score(
                json.required("device").asText(),
                json.required("target").asText(),
                floats(errors.path(ForecastSource.MODEL.label())),
                floats(errors.path(ForecastSource.PERSISTENCE.label())),
                floats(errors.path(ForecastSource.SEASONAL_NAIVE.label())));
    }

    static Pointer pointer(byte[] value) throws IOException {
        return JSON.readValue(value, Pointer.class);
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).isNumber() ? array.get(i).floatValue() : Float.NaN;
        }
        return values;
    }
}
