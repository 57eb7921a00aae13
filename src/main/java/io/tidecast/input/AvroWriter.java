package io.tidecast.input;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Datum writer of trees by a schema: of a union, the first type that a value fits. */
final class AvroWriter {
    private final Schema schema;

    AvroWriter(Schema schema) {
        this.schema = schema;
    }

    /** @throws IllegalArgumentException if the schema has no place for a part, or wants one that is not there */
    byte[] write(JsonNode tree) {
        Object datum = datum(tree, schema, "");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        try {
            new GenericDatumWriter<>(schema).write(datum, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static Object datum(JsonNode node, Schema schema, String path) {
        return switch (schema.getType()) {
            case UNION -> branch(node, schema, path);
            case RECORD -> record(node, schema, path);
            case MAP -> map(node, schema, path);
            case NULL -> null;
            case STRING -> node.asText();
            case BOOLEAN -> node.asBoolean();
            case INT -> node.intValue();
            case LONG -> number(node, schema.getLogicalType());
            case FLOAT -> node.floatValue();
            case DOUBLE -> node.doubleValue();
            default -> throw noPlace(path, schema);
        };
    }

    private static IllegalArgumentException noPlace(String path, Schema schema) {
        return new IllegalArgumentException(SchemaSource.FILE.key() + " must have a place for what is at "
                + (path.isEmpty() ? "/" : path) + ", was " + schema.getType());
    }

    private static Object branch(JsonNode node, Schema union, String path) {
        for (Schema type : union.getTypes()) {
            if (fits(node, type)) {
                return datum(node, type, path);
            }
        }
        throw noPlace(path, union);
    }

    private static boolean fits(JsonNode node, Schema type) {
        return switch (type.getType()) {
            case NULL -> node.isNull() || node.isMissingNode();
            case STRING -> node.isTextual() && type.getLogicalType() == null;
            case BOOLEAN -> node.isBoolean();
            case INT -> node.isInt() && type.getLogicalType() == null;
            case LONG -> node.isIntegralNumber() || (node.isTextual() && isTimestamp(type.getLogicalType()));
            case FLOAT, DOUBLE -> node.isNumber();
            case RECORD, MAP -> node.isObject();
            default -> false;
        };
    }

    private static boolean isTimestamp(LogicalType type) {
        return type instanceof LogicalTypes.TimestampMillis || type instanceof LogicalTypes.TimestampMicros;
    }

    private static Object number(JsonNode node, LogicalType type) {
        if (!node.isTextual() || !isTimestamp(type)) {
            return node.longValue();
        }
        long ms = Instant.parse(node.textValue()).toEpochMilli();
        return type instanceof LogicalTypes.TimestampMillis ? ms : ms * 1000;
    }

    private static Object record(JsonNode node, Schema schema, String path) {
        GenericData.Record record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            JsonNode value = node.path(field.name());
            record.put(
                    field.pos(),
                    value.isMissingNode() && field.hasDefaultValue()
                            ? GenericData.get().getDefaultValue(field)
                            : datum(value, field.schema(), path + "/" + field.name()));
        }
        node.fieldNames().forEachRemaining(name -> {
            if (schema.getField(name) == null) {
                throw noPlace(path + "/" + name, schema);
            }
        });
        return record;
    }

    private static Object map(JsonNode node, Schema schema, String path) {
        Map<String, Object> map = new HashMap<>();
        node.properties()
                .forEach(field -> map.put(
                        field.getKey(), datum(field.getValue(), schema.getValueType(), path + "/" + field.getKey())));
        return map;
    }
}
