package io.tidecast.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.series.Precision;
import io.tidecast.view.DeviceRow;
import io.tidecast.view.DeviceTrack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

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

    static ObjectNode row(DeviceRow row) {
        ObjectNode json = JSON.createObjectNode()
                .put("device", row.device())
                .put("model", row.model())
                .put("version", row.version())
                .put("status", row.status())
                .put("source", row.source())
                .put("origin", time(row.originMs()));
        number(json, "skill", row.skill());
        number(json, "anomaly", row.anomaly());
        number(json, "coverage", row.coverage());
        number(json, "latencyMs", row.latencyMs());
        return json.put("crossings", row.crossings()).put("stale", row.isStale(System.currentTimeMillis()));
    }

    /** The last steps of the first target, and what is forecast for the next: enough for a line as high as a word. */
    static void recent(ObjectNode json, DeviceTrack.Recent track) {
        ObjectNode recent = json.putObject("recent").put("target", track.target());
        numbers(recent.putArray("actual"), track.actual());
        numbers(recent.putArray("forecast"), track.mean());
    }

    private static void numbers(ArrayNode json, double[] values) {
        for (double value : values) {
            number(json, value);
        }
    }

    static String time(long ms) {
        return Instant.ofEpochMilli(ms).toString();
    }

    static void number(ObjectNode json, String name, double value) {
        if (Double.isFinite(value)) {
            json.put(name, value);
        } else {
            json.putNull(name);
        }
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
