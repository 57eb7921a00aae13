package io.tidecast.model;

import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.ParameterView;
import io.tidecast.nn.Parameters;
import io.tidecast.train.Initializer;

/**
 * Initial model: the first version, not trained. Its layers are drawn at random; its head and its highway are zero, so
 * that it forecasts no change until it has learnt one, instead of noise.
 */
public final class UntrainedModel {
    private UntrainedModel() {}

    /** Version 1, its layers with PyTorch's default initial weights; the same seed gives the same bits. */
    public static Forecaster untrained(ForecastSettings forecast, NetworkSettings settings, long seed) {
        NetworkSpec spec = ForecastNetwork.spec(forecast, settings);
        Network network = Network.of(spec);
        Parameters parameters = Initializer.TORCH.parameters(network.layout(), seed);
        for (ParameterView view : network.layout().views()) {
            if (view.name().startsWith("head.") || view.name().startsWith("highway.")) {
                parameters.set(view.name(), new float[view.size()]);
            }
        }
        return new Forecaster(Manifest.first(forecast, settings, spec.toMap()), network, parameters);
    }
}
