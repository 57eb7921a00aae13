package io.tidecast.interchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * ONNX model being written: nodes, known tensors, inputs and outputs, in the order they are added.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>
 */
public final class OnnxWriter {
    private static final int FORMAT = 8;
    private static final int OPERATORS = 14;
    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final int TYPE_INT = 2;
    private static final int TYPE_STRING = 3;
    private static final int TYPE_INTS = 7;

    private final Protobuf graph = new Protobuf().text(2, "tidecast");
    private final Set<String> axes = new HashSet<>();
    private final Protobuf metadata = new Protobuf();

    /** Attribute of a node. */
    public record Attribute(Protobuf form) {
        public static Attribute of(String name, long value) {
            return new Attribute(new Protobuf().text(1, name).integer(3, value).integer(20, TYPE_INT));
        }

        static Attribute of(String name, String value) {
            return new Attribute(new Protobuf().text(1, name).text(4, value).integer(20, TYPE_STRING));
        }

        static Attribute of(String name, List<Long> values) {
            Protobuf form = new Protobuf().text(1, name);
            values.forEach(value -> form.integer(8, value));
            return new Attribute(form.integer(20, TYPE_INTS));
        }
    }

    /** Adds a node. */
    public OnnxWriter node(String operator, List<String> inputs, List<String> outputs, Attribute... attributes) {
        Protobuf node = new Protobuf();
        inputs.forEach(input -> node.text(1, input));
        outputs.forEach(output -> node.text(2, output));
        node.text(3, outputs.get(0)).text(4, operator);
        for (Attribute attribute : attributes) {
            node.message(5, attribute.form());
        }
        graph.message(1, node);
        return this;
    }

    /** Adds known float32 numbers. */
    public String floats(String name, float[] values, long... dimensions) {
        ByteBuffer raw = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return tensor(name, FLOAT, raw.array(), dimensions);
    }

    /** Adds a list of known whole numbers. */
    public String integers(String name, long... values) {
        ByteBuffer raw = ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asLongBuffer().put(values);
        return tensor(name, INT64, raw.array(), values.length);
    }

    /** A list of that one number, added when it is first asked for. */
    public String axis(int number) {
        String name = "axis" + number;
        return axes.add(name) ? integers(name, number) : name;
    }

    private String tensor(String name, int type, byte[] raw, long... dimensions) {
        Protobuf tensor = new Protobuf();
        for (long dimension : dimensions) {
            tensor.integer(1, dimension);
        }
        graph.message(5, tensor.integer(2, type).text(8, name).bytes(9, raw));
        return name;
    }

    /** Declares an input of float32; a dimension below 0 is the batch. */
    public String input(String name, long... dimensions) {
        return declare(11, name, dimensions);
    }

    /** Declares an output of float32. */
    public String output(String name, long... dimensions) {
        return declare(12, name, dimensions);
    }

    private String declare(int field, String name, long... dimensions) {
        Protobuf shapes = new Protobuf();
        for (long dimension : dimensions) {
            Protobuf dim = new Protobuf();
            shapes.message(1, dimension < 0 ? dim.text(2, "batch") : dim.integer(1, dimension));
        }
        Protobuf type =
                new Protobuf().message(1, new Protobuf().integer(1, FLOAT).message(2, shapes));
        graph.message(field, new Protobuf().text(1, name).message(2, type));
        return name;
    }

    /** Adds a text that says something of the model. */
    OnnxWriter metadata(String key, String value) {
        metadata.message(14, new Protobuf().text(1, key).text(2, value));
        return this;
    }

    /** The model's bytes. */
    public byte[] toByteArray() {
        Protobuf model = new Protobuf()
                .integer(1, FORMAT)
                .text(2, "tidecast")
                .message(8, new Protobuf().text(1, "").integer(2, OPERATORS))
                .message(7, graph);
        return model.append(metadata).toByteArray();
    }
}
