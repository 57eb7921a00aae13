package io.tidecast.model;

import io.tidecast.nn.Layout;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.ParameterView;
import io.tidecast.nn.Parameters;
import io.tidecast.train.Initializer;
import java.util.List;

/**
 * Initial model: the first version, not trained. Its layers are drawn at random; its head, its highway and what its
 * decoder adds are zero, so that it forecasts no change until it has learnt one, instead of noise.
 */
public final class UntrainedModel {
    /** Beginnings of the names of what gives the output. */
    private static final List<String> SILENT = List.of("head.", "highway.", "decoder.weight_out");

    private UntrainedModel() {}

    /** Version 1, its layers with PyTorch's default initial weights; the same seed gives the same bits. */
    public static Forecaster untrained(ForecastSettings forecast, NetworkSettings settings, long seed) {
        NetworkSpec spec = ForecastNetwork.spec(forecast, settings);
        Network network = Network.of(spec);
        Manifest manifest = Manifest.first(forecast, settings, spec.toMap());
        return new Forecaster(manifest, network, drawn(network.layout(), seed), PoolTensors.NONE);
    }

    /** A further version in the shape of another, which has learnt nothing of what that one has. */
    public static Forecaster like(Forecaster other, int version, String reason, long seed) {
        Manifest manifest = other.manifest().anew(version, reason);
        return Forecaster.of(
                manifest,
                drawn(Network.of(NetworkSpec.fromMap(manifest.network())).layout(), seed));
    }

    /** Weights of a network that forecasts no change. */
    static Parameters drawn(Layout layout, long seed) {
        Parameters parameters = Initializer.TORCH.parameters(layout, seed);
        for (ParameterView view : layout.views()) {
            if (SILENT.stream().anyMatch(view.name()::startsWith)) {
                parameters.set(view.name(), new float[view.size()]);
            }
        }
        return parameters;
    }
}
