package io.tidecast.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.record.Reason;
import io.tidecast.record.UnreadableRecordException;
import java.time.Instant;

/**
 * Resolution of a SenML pack (RFC 8428, section 4.6) into metrics that stand for themselves. Worked example: <code>
 * [{"bn":"pump-7:","bt":1772427600,"n":"temp","v":71.5},{"n":"load","t":60,"v":-3}]</code> has temp of pump-7: at
 * 05:00:00 and load a minute later. Times below 2^28 are seconds from now, which is the record's timestamp.
 */
final class SenmlPack {
    private static final double ABSOLUTE_FROM = 1 << 28;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final ArrayNode metrics = NODES.arrayNode();
    private final long nowMs;
    private String name = "";
    private double time;
    private double value;
    private double sum;

    private SenmlPack(long nowMs) {
        this.nowMs = nowMs;
    }

    /**
     * Metrics with name, value, device and ts, where they have them.
     *
     * @throws UnreadableRecordException if it is no pack
     */
    static JsonNode resolved(JsonNode root, long nowMs) {
        if (!root.isArray()) {
            throw UnreadableRecordException.of(
                    Reason.UNREADABLE, "value", "be a list, a SenML pack", new JsonValue(root));
        }
        SenmlPack pack = new SenmlPack(nowMs);
        root.forEach(pack::add);
        return pack.metrics;
    }

    private void add(JsonNode record) {
        if (!record.isObject()) {
            throw UnreadableRecordException.of(
                    Reason.UNREADABLE, "value", "be a list of objects, a SenML pack", new JsonValue(record));
        }
        name = record.has("bn") ? record.path("bn").asText() : name;
        time = number(record, "bt", time);
        value = number(record, "bv", value);
        sum = number(record, "bs", sum);
        if (record.has("n") || isMeasured(record)) {
            metrics.add(metric(record));
        }
    }

    private static boolean isMeasured(JsonNode record) {
        return record.has("v") || record.has("vb") || record.has("vs") || record.has("s");
    }

    private ObjectNode metric(JsonNode record) {
        ObjectNode metric = NODES.objectNode();
        metric.put("name", record.path("n").asText());
        if (record.path("v").isNumber() && (value != 0)) {
            metric.put("value", value + record.path("v").doubleValue());
        } else if (record.has("s") && !record.has("v")) {
            metric.put("value", sum + number(record, "s", 0));
        } else {
            metric.set("value", first(record, "v", "vb", "vs"));
        }
        if (!name.isEmpty()) {
            metric.put("device", name);
        }
        double seconds = time + number(record, "t", 0);
        if (seconds != 0) {
            double ms = seconds >= ABSOLUTE_FROM ? seconds * 1000 : nowMs + seconds * 1000;
            metric.set("ts", NODES.pojoNode(new Moment(moment(ms, seconds))));
        }
        return metric;
    }

    private static Instant moment(double ms, double seconds) {
        if (!(ms >= 0 && ms < 1e15)) {
            throw UnreadableRecordException.of("time at bt and t", "be of this age, in seconds", seconds);
        }
        return Instant.ofEpochMilli(Math.round(ms));
    }

    private static JsonNode first(JsonNode record, String... names) {
        for (String name : names) {
            if (record.has(name)) {
                return record.path(name);
            }
        }
        return NODES.nullNode();
    }

    private static double number(JsonNode record, String name, double otherwise) {
        JsonNode node = record.path(name);
        if (node.isMissingNode()) {
            return otherwise;
        }
        if (!node.isNumber()) {
            throw UnreadableRecordException.of(name, "be a number, as in SenML", new JsonValue(node));
        }
        return node.doubleValue();
    }
}
