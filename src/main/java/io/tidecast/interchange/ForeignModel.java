package io.tidecast.interchange;

import io.tidecast.model.LevelScale;
import io.tidecast.model.Manifest;
import io.tidecast.model.ModelFile;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.ParameterView;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Network that a library's file holds, before it is a model of ours.
 *
 * @param library name and version, as far as the file says
 * @param network what it is made of
 * @param parameters its weights
 * @param window steps that the file says it reads
 * @param order of its outputs
 * @param manifest of the model that was exported to the file; empty where the file was written by others
 */
public record ForeignModel(
        String library,
        NetworkSpec network,
        Parameters parameters,
        OptionalInt window,
        LevelScale.Order order,
        Optional<Manifest> manifest) {
    /** Steps ahead that so many targets are forecast; empty where the network's outputs do not come out even. */
    public OptionalInt horizon(int window, int targets) {
        Shape output = network.output();
        int steps = !output.sequence() ? 1 : output.steps() == 0 ? window : output.steps();
        long outputs = (long) steps * output.features();
        return outputs % targets == 0 && outputs / targets <= Integer.MAX_VALUE
                ? OptionalInt.of((int) (outputs / targets))
                : OptionalInt.empty();
    }

    /** A network of layers one upon the other. */
    static ForeignModel of(
            String library, int inputs, List<LayerWeights> layers, OptionalInt window, LevelScale.Order order) {
        Refused.unless(
                layers.size() <= Limits.PARTS && inputs >= 1,
                library + " network must have 1.." + Limits.PARTS + " layers on one input or more, had " + layers.size()
                        + " on " + inputs);
        NetworkSpec spec =
                new NetworkSpec(inputs, layers.stream().map(LayerWeights::spec).toList(), Optional.empty());
        LevelScale.Order known = spec.output().sequence() ? LevelScale.Order.STEPS : order;
        return new ForeignModel(library, spec, parameters(spec, layers), window, known, Optional.empty());
    }

    /** A model of ours that comes back. */
    static ForeignModel own(String library, Manifest manifest, Parameters parameters) {
        return new ForeignModel(
                library,
                NetworkSpec.fromMap(manifest.network()),
                parameters,
                OptionalInt.of(manifest.window()),
                manifest.levels() == null
                        ? LevelScale.Order.TARGETS
                        : manifest.levels().order(),
                Optional.of(manifest));
    }

    private static Parameters parameters(NetworkSpec spec, List<LayerWeights> layers) {
        Network network = Network.of(spec);
        requireRoom(network);
        Parameters parameters = Parameters.zeros(network.layout());
        for (int i = 0; i < layers.size(); i++) {
            List<float[]> weights = new ArrayList<>(layers.get(i).weights());
            List<ParameterView> views = network.layout().ofLayer(i);
            Refused.unless(
                    weights.size() == views.size(),
                    "layers[" + i + "] must have " + views.size() + " arrays, had " + weights.size());
            for (ParameterView view : views) {
                parameters.set(view.name(), weights.remove(0));
            }
        }
        return parameters.publish();
    }

    /** Before there is an array of that size: the file says whatever its writer wanted. */
    static void requireRoom(Network network) {
        long bytes = (long) Float.BYTES * network.layout().size();
        Refused.unless(
                bytes <= ModelFile.MAX_BYTES,
                "weights must be at most " + ModelFile.MAX_BYTES + " bytes, were " + bytes);
    }
}
