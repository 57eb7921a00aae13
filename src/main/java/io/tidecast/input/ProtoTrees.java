package io.tidecast.input;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Tree model of Protobuf messages. The name of a oneof leads to the one of its fields that is set; Google's timestamps,
 * wrappers and structs are what they stand for. A number without presence that is not set is 0, as proto3 has it, and a
 * text is missing.
 */
record ProtoTrees() implements Trees<Object, NamePath> {
    private static final String WELL_KNOWN = "google.protobuf.";
    private static final long LATEST_SECOND = 300_000_000_000L;

    /** Entries of a map, which are an object here. */
    private record Entries(List<?> entries) {
        List<String> names() {
            return entries.stream()
                    .map(entry -> (Message) entry)
                    .map(entry -> String.valueOf(entry.getField(
                            entry.getDescriptorForType().getFields().get(0))))
                    .toList();
        }

        Object of(String key) {
            for (Object entry : entries) {
                Message message = (Message) entry;
                List<FieldDescriptor> fields = message.getDescriptorForType().getFields();
                if (String.valueOf(message.getField(fields.get(0))).equals(key)) {
                    return unwrapped(plain(message.getField(fields.get(1)), fields.get(1)));
                }
            }
            return null;
        }
    }

    @Override
    public NamePath pointer(FieldPath path) {
        return new NamePath(path.names().stream()
                .map(name -> new NamePath.Step(name, NamePath.index(name), name))
                .toList());
    }

    @Override
    public Object at(Object root, NamePath pointer) {
        Object node = root;
        for (NamePath.Step step : pointer.steps()) {
            node = child(node, step);
        }
        return node;
    }

    private static Object child(Object node, NamePath.Step step) {
        if (node instanceof Message message) {
            return field(message, step.name());
        }
        if (node instanceof Entries map) {
            return map.of(step.name());
        }
        return node instanceof List<?> list ? unwrapped(step.of(list)) : null;
    }

    private static Object field(Message message, String name) {
        FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
        if (field == null) {
            for (OneofDescriptor choice : message.getDescriptorForType().getRealOneofs()) {
                field = choice.getName().equals(name) ? message.getOneofFieldDescriptor(choice) : field;
            }
        }
        if (field == null || (field.hasPresence() && !message.hasField(field))) {
            return null;
        }
        Object value = message.getField(field);
        if (field.isMapField()) {
            return new Entries((List<?>) value);
        }
        if (field.isRepeated()) {
            FieldDescriptor of = field;
            return mapped((List<?>) value, element -> plain(element, of));
        }
        return "".equals(value) && !field.hasPresence() ? null : unwrapped(plain(value, field));
    }

    private static List<Object> mapped(List<?> list, UnaryOperator<Object> element) {
        List<Object> mapped = new ArrayList<>(list.size());
        list.forEach(value -> mapped.add(element.apply(value)));
        return mapped;
    }

    /** Java has no unsigned numbers. */
    private static Object plain(Object value, FieldDescriptor field) {
        return switch (field.getType()) {
            case UINT32, FIXED32 -> Integer.toUnsignedLong((Integer) value);
            case UINT64, FIXED64 -> (Long) value >= 0 ? value : new BigInteger(Long.toUnsignedString((Long) value));
            case ENUM -> ((EnumValueDescriptor) value).getName();
            default -> value;
        };
    }

    /** What one of Google's messages stands for. */
    private static Object unwrapped(Object value) {
        if (!(value instanceof Message message)
                || !message.getDescriptorForType().getFullName().startsWith(WELL_KNOWN)) {
            return value;
        }
        return switch (message.getDescriptorForType().getName()) {
            case "Timestamp" -> moment((Long) only(message, 1), (Integer) only(message, 2));
            case "DoubleValue",
                    "FloatValue",
                    "Int64Value",
                    "UInt64Value",
                    "Int32Value",
                    "UInt32Value",
                    "BoolValue",
                    "StringValue" ->
                plain(only(message, 1), message.getDescriptorForType().findFieldByNumber(1));
            case "Struct" -> new Entries((List<?>) only(message, 1));
            case "ListValue" -> mapped((List<?>) only(message, 1), ProtoTrees::unwrapped);
            case "Value" -> {
                FieldDescriptor kind = message.getOneofFieldDescriptor(
                        message.getDescriptorForType().getOneofs().get(0));
                yield kind == null || kind.getType() == FieldDescriptor.Type.ENUM
                        ? null
                        : unwrapped(message.getField(kind));
            }
            default -> value;
        };
    }

    private static Object only(Message message, int number) {
        return message.getField(message.getDescriptorForType().findFieldByNumber(number));
    }

    /** One beyond what a moment can be stays beyond what a time may be. */
    private static Instant moment(long seconds, int nanos) {
        return Math.abs(seconds) > LATEST_SECOND ? Instant.MAX : Instant.ofEpochSecond(seconds, nanos);
    }

    @Override
    public FieldValue value(Object node) {
        boolean compound = node instanceof Message || node instanceof ByteString || node instanceof Entries;
        return new JavaValue(compound ? List.of() : node);
    }

    @Override
    public boolean isObject(Object node) {
        return node instanceof Message || node instanceof Entries;
    }

    @Override
    public Map<String, Object> fields(Object node) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (node instanceof Message message) {
            message.getDescriptorForType()
                    .getFields()
                    .forEach(field -> fields.put(field.getName(), field(message, field.getName())));
        } else if (node instanceof Entries map) {
            map.names().forEach(name -> fields.put(name, map.of(name)));
        }
        return fields;
    }

    @Override
    public boolean isList(Object node) {
        return node instanceof List;
    }

    @Override
    public List<Object> elements(Object node) {
        return node instanceof List<?> list ? mapped(list, ProtoTrees::unwrapped) : List.of();
    }

    @Override
    public String noun() {
        return "a Protobuf message";
    }
}
