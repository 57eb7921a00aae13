package io.tidecast.model;

import io.tidecast.base.BaseFile;
import io.tidecast.base.BaseNetwork;
import io.tidecast.nn.Layout;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.ParameterView;
import io.tidecast.nn.Parameters;
import io.tidecast.train.Initializer;
import java.util.List;
import java.util.Map;

/**
 * Initial model: the first version, which has learnt nothing of its devices. Without layers of its own it is the base
 * network, its further inputs with weights of zero. Other layers are drawn at random; head, highway and what a decoder
 * adds are zero, so that it forecasts no change until it has learnt one, instead of noise.
 */
public final class UntrainedModel {
    /** Beginnings of the names of what gives the output. */
    private static final List<String> SILENT = List.of("head.", "highway.", "decoder.weight_out");

    private UntrainedModel() {}

    /** Version 1; layers of its own have PyTorch's default initial weights. The same seed gives the same bits. */
    public static Forecaster untrained(ForecastSettings forecast, NetworkSettings settings, long seed) {
        if (settings.isBase()) {
            return base(Manifest.first(forecast, settings));
        }
        NetworkSpec spec = ForecastNetwork.spec(forecast, settings);
        Network network = Network.of(spec);
        Manifest manifest = Manifest.first(forecast, settings, spec.toMap());
        return new Forecaster(manifest, network, drawn(network.layout(), seed), PoolTensors.NONE);
    }

    /** A further version in the shape of another, which has learnt nothing of what that one has. */
    public static Forecaster like(Forecaster other, int version, String reason, long seed) {
        Manifest manifest = other.manifest().anew(version, reason);
        if (manifest.readsPatches()) {
            return base(manifest);
        }
        return Forecaster.of(
                manifest,
                drawn(Network.of(NetworkSpec.fromMap(manifest.network())).layout(), seed));
    }

    /**
     * The version of a model's shape whose network is the base network.
     *
     * @param season steps of the model's season
     */
    public static Forecaster base(Forecaster other, int season) {
        return base(other.manifest().readingPatches(season, Map.of()));
    }

    private static Forecaster base(Manifest manifest) {
        PatchInputs inputs = manifest.patchInputs();
        Map<String, Object> spec =
                BaseNetwork.spec(inputs.size(), inputs.candidates()).toMap();
        return Forecaster.of(
                manifest.readingPatches(manifest.season(), spec),
                BaseFile.shipped().widened(inputs.size(), inputs.candidates()));
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
