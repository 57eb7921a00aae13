package io.tidecast.interchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Tensor of an ONNX file: floating-point numbers, or whole ones. */
final class OnnxTensor {
    private static final int FLOAT = 1;
    private static final int INT32 = 6;
    private static final int INT64 = 7;
    private static final int BOOL = 9;
    private static final int FLOAT16 = 10;
    private static final int DOUBLE = 11;
    private static final int BFLOAT16 = 16;

    private final List<Long> shape = new ArrayList<>();
    private final List<Long> listed = new ArrayList<>();
    private String name = "";
    private long type;
    private ByteBuffer raw = ByteBuffer.allocate(0);
    private ByteBuffer floats = ByteBuffer.allocate(0);
    private ByteBuffer doubles = ByteBuffer.allocate(0);

    private OnnxTensor() {}

    /** @param beside files that a tensor may have its numbers in */
    static OnnxTensor read(ProtobufFields fields, Beside beside) {
        OnnxTensor tensor = new OnnxTensor();
        boolean elsewhere = false;
        Map<String, String> places = new HashMap<>();
        for (int field = fields.next(); field != 0; field = fields.next()) {
            switch (field) {
                case 1 -> tensor.shape.addAll(fields.integers());
                case 2 -> tensor.type = fields.integer();
                case 4 -> tensor.floats = fields.bytes();
                case 5, 7 -> tensor.listed.addAll(fields.integers());
                case 8 -> tensor.name = fields.text();
                case 9 -> tensor.raw = fields.bytes();
                case 10 -> tensor.doubles = fields.bytes();
                case 13 -> {
                    place(fields.message("external_data"), places);
                    elsewhere = true;
                }
                case 14 -> elsewhere |= fields.integer() != 0;
                default -> {} // What it is documented by.
            }
        }
        if (elsewhere) {
            tensor.raw = beside.bytes(
                    tensor.name,
                    places.getOrDefault("location", ""),
                    tensor.count(places, "offset", 0),
                    tensor.count(places, "length", -1));
        }
        Refused.unless(
                tensor.shape.size() <= Limits.DEPTH,
                tensor.name + " must have at most " + Limits.DEPTH + " axes, had " + tensor.shape.size());
        return tensor;
    }

    private long count(Map<String, String> places, String key, long otherwise) {
        String text = places.get(key);
        Refused.unless(
                text == null || text.matches("[0-9]{1,18}"), name + " must have a number as " + key + ", was " + text);
        return text == null ? otherwise : Long.parseLong(text);
    }

    private static void place(ProtobufFields entry, Map<String, String> places) {
        String key = "";
        String value = "";
        for (int field = entry.next(); field != 0; field = entry.next()) {
            if (field == 1) {
                key = entry.text();
            } else if (field == 2) {
                value = entry.text();
            }
        }
        places.put(key, value);
    }

    /** Whether a type is of floating-point numbers. */
    static boolean isOfNumbers(long type) {
        return type == FLOAT || type == DOUBLE || type == FLOAT16 || type == BFLOAT16;
    }

    String name() {
        return name;
    }

    /** As a value of the graph. */
    OnnxValue value() {
        int count =
                WeightArray.size(name, shape.stream().mapToLong(Long::longValue).toArray());
        Numbers numbers = numbers();
        if (numbers == null) {
            return new OnnxValue.Ints(integers(count), shape.isEmpty());
        }
        ByteBuffer data = raw.hasRemaining() ? raw : typed(numbers);
        Refused.unless(
                data.remaining() == (long) count * numbers.bytes(),
                name + " must have " + (long) count * numbers.bytes() + " bytes, had " + data.remaining());
        List<Integer> extents = shape.stream().map(Long::intValue).toList();
        return new OnnxValue.Weights(new WeightArray(name, extents, numbers.read(data, count)));
    }

    private ByteBuffer typed(Numbers numbers) {
        return switch (numbers) {
            case F64 -> doubles;
            case F32 -> floats;
            case F16, BF16 -> halves();
        };
    }

    /** Numbers of 16 bits stand as whole ones of 32, whose lower half has their bits. */
    private ByteBuffer halves() {
        ByteBuffer bits = ByteBuffer.allocate(Short.BYTES * listed.size()).order(ByteOrder.LITTLE_ENDIAN);
        listed.forEach(each -> bits.putShort(each.shortValue()));
        return bits.flip();
    }

    private Numbers numbers() {
        return switch ((int) type) {
            case FLOAT -> Numbers.F32;
            case DOUBLE -> Numbers.F64;
            case FLOAT16 -> Numbers.F16;
            case BFLOAT16 -> Numbers.BF16;
            case INT32, INT64, BOOL -> null;
            default ->
                throw new IllegalArgumentException(name
                        + " must be of float, double, float16, bfloat16, int32, int64 or bool, was of type " + type);
        };
    }

    private List<Long> integers(int count) {
        int width = type == INT64 ? Long.BYTES : type == INT32 ? Integer.BYTES : 1;
        boolean inRaw = raw.hasRemaining() || count == 0;
        boolean whole = inRaw ? raw.remaining() == (long) count * width : listed.size() == count;
        Refused.unless(
                count <= Limits.PARTS && whole,
                name + " must have its " + count + " whole numbers, at most " + Limits.PARTS);
        if (!raw.hasRemaining()) {
            return List.copyOf(listed);
        }
        return IntStream.range(0, count)
                .mapToObj(i -> width == 8 ? raw.getLong(8 * i) : width == 4 ? (long) raw.getInt(4 * i) : raw.get(i))
                .map(Number::longValue)
                .toList();
    }
}
