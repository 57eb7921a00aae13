package io.tidecast.model;

import io.tidecast.nn.DecoderSpec;
import io.tidecast.nn.Layout;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.ParameterView;
import io.tidecast.nn.Parameters;
import io.tidecast.train.Initializer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Initial model: the first version, which has learnt nothing of its devices. Its layers are drawn at random; head,
 * highway and what a decoder adds are zero, so that it forecasts what it is given of the base network, or no change,
 * until it has learnt better, instead of noise.
 */
public final class UntrainedModel {
    /** Beginnings of the names of what gives the output. */
    private static final List<String> SILENT = List.of("head.", "highway.", "decoder.weight_out");
    /** Of the weights of a version that had other ones. */
    private static final long SEED = 49;

    /** Reason of a version that was begun again. */
    private static final String AGAIN = "another base network";

    private UntrainedModel() {}

    /** Version 1, with PyTorch's default initial weights. The same seed gives the same bits. */
    public static Forecaster untrained(ForecastSettings forecast, NetworkSettings settings, long seed) {
        return drawn(Manifest.first(forecast, settings), seed);
    }

    /** A further version in the shape of another, which has learnt nothing of what that one has. */
    public static Forecaster like(Forecaster other, int version, String reason, long seed) {
        return drawn(other.manifest().anew(version, reason), seed);
    }

    /**
     * The version of a model's inputs that begins as the base network.
     *
     * @param season steps of the model's season
     */
    public static Forecaster base(Forecaster other, int season, long seed) {
        return base(other.manifest(), season, seed);
    }

    private static Forecaster base(Manifest other, int season, long seed) {
        Manifest manifest = other.readingBase(season, Map.of());
        NetworkSpec spec = ForecastNetwork.ofBase(manifest);
        return drawn(manifest.readingBase(season, spec.toMap()), seed);
    }

    /**
     * A version that went on from another base network, or otherwise, begun again as this build's: what it has learnt
     * means nothing here.
     */
    static Forecaster again(Manifest other) {
        return base(other.anew(other.version(), AGAIN), other.season(), SEED);
    }

    private static Forecaster drawn(Manifest manifest, long seed) {
        return Forecaster.of(
                manifest,
                drawn(Network.of(NetworkSpec.fromMap(manifest.network())).layout(), seed));
    }

    /** Weights of a network that adds nothing to the forecast it is given, or that forecasts no change. */
    static Parameters drawn(Layout layout, long seed) {
        Parameters parameters = Initializer.TORCH.parameters(layout, seed);
        for (ParameterView view : layout.views()) {
            if (SILENT.stream().anyMatch(view.name()::startsWith)) {
                parameters.set(view.name(), new float[view.size()]);
            } else if (view.name().equals(DecoderSpec.GAIN)) {
                float[] all = new float[view.size()];
                Arrays.fill(all, 1);
                parameters.set(view.name(), all);
            }
        }
        return parameters;
    }
}
