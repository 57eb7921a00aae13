package io.tidecast.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.series.Precision;
import io.tidecast.view.DeviceRow;
import io.tidecast.view.DeviceTrack;
import java.time.Instant;
import java.util.List;

/** JSON of the views, as the API's answers have it. */
final class FleetJson {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final int RECENT = 24;

    private FleetJson() {}

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
    static void recent(ObjectNode json, DeviceTrack track) {
        List<DeviceTrack.Past> past = track.past();
        if (past.isEmpty()) {
            return;
        }
        var first = past.get(past.size() - 1).means().entrySet().iterator().next();
        ObjectNode recent = json.putObject("recent").put("target", first.getKey());
        List<DeviceTrack.Closed> steps = track.closed().getOrDefault(first.getKey(), List.of());
        ArrayNode actual = recent.putArray("actual");
        steps.stream().skip(Math.max(0, steps.size() - RECENT)).forEach(step -> number(actual, step.actual()));
        ArrayNode forecast = recent.putArray("forecast");
        for (double mean : first.getValue()) {
            number(forecast, mean);
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
