package io.tidecast.interchange;

import io.tidecast.model.LevelScale;
import io.tidecast.nn.Dense;
import io.tidecast.nn.NetworkSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Network of a PyTorch {@code state_dict}: recurrent modules ({@code nn.GRU}, {@code nn.LSTM}, {@code nn.RNN} with
 * tanh, and their cells) and {@code nn.Linear}, one upon the other. A state dict has names and weights, and does not
 * say what is done between them. Without a spec the last step of the last recurrent layer goes into one linear layer,
 * as is usual; anything else needs the spec, which the weights are then put into in their order.
 */
final class TorchNetwork {
    private static final String LIBRARY = "PyTorch";

    private TorchNetwork() {}

    /** Network of tensors that were sorted by their names, so that only numbers in those say what comes first. */
    static ForeignModel ofSorted(List<WeightArray> arrays, Optional<NetworkSpec> spec) {
        List<WeightArray> numbered = new ArrayList<>(arrays);
        numbered.sort(Comparator.comparing(WeightArray::name, NumberedNames.ORDER));
        Map<String, List<LayerWeights>> modules = modules(numbered);
        modules.forEach((name, module) -> modules.forEach((other, second) -> Refused.unless(
                LayerStack.differ(module, second) || NumberedNames.areOneSeries(name, other),
                name + " and " + other + " must differ in size or in a number in their names, for a safetensors file"
                        + " does not say which comes first; torch.save(model.state_dict(), …) does")));
        return of(modules, spec);
    }

    /** Network of tensors in the order in which their modules were made. */
    static ForeignModel of(List<WeightArray> arrays, Optional<NetworkSpec> spec) {
        return of(modules(arrays), spec);
    }

    private static ForeignModel of(Map<String, List<LayerWeights>> modules, Optional<NetworkSpec> spec) {
        List<LayerWeights> layers = LayerStack.of(List.copyOf(modules.values()), spec);
        int inputs = spec.map(NetworkSpec::inputs).orElseGet(() -> LayerStack.inputs(layers.get(0)));
        return ForeignModel.of(LIBRARY, inputs, layers, OptionalInt.empty(), LevelScale.Order.TARGETS);
    }

    /** The layers of each module, by its prefix. */
    private static Map<String, List<LayerWeights>> modules(List<WeightArray> arrays) {
        Map<String, Map<String, WeightArray>> byPrefix = new LinkedHashMap<>();
        for (WeightArray array : arrays) {
            int dot = array.name().lastIndexOf('.') + 1;
            byPrefix.computeIfAbsent(array.name().substring(0, dot), prefix -> new LinkedHashMap<>())
                    .put(array.name().substring(dot), array);
        }
        Map<String, List<LayerWeights>> modules = new LinkedHashMap<>();
        byPrefix.forEach((prefix, parts) -> modules.put(
                prefix,
                parts.containsKey("weight_ih_l0")
                        ? recurrent(prefix, parts)
                        : List.of(
                                parts.containsKey("weight_ih")
                                        ? direction(prefix, parts, "")
                                        : linear(prefix, parts))));
        modules.forEach((prefix, layers) -> {
            Map<String, WeightArray> left = byPrefix.get(prefix);
            Refused.unless(
                    left.isEmpty(),
                    "modules must be GRU, LSTM, RNN or Linear, "
                            + left.values().stream()
                                    .map(WeightArray::name)
                                    .findFirst()
                                    .orElse("")
                            + " belongs to none");
        });
        Refused.unless(!modules.isEmpty(), "state dict must hold weights, was empty");
        return modules;
    }

    private static List<LayerWeights> recurrent(String prefix, Map<String, WeightArray> parts) {
        List<LayerWeights> layers = new ArrayList<>();
        for (int depth = 0; parts.containsKey("weight_ih_l" + depth); depth++) {
            LayerWeights ahead = direction(prefix, parts, "_l" + depth);
            boolean both = parts.containsKey("weight_ih_l" + depth + "_reverse");
            layers.add(
                    both
                            ? LayerWeights.bidirectional(ahead, direction(prefix, parts, "_l" + depth + "_reverse"))
                            : ahead);
        }
        return layers;
    }

    private static LayerWeights direction(String prefix, Map<String, WeightArray> parts, String end) {
        String projection = "weight_hr" + end;
        Refused.unless(
                !parts.containsKey(projection),
                prefix + projection + " must not be there: an LSTM with proj_size has no counterpart");
        WeightArray kernel = take(prefix, parts, "weight_ih" + end, 2);
        WeightArray recurrent = take(prefix, parts, "weight_hh" + end, 2);
        int units = recurrent.extent(1);
        int outputs = kernel.extent(0);
        int gates = units == 0 ? 0 : outputs / units;
        recurrent.requireShape(gates * units, units);
        kernel.requireShape(gates * units, kernel.extent(1));
        List<float[]> biases = new ArrayList<>();
        for (String stem : List.of("bias_ih", "bias_hh")) {
            if (parts.containsKey(stem + end)) {
                biases.add(
                        take(prefix, parts, stem + end, 1).requireShape(outputs).values());
            }
        }
        boolean resetAfter = biases.size() != 1;
        if (biases.isEmpty()) {
            biases.add(new float[outputs]);
            if (gates == 3) {
                biases.add(new float[outputs]);
            }
        }
        return LayerWeights.recurrent(
                prefix + "weight_ih" + end,
                gates,
                units,
                resetAfter,
                List.of(kernel.values(), recurrent.values()),
                biases);
    }

    private static LayerWeights linear(String prefix, Map<String, WeightArray> parts) {
        WeightArray weight = take(prefix, parts, "weight", 2);
        int outputs = weight.extent(0);
        float[] bias = parts.containsKey("bias")
                ? take(prefix, parts, "bias", 1).requireShape(outputs).values()
                : new float[outputs];
        return LayerWeights.of(new Dense(outputs), weight.values(), bias);
    }

    private static WeightArray take(String prefix, Map<String, WeightArray> parts, String name, int rank) {
        WeightArray array = parts.remove(name);
        Refused.unless(array != null, prefix + name + " is missing");
        Refused.unless(
                array.rank() == rank, prefix + name + " must have " + rank + " axes, had shape " + array.shape());
        return array;
    }
}
