package io.tidecast.train;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;

/** An array of a vector file, read exactly. */
final class Tensor {
    private final int[] shape;
    private final double[] values;

    Tensor(int[] shape, double[] values) {
        this.shape = shape;
        this.values = values;
    }

    int[] shape() {
        return shape;
    }

    double[] values() {
        return values;
    }

    static Tensor of(JsonNode node) {
        int[] shape = new int[node.get("shape").size()];
        int size = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = node.get("shape").get(i).intValue();
            size *= shape[i];
        }
        boolean single = node.get("dtype").textValue().equals("float32");
        double[] values = new double[size];
        if (node.has("b64")) {
            ByteBuffer bytes = ByteBuffer.wrap(
                            Base64.getDecoder().decode(node.get("b64").textValue()))
                    .order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < size; i++) {
                values[i] = single ? bytes.getFloat() : bytes.getDouble();
            }
        } else {
            for (int i = 0; i < size; i++) {
                double value = node.get("data").get(i).doubleValue();
                values[i] = single ? (float) value : value;
            }
        }
        return new Tensor(shape, values);
    }

    float[] floats() {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** Part i along the first axis. */
    Tensor part(int i) {
        int size = values.length / shape[0];
        return new Tensor(
                Arrays.copyOfRange(shape, 1, shape.length), Arrays.copyOfRange(values, i * size, (i + 1) * size));
    }
}
