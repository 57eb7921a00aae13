package io.tidecast.interchange;

import io.tidecast.interchange.OnnxWriter.Attribute;
import io.tidecast.nn.Activation;
import io.tidecast.nn.Bidirectional;
import io.tidecast.nn.Dense;
import io.tidecast.nn.Gru;
import io.tidecast.nn.HighwaySpec;
import io.tidecast.nn.LayerSpec;
import io.tidecast.nn.Lstm;
import io.tidecast.nn.Network;
import io.tidecast.nn.ParameterView;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.RecurrentSpec;
import io.tidecast.nn.RepeatVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Network as nodes of an ONNX graph, steps before the batch as ONNX's recurrent operators have it. */
final class OnnxLayers {
    private final OnnxWriter out;
    private final Network network;
    private final Parameters parameters;
    private final int window;

    OnnxLayers(OnnxWriter out, Network network, Parameters parameters, int window) {
        this.out = out;
        this.network = network;
        this.parameters = parameters;
        this.window = window;
    }

    /** Adds the network on a sequence [batch, steps, features]; its output, the batch first. */
    String write(String input) {
        String value = swapped("timeMajor", input);
        for (int i = 0; i < network.spec().layers().size(); i++) {
            LayerSpec layer = network.spec().layers().get(i);
            String name = "layers." + i;
            if (layer instanceof RecurrentSpec recurrent) {
                value = recurrent(name, recurrent, network.layout().ofLayer(i), value);
            } else if (layer instanceof Dense dense) {
                value = dense(name, dense, network.layout().ofLayer(i), value);
            } else if (layer instanceof RepeatVector repeat) {
                out.integers(name + ".times", repeat.times(), 1, 1);
                out.node("Unsqueeze", List.of(value, out.axis(0)), List.of(name + ".once"));
                out.node("Tile", List.of(name + ".once", name + ".times"), List.of(name));
                value = name;
            }
        }
        boolean sequence = network.spec().output().sequence();
        String batchFirst = sequence ? swapped("sequence", value) : value;
        return network.spec().highway().isEmpty()
                ? batchFirst
                : highway(network.spec().highway().get(), input, batchFirst, sequence);
    }

    private String swapped(String name, String value) {
        out.node("Transpose", List.of(value), List.of(name), Attribute.of("perm", List.of(1L, 0L, 2L)));
        return name;
    }

    private String recurrent(String name, RecurrentSpec layer, List<ParameterView> views, String input) {
        OnnxWeights weights = OnnxWeights.of(layer, views);
        List<String> inputs = new ArrayList<>(List.of(input));
        inputs.addAll(weights.write(out, name, parameters));
        LayerSpec cell = layer instanceof Bidirectional both ? both.layer() : layer;
        List<Attribute> attributes = new ArrayList<>(List.of(
                Attribute.of("hidden_size", weights.units()),
                Attribute.of("direction", weights.directions() == 2 ? "bidirectional" : "forward")));
        if (cell instanceof Gru) {
            attributes.add(Attribute.of("linear_before_reset", weights.resetsAfter() ? 1 : 0));
        }
        out.node(
                cell instanceof Gru ? "GRU" : cell instanceof Lstm ? "LSTM" : "RNN",
                inputs,
                List.of(name + ".steps", name + ".end"),
                attributes.toArray(Attribute[]::new));
        boolean sequences = layer.returnSequences();
        String from = sequences ? name + ".steps" : name + ".end";
        if (weights.directions() == 1) {
            out.node("Squeeze", List.of(from, sequences ? out.axis(1) : out.axis(0)), List.of(name));
            return name;
        }
        out.integers(name + ".shape", sequences ? new long[] {0, 0, -1} : new long[] {0, -1});
        List<Long> order = sequences ? List.of(0L, 2L, 1L, 3L) : List.of(1L, 0L, 2L);
        out.node("Transpose", List.of(from), List.of(name + ".apart"), Attribute.of("perm", order));
        out.node("Reshape", List.of(name + ".apart", name + ".shape"), List.of(name));
        return name;
    }

    private String dense(String name, Dense layer, List<ParameterView> views, String input) {
        int outputs = layer.units();
        int inputs = views.get(0).shape().get(1);
        float[] kernel = new float[outputs * inputs];
        WeightLayout.KERAS.write(parameters.get(views.get(0).name()), 1, outputs, inputs, kernel, 0);
        out.floats(name + ".weight", kernel, inputs, outputs);
        out.floats(name + ".bias", parameters.get(views.get(1).name()), outputs);
        out.node("MatMul", List.of(input, name + ".weight"), List.of(name + ".product"));
        boolean linear = layer.activation() == Activation.LINEAR;
        out.node("Add", List.of(name + ".product", name + ".bias"), List.of(linear ? name : name + ".sum"));
        if (!linear) {
            String operator = layer.activation().text();
            operator = operator.substring(0, 1).toUpperCase(Locale.ROOT) + operator.substring(1);
            out.node(operator, List.of(name + ".sum"), List.of(name));
        }
        return name;
    }

    /**
     * Of each channel the newest steps, oldest first, times a matrix; side by side, and added to what the stack gives.
     */
    private String highway(HighwaySpec spec, String input, String stack, boolean sequence) {
        Refused.unless(!sequence, "highway must stand beside a network that gives one vector, to be written as ONNX");
        Refused.unless(
                spec.steps() <= window,
                "highway.steps must be at most the window of " + window + " to be written as ONNX, was "
                        + spec.steps());
        float[] weight = parameters.get("highway.weight");
        int channels = spec.channels().size();
        int each = network.outputs() / channels;
        int reach = spec.steps();
        out.integers("highway.from", window - reach);
        out.integers("highway.until", window);
        out.node("Slice", List.of(input, "highway.from", "highway.until", out.axis(1)), List.of("highway.steps"));
        List<String> parts = new ArrayList<>();
        for (int j = 0; j < channels; j++) {
            float[] matrix = new float[reach * each];
            for (int h = 0; h < each; h++) {
                for (int k = 0; k < reach; k++) {
                    matrix[(reach - 1 - k) * each + h] = weight[(j * each + h) * reach + k];
                }
            }
            String name = "highway." + j;
            out.integers(name + ".channel", spec.channels().get(j));
            out.floats(name + ".weight", matrix, reach, each);
            out.node(
                    "Gather",
                    List.of("highway.steps", name + ".channel"),
                    List.of(name + ".column"),
                    Attribute.of("axis", 2));
            out.node("Squeeze", List.of(name + ".column", out.axis(2)), List.of(name + ".values"));
            out.node("MatMul", List.of(name + ".values", name + ".weight"), List.of(name));
            parts.add(name);
        }
        out.node("Concat", parts, List.of("highway"), Attribute.of("axis", 1));
        out.node("Add", List.of(stack, "highway"), List.of("outputs"));
        return "outputs";
    }
}
