package io.tidecast.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.DynamicMessage;
import java.time.Instant;
import java.util.List;

/** Writer of trees as Protobuf messages: of a oneof by its name, the first field that a value fits. */
final class ProtoWriter {
    private ProtoWriter() {}

    /** @throws IllegalArgumentException if the schema has no place for a part */
    static byte[] write(JsonNode tree, Descriptor type) {
        return message(tree, type, "").toByteArray();
    }

    private static DynamicMessage message(JsonNode tree, Descriptor type, String path) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        tree.properties().forEach(property -> {
            JsonNode value = property.getValue();
            if (!value.isNull()) {
                String at = path + "/" + property.getKey();
                FieldDescriptor field = field(type, property.getKey(), value, at);
                message.setField(field, value(value, field, at));
            }
        });
        return message.build();
    }

    private static FieldDescriptor field(Descriptor type, String name, JsonNode value, String path) {
        FieldDescriptor field = type.findFieldByName(name);
        if (field != null && fits(value, field)) {
            return field;
        }
        for (OneofDescriptor choice : type.getRealOneofs()) {
            List<FieldDescriptor> fields = choice.getName().equals(name) ? choice.getFields() : List.of();
            for (FieldDescriptor one : fields) {
                if (fits(value, one)) {
                    return one;
                }
            }
        }
        throw new IllegalArgumentException(
                SchemaSource.FILE.key() + " must have a place for what is at " + path + ", was " + type.getFullName());
    }

    private static boolean fits(JsonNode value, FieldDescriptor field) {
        if (field.isRepeated()) {
            return false;
        }
        return switch (field.getJavaType()) {
            case STRING -> value.isTextual();
            case INT, LONG -> value.isIntegralNumber();
            case FLOAT, DOUBLE -> value.isNumber();
            case BOOLEAN -> value.isBoolean();
            case MESSAGE -> isTimestamp(field) ? value.isTextual() : value.isObject();
            default -> false;
        };
    }

    private static boolean isTimestamp(FieldDescriptor field) {
        return field.getMessageType().getFullName().equals("google.protobuf.Timestamp");
    }

    private static Object value(JsonNode value, FieldDescriptor field, String path) {
        return switch (field.getJavaType()) {
            case STRING -> value.textValue();
            case INT -> value.intValue();
            case LONG -> value.longValue();
            case FLOAT -> value.floatValue();
            case DOUBLE -> value.doubleValue();
            case BOOLEAN -> value.booleanValue();
            default ->
                isTimestamp(field)
                        ? timestamp(Instant.parse(value.textValue()), field.getMessageType())
                        : message(value, field.getMessageType(), path);
        };
    }

    private static DynamicMessage timestamp(Instant moment, Descriptor type) {
        return DynamicMessage.newBuilder(type)
                .setField(type.findFieldByName("seconds"), moment.getEpochSecond())
                .setField(type.findFieldByName("nanos"), moment.getNano())
                .build();
    }
}
