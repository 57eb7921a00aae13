package io.tidecast.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.interchange.WeightLayout;
import io.tidecast.nn.Layout;
import io.tidecast.nn.ParameterSpec.Role;
import io.tidecast.nn.ParameterView;
import io.tidecast.nn.Parameters;
import java.util.List;

/**
 * Weights or gradients of a vector file in the places of our layout, whether the file has PyTorch's arrays or Keras'
 * (other gate order, transposed, biases together).
 */
final class VectorWeights {
    private VectorWeights() {}

    /** Each layer with parameters has a prefix, the others an empty one. */
    static double[] flat(Layout layout, JsonNode weights, List<String> prefixes) {
        double[] flat = new double[layout.size()];
        for (int i = 0; i < prefixes.size(); i++) {
            for (ParameterView view : layout.ofLayer(i)) {
                double[] values = values(view, weights, prefixes.get(i));
                System.arraycopy(values, 0, flat, view.offset(), values.length);
            }
        }
        return flat;
    }

    static Parameters parameters(Layout layout, JsonNode weights, List<String> prefixes) {
        double[] flat = flat(layout, weights, prefixes);
        float[] values = new float[flat.length];
        for (int i = 0; i < flat.length; i++) {
            values[i] = (float) flat[i];
        }
        return Parameters.of(layout, values);
    }

    private static double[] values(ParameterView view, JsonNode weights, String prefix) {
        String torch = prefix + view.name().substring(view.name().indexOf('.') + 1);
        if (weights.has(torch)) {
            return Tensor.of(weights.get(torch)).values();
        }
        String direction =
                !weights.has(prefix + "forward_kernel") ? "" : view.spec().reverse() ? "backward_" : "forward_";
        Role role = view.spec().role();
        String name = role == Role.KERNEL ? "kernel" : role == Role.RECURRENT ? "recurrent_kernel" : "bias";
        JsonNode node = weights.get(prefix + direction + name);
        if (node == null) {
            throw new AssertionError("no " + prefix + direction + name + " for " + view.name());
        }
        return fromKeras(view, Tensor.of(node).values());
    }

    private static double[] fromKeras(ParameterView view, double[] keras) {
        int gates = Math.max(1, view.spec().gates());
        int outputs = view.shape().get(0);
        int columns = view.size() / outputs;
        int from = view.spec().role() == Role.RECURRENT_BIAS ? outputs : 0;
        double[] ours = new double[view.size()];
        for (int row = 0; row < outputs; row++) {
            for (int column = 0; column < columns; column++) {
                ours[row * columns + column] =
                        keras[from + WeightLayout.KERAS.index(gates, outputs, columns, row, column)];
            }
        }
        return ours;
    }
}
