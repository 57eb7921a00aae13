package io.tidecast.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.tidecast.series.Precision;
import io.tidecast.view.DeviceRow;
import io.tidecast.view.DeviceTrack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/** JSON of the views, as the API's answers have it. */
final class FleetJson {
    static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build());
    static final int RECENT = 24;

    private FleetJson() {}

    /** What is written token by token, since it is large. */
    interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    static byte[] bytes(Body body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(8 * 1024);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            body.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static byte[] bytes(JsonNode tree) {
        return bytes(json -> JSON.writeTree(json, tree));
    }

    /** Fields of a row; whether it is stale is said by who knows. */
    static void row(JsonGenerator json, DeviceRow row) throws IOException {
        json.writeStringField("device", row.device());
        json.writeStringField("model", row.model());
        json.writeNumberField("version", row.version());
        json.writeStringField("status", row.status());
        json.writeStringField("source", row.source());
        json.writeStringField("origin", time(row.originMs()));
        measure(json, "skill", row.skill());
        measure(json, "anomaly", row.anomaly());
        measure(json, "coverage", row.coverage());
        measure(json, "latencyMs", row.latencyMs());
        json.writeNumberField("crossings", row.crossings());
    }

    private static void measure(JsonGenerator json, String name, double value) throws IOException {
        json.writeFieldName(name);
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeNull();
        }
    }

    /** The last steps of the first target, and what is forecast for the next: enough for a line as high as a word. */
    static void recent(JsonGenerator json, DeviceTrack.Recent track) throws IOException {
        json.writeObjectFieldStart("recent");
        json.writeStringField("target", track.target());
        numbers(json, "actual", track.actual());
        numbers(json, "forecast", track.mean());
        json.writeEndObject();
    }

    static void numbers(JsonGenerator json, String name, double[] values) throws IOException {
        json.writeArrayFieldStart(name);
        for (double value : values) {
            number(json, value);
        }
        json.writeEndArray();
    }

    static void strings(JsonGenerator json, String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    static String time(long ms) {
        return Instant.ofEpochMilli(ms).toString();
    }

    static void number(JsonGenerator json, double value) throws IOException {
        if (!Double.isFinite(value)) {
            json.writeNull();
        } else if (Precision.isWrittenSingle(value)) {
            json.writeNumber((float) value);
        } else {
            json.writeNumber(value);
        }
    }

    static void number(ArrayNode json, double value) {
        if (!Double.isFinite(value)) {
            json.addNull();
        } else if (Precision.isWrittenSingle(value)) {
            json.add((float) value);
        } else {
            json.add(value);
        }
    }
}
