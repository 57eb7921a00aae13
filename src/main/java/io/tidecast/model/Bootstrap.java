package io.tidecast.model;

import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.train.Initializer;

/** The first version of a model: drawn at random, not trained. */
public final class Bootstrap {
    private Bootstrap() {}

    /** Version 1, with PyTorch's default initial weights; the same seed gives the same bits. */
    public static Forecaster untrained(ForecastSettings forecast, NetworkSettings settings, long seed) {
        NetworkSpec spec = ForecastNetwork.spec(forecast, settings);
        Network network = Network.of(spec);
        return new Forecaster(
                Manifest.first(forecast, settings, spec.toMap()),
                network,
                Initializer.TORCH.parameters(network.layout(), seed));
    }
}
