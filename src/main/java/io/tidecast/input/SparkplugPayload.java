package io.tidecast.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.tidecast.record.Reason;
import io.tidecast.record.UnreadableRecordException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Payload of Sparkplug B as metrics that stand for themselves: with their name, device, time and value. */
final class SparkplugPayload {
    /** What of the specification's payload readings are made of, by its field numbers. */
    static final Descriptor PAYLOAD = ProtoText.message(
            """
            syntax = "proto2";
            message Payload {
              message Metric {
                optional string name = 1;
                optional uint64 alias = 2;
                optional uint64 timestamp = 3;
                optional uint32 datatype = 4;
                optional bool is_null = 7;
                oneof value {
                  uint32 int_value = 10;
                  uint64 long_value = 11;
                  float float_value = 12;
                  double double_value = 13;
                  bool boolean_value = 14;
                  string string_value = 15;
                  bytes bytes_value = 16;
                  bytes dataset_value = 17;
                  bytes template_value = 18;
                }
              }
              optional uint64 timestamp = 1;
              repeated Metric metrics = 2;
              optional uint64 seq = 3;
            }
            """
                    .getBytes(StandardCharsets.UTF_8),
            Optional.of("Payload"));

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Descriptor METRIC = PAYLOAD.findNestedTypeByName("Metric");
    private static final int INT8 = 1;
    private static final int INT16 = 2;
    private static final int INT32 = 3;
    private static final int INT64 = 4;

    private final SparkplugTopic topic;
    private final SparkplugBirths births;

    private SparkplugPayload(SparkplugTopic topic, SparkplugBirths births) {
        this.topic = topic;
        this.births = births;
    }

    /**
     * The metrics of a payload.
     *
     * @param births is told what a birth certificate says, and asked what data leave out
     */
    static JsonNode metrics(SparkplugTopic topic, Message payload, SparkplugBirths births) {
        SparkplugPayload reader = new SparkplugPayload(topic, births);
        if (topic.isBirth()) {
            births.born(topic);
        }
        ArrayNode metrics = NODES.arrayNode();
        Object all = payload.getField(PAYLOAD.findFieldByName("metrics"));
        for (Object metric : (List<?>) all) {
            metrics.add(reader.metric((Message) metric, payload));
        }
        return metrics;
    }

    private ObjectNode metric(Message metric, Message payload) {
        boolean aliased = has(metric, "alias");
        long alias = aliased ? (Long) get(metric, "alias") : 0;
        int type = has(metric, "datatype") ? (Integer) get(metric, "datatype") : 0;
        String name = has(metric, "name") ? (String) get(metric, "name") : "";
        if (topic.isBirth()) {
            requireName(name);
            births.add(topic, name, alias, aliased, type);
        } else if (name.isEmpty() && aliased) {
            SparkplugBirths.Metric born = births.ofAlias(topic, alias);
            name = born.name();
            type = type == 0 ? born.type() : type;
        } else {
            requireName(name);
            type = type == 0 ? births.typeOf(topic, name) : type;
        }
        ObjectNode made = NODES.objectNode();
        made.put("name", name)
                .put("device", topic.fullDevice())
                .put("group", topic.group())
                .put("edge", topic.edge());
        time(metric, payload, made);
        made.set("value", value(metric, type, name));
        return made;
    }

    private static void requireName(String name) {
        if (name.isEmpty()) {
            throw UnreadableRecordException.of(
                    Reason.MISSING_FIELD,
                    "metric",
                    "have a name, or an alias outside of birth certificates",
                    "neither");
        }
    }

    private static boolean has(Message message, String field) {
        return message.hasField(message.getDescriptorForType().findFieldByName(field));
    }

    private static Object get(Message message, String field) {
        return message.getField(message.getDescriptorForType().findFieldByName(field));
    }

    private static void time(Message metric, Message payload, ObjectNode made) {
        Message timed = has(metric, "timestamp") ? metric : payload;
        if (has(timed, "timestamp")) {
            made.set("ts", NODES.pojoNode(new Moment(Instant.ofEpochMilli((Long) get(timed, "timestamp")))));
        }
    }

    private JsonNode value(Message metric, int type, String name) {
        FieldDescriptor field =
                metric.getOneofFieldDescriptor(METRIC.getOneofs().get(0));
        if (field == null || (has(metric, "is_null") && (Boolean) get(metric, "is_null"))) {
            return NODES.nullNode();
        }
        Object value = metric.getField(field);
        return switch (field.getName()) {
            case "int_value" -> whole((Integer) value, type, name);
            case "long_value" ->
                type == INT64 || (Long) value >= 0 ? NODES.numberNode((Long) value) : large(value, type, name);
            case "float_value" -> NODES.numberNode((Float) value);
            case "double_value" -> NODES.numberNode((Double) value);
            case "boolean_value" -> NODES.booleanNode((Boolean) value);
            case "string_value" -> NODES.textNode((String) value);
            default -> NODES.objectNode();
        };
    }

    /** Signed numbers travel as unsigned ones of the same bits. */
    private JsonNode whole(int bits, int type, String name) {
        return switch (type) {
            case INT8 -> NODES.numberNode((int) (byte) bits);
            case INT16 -> NODES.numberNode((int) (short) bits);
            case INT32 -> NODES.numberNode(bits);
            default -> {
                requireType(bits >= 0 || type != 0, name);
                yield NODES.numberNode(Integer.toUnsignedLong(bits));
            }
        };
    }

    private JsonNode large(Object bits, int type, String name) {
        requireType(type != 0, name);
        return NODES.numberNode(new BigInteger(Long.toUnsignedString((Long) bits)));
    }

    private void requireType(boolean known, String name) {
        if (!known) {
            throw UnreadableRecordException.of(
                    Reason.MISSING_FIELD,
                    "datatype of " + name,
                    "be in the metric or a birth certificate that was read before (ask the edge node for a rebirth, then send"
                            + " this again)",
                    "neither");
        }
    }
}
