package io.tidecast.bench;

import io.tidecast.nn.Parameters;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A shape's network with given weights as an ONNX model: input {@code x} [T,B,F] and for each layer {@code state<i>}
 * [1,B,H], output {@code y} [B,horizon] and {@code next<i>}.
 *
 * @see <a href="https://onnx.ai/onnx/operators/onnx__GRU.html">GRU</a>, <a
 *     href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>
 */
final class OnnxModel {
    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private final Protobuf graph = new Protobuf();
    private final Shape shape;

    private OnnxModel(Shape shape) {
        this.shape = shape;
    }

    static byte[] of(Case work) {
        OnnxModel model = new OnnxModel(work.shape());
        model.graph.text(2, "tidecast");
        model.declare(11, "x", work.steps(), work.batch(), work.shape().features);
        model.integers("first", 0);
        model.integers("second", 1);
        String input = "x";
        for (int layer = 0; layer < work.shape().layers; layer++) {
            model.gru(work.parameters(), layer, input);
            model.declare(11, "state" + layer, 1, work.batch(), work.shape().units);
            model.declare(12, "next" + layer, 1, work.batch(), work.shape().units);
            input = "sequence" + layer;
        }
        int last = work.shape().layers - 1;
        model.node("Squeeze", new String[] {"next" + last, "first"}, new String[] {"h"});
        model.floats("head", work.parameters().get("head.weight"), Shape.HORIZON, work.shape().units);
        model.floats("headBias", work.parameters().get("head.bias"), Shape.HORIZON);
        model.node("Gemm", new String[] {"h", "head", "headBias"}, new String[] {"y"}, attribute("transB", 1));
        model.declare(12, "y", work.batch(), Shape.HORIZON);
        return new Protobuf()
                .integer(1, 8) // the format's version
                .message(8, new Protobuf().text(1, "").integer(2, 14)) // the operators' version
                .message(7, model.graph)
                .toByteArray();
    }

    private void gru(Parameters parameters, int layer, String input) {
        int units = shape.units;
        int inputs = layer == 0 ? shape.features : units;
        floats(
                "w" + layer,
                updateFirst(parameters.get("gru.weight_ih_l" + layer), units * inputs),
                1,
                3 * units,
                inputs);
        floats("r" + layer, updateFirst(parameters.get("gru.weight_hh_l" + layer), units * units), 1, 3 * units, units);
        float[] both = new float[6 * units];
        System.arraycopy(updateFirst(parameters.get("gru.bias_ih_l" + layer), units), 0, both, 0, 3 * units);
        System.arraycopy(updateFirst(parameters.get("gru.bias_hh_l" + layer), units), 0, both, 3 * units, 3 * units);
        floats("b" + layer, both, 1, 6 * units);
        node(
                "GRU",
                new String[] {input, "w" + layer, "r" + layer, "b" + layer, "", "state" + layer},
                new String[] {"all" + layer, "next" + layer},
                attribute("hidden_size", units),
                attribute("linear_before_reset", 1));
        node("Squeeze", new String[] {"all" + layer, "second"}, new String[] {"sequence" + layer});
    }

    /** From the gates' order r, z, n to ONNX's z, r, h. */
    private static float[] updateFirst(float[] gates, int each) {
        float[] swapped = gates.clone();
        System.arraycopy(gates, 0, swapped, each, each);
        System.arraycopy(gates, each, swapped, 0, each);
        return swapped;
    }

    private void node(String operator, String[] inputs, String[] outputs, Protobuf... attributes) {
        Protobuf node = new Protobuf();
        for (String input : inputs) {
            node.text(1, input);
        }
        for (String output : outputs) {
            node.text(2, output);
        }
        node.text(4, operator);
        for (Protobuf attribute : attributes) {
            node.message(5, attribute);
        }
        graph.message(1, node);
    }

    private static Protobuf attribute(String name, long value) {
        return new Protobuf().text(1, name).integer(3, value).integer(20, 2); // of type INT
    }

    private void floats(String name, float[] values, long... dimensions) {
        ByteBuffer raw = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        tensor(name, FLOAT, raw.array(), dimensions);
    }

    private void integers(String name, long value) {
        byte[] raw = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
        tensor(name, INT64, raw, 1);
    }

    private void tensor(String name, int type, byte[] raw, long... dimensions) {
        Protobuf tensor = new Protobuf();
        for (long dimension : dimensions) {
            tensor.integer(1, dimension);
        }
        graph.message(5, tensor.integer(2, type).text(8, name).bytes(9, raw));
    }

    private void declare(int field, String name, long... dimensions) {
        Protobuf shapes = new Protobuf();
        for (long dimension : dimensions) {
            shapes.message(1, new Protobuf().integer(1, dimension));
        }
        Protobuf type =
                new Protobuf().message(1, new Protobuf().integer(1, FLOAT).message(2, shapes));
        graph.message(field, new Protobuf().text(1, name).message(2, type));
    }
}
