package io.tidecast.interchange;

import io.tidecast.model.LevelScale;
import io.tidecast.nn.Bidirectional;
import io.tidecast.nn.Dense;
import io.tidecast.nn.Gru;
import io.tidecast.nn.Lstm;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.RecurrentSpec;
import io.tidecast.nn.SimpleRnn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Weights of a Keras model without its architecture: {@code .weights.h5} of Keras 3, and {@code save_weights} of Keras
 * 2. Each layer's kind is told by its name, which begins with its class unless it was given another, and its size by
 * its arrays; what a {@link LayerStack} cannot see a spec has to say.
 */
final class KerasBareWeights {
    private KerasBareWeights() {}

    static ForeignModel read(String library, HdfFile file, Optional<NetworkSpec> spec) {
        List<String> named = file.attribute("layer_names");
        boolean legacy = !named.isEmpty();
        String root = legacy ? "" : KerasPaths.root(file);
        List<List<LayerWeights>> modules = new ArrayList<>();
        for (String name : legacy ? named : members(file, root)) {
            KerasWeights.Variables variables =
                    legacy ? new KerasLegacyPaths(file, "").in(name) : KerasPaths.in(file, root + name + "/");
            if (file.holdsArrays(root + name)) {
                modules.add(List.of(layer(root + name, name, file, variables)));
            } else {
                Refused.unless(
                        spec.isPresent() || name.matches("(input|dropout|spatial_dropout).*"),
                        name + " has no weights: what it does the file does not say; name the network by --spec");
            }
        }
        Refused.unless(!modules.isEmpty(), "weights must be of one layer or more, there were none");
        List<LayerWeights> layers = LayerStack.of(modules, spec);
        int inputs = spec.map(NetworkSpec::inputs).orElseGet(() -> LayerStack.inputs(layers.get(0)));
        return ForeignModel.of(library, inputs, layers, OptionalInt.empty(), LevelScale.Order.TARGETS);
    }

    /** By their numbers, which Keras gives in the order of the model, where HDF5 has them sorted as texts. */
    private static List<String> members(HdfFile file, String root) {
        List<String> members = new ArrayList<>(file.members(root.substring(0, root.length() - 1)));
        members.sort(NumberedNames.ORDER);
        return members;
    }

    private static LayerWeights layer(String path, String name, HdfFile file, KerasWeights.Variables variables) {
        boolean both = file.arrays().keySet().stream()
                .anyMatch(each -> each.startsWith(path + "/") && each.contains("/backward_"));
        String first = both ? "forward" : "";
        WeightArray kernel = variables.get(first, 0, "kernel");
        Refused.unless(kernel.rank() == 2, path + " must have a kernel of 2 axes, had shape " + kernel.shape());
        boolean recurrent = both || isRecurrent(variables);
        if (!recurrent) {
            Dense dense = new Dense(kernel.extent(1));
            boolean bias = has("", 1, "bias", variables);
            return KerasWeights.of(new KerasLayer(name, "Dense", dense, bias), kernel.extent(0), variables);
        }
        WeightArray state = variables.get(first, 1, "recurrent_kernel");
        Refused.unless(
                state.rank() == 2 && state.extent(0) > 0,
                path + " must have a recurrent kernel of 2 axes, had shape " + state.shape());
        int units = state.extent(0);
        boolean bias = has(first, 2, "bias", variables);
        boolean resetAfter = !bias || variables.get(first, 2, "bias").rank() == 2;
        RecurrentSpec cell = cell(path, state.extent(1) / units, units, resetAfter);
        KerasLayer layer = new KerasLayer(name, "", both ? new Bidirectional(cell) : cell, bias);
        return KerasWeights.of(layer, kernel.extent(0), variables);
    }

    private static boolean has(String direction, int place, String name, KerasWeights.Variables variables) {
        try {
            return variables.get(direction, place, name).rank() > 0;
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    /** A cell's second variable has two axes; a dense layer's, if there is one, is its bias. */
    private static boolean isRecurrent(KerasWeights.Variables variables) {
        return has("", 1, "recurrent_kernel", variables)
                && variables.get("", 1, "recurrent_kernel").rank() == 2;
    }

    private static RecurrentSpec cell(String path, int gates, int units, boolean resetAfter) {
        return switch (gates) {
            case 1 -> new SimpleRnn(units, false, true);
            case 3 -> new Gru(units, resetAfter, true);
            case 4 -> new Lstm(units, false, true);
            default ->
                throw new IllegalArgumentException(
                        path + " must have the gates of SimpleRNN, GRU or LSTM, had " + gates);
        };
    }
}
