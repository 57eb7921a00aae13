package io.tidecast.model;

import io.tidecast.nn.LayerSpec;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.Cycle;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * The network of a model that has no version yet; afterwards the artefact's own manifest says what it is.
 *
 * @param layers the recurrent stack as data, e.g. {@code [{"type": "gru", "units": 32}]}; the head is added from targets and horizon
 * @param highway whether a linear map from window to horizon stands beside the stack (LSTNet, Lai et al. 2018)
 * @param covariates what it reads of a step beside a reading's values
 */
public record NetworkSettings(List<Map<String, Object>> layers, boolean highway, CovariateSettings covariates) {
    public NetworkSettings {
        layers = List.copyOf(layers);
        requireServable(layers);
    }

    /** With the calendar as its only covariate. */
    public NetworkSettings(List<Map<String, Object>> layers, boolean highway, List<Cycle> calendar, ZoneId zone) {
        this(layers, highway, new CovariateSettings(calendar, zone));
    }

    /** The number of inputs changes nothing that is asked here. */
    private static void requireServable(List<Map<String, Object>> layers) {
        NetworkSpec stack;
        try {
            stack = NetworkSpec.fromMap(Map.of("inputs", 1, "layers", layers));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("network." + e.getMessage(), e);
        }
        for (int i = 0; i < layers.size(); i++) {
            LayerSpec layer = stack.layers().get(i);
            if (!NetworkSpec.of(1, layer).causal()) {
                throw new IllegalArgumentException(
                        "network.layers[" + i + "].type must be one that reads no later step,"
                                + " for its state is carried on in training, was " + layer.kind());
            }
        }
        if (stack.output().sequence()) {
            int last = layers.size() - 1;
            throw new IllegalArgumentException("network.layers[" + last + "] ("
                    + stack.layers().get(last).kind() + ") must give one vector for a window, as a recurrent layer"
                    + " without return-sequences does, gave " + stack.output());
        }
    }

    public static NetworkSettings defaults() {
        return new NetworkSettings(
                List.of(Map.of("type", "gru", "units", 32)),
                true,
                List.of(Cycle.HOUR, Cycle.WEEKDAY),
                ZoneId.of("UTC"));
    }
}
