package io.tidecast.interchange;

import io.tidecast.nn.Bidirectional;
import io.tidecast.nn.Dense;
import io.tidecast.nn.Gru;
import io.tidecast.nn.LayerSpec;
import io.tidecast.nn.RecurrentSpec;
import java.util.List;

/**
 * Weight variables of Keras' layers in our layout: kernel, recurrent kernel and bias of a cell; kernel and bias of a
 * dense layer.
 */
final class KerasWeights {
    private KerasWeights() {}

    /** Variables of one layer, by their names. */
    interface Variables {
        /**
         * A variable.
         *
         * @param direction {@code forward}, {@code backward}, or empty outside of a bidirectional layer
         * @param place of the variable in the order that Keras makes them in
         * @param name {@code kernel}, {@code recurrent_kernel} or {@code bias}
         */
        WeightArray get(String direction, int place, String name);
    }

    /** A layer with its weights. */
    static LayerWeights of(KerasLayer layer, int inputs, Variables variables) {
        LayerSpec spec = layer.spec();
        if (spec instanceof Dense dense) {
            return dense(dense, inputs, layer.bias(), variables);
        }
        if (spec instanceof Bidirectional both) {
            return LayerWeights.bidirectional(
                    cell(both.layer(), inputs, layer.bias(), "forward", variables),
                    cell(both.layer(), inputs, layer.bias(), "backward", variables));
        }
        return spec instanceof RecurrentSpec cell
                ? cell(cell, inputs, layer.bias(), "", variables)
                : LayerWeights.without(spec);
    }

    private static LayerWeights dense(Dense dense, int inputs, boolean bias, Variables variables) {
        WeightArray kernel = variables.get("", 0, "kernel").requireShape(inputs, dense.units());
        float[] sums =
                bias ? variables.get("", 1, "bias").requireShape(dense.units()).values() : new float[dense.units()];
        return LayerWeights.of(dense, WeightLayout.KERAS.read(kernel.values(), 0, 1, dense.units(), inputs), sums);
    }

    private static LayerWeights cell(
            RecurrentSpec cell, int inputs, boolean bias, String direction, Variables variables) {
        int gates = LayerWeights.gates(cell);
        int outputs = gates * cell.units();
        WeightArray kernel = variables.get(direction, 0, "kernel").requireShape(inputs, outputs);
        WeightArray recurrent = variables.get(direction, 1, "recurrent_kernel").requireShape(cell.units(), outputs);
        boolean two = cell instanceof Gru gru && gru.resetAfter();
        float[] biases = new float[two ? 2 * outputs : outputs];
        if (bias) {
            WeightArray array = variables.get(direction, 2, "bias");
            biases = (two ? array.requireShape(2, outputs) : array.requireShape(outputs)).values();
        }
        List<float[]> matrices = List.of(
                WeightLayout.KERAS.read(kernel.values(), 0, gates, outputs, inputs),
                WeightLayout.KERAS.read(recurrent.values(), 0, gates, outputs, cell.units()));
        float[] first = WeightLayout.KERAS.read(biases, 0, gates, outputs, 1);
        LayerWeights read = LayerWeights.recurrent(
                direction,
                gates,
                cell.units(),
                two,
                matrices,
                two ? List.of(first, WeightLayout.KERAS.read(biases, outputs, gates, outputs, 1)) : List.of(first));
        return new LayerWeights(cell, read.weights());
    }
}
