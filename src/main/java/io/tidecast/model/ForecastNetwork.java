package io.tidecast.model;

import io.tidecast.nn.NetworkSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Network architecture of a forecaster: the recurrent stack of the settings over encoded steps, a dense head with one
 * output per target and horizon step, and the linear highway from the targets' changes to the same outputs; where
 * values are known ahead, a decoder of them. A model that begins as the base network has a decoder of that one's
 * forecast, too: the stack beside it adds what it has learnt.
 */
public final class ForecastNetwork {
    /** What a value ahead means has few bends; more units learnt no more, see ADR 41. */
    private static final int DECODER_UNITS = 16;

    private ForecastNetwork() {}

    /** The network as data; outputs are [targets, horizon]. */
    public static NetworkSpec spec(ForecastSettings forecast, NetworkSettings network) {
        InputEncoding encoding = new InputEncoding(
                forecast.features().size(),
                forecast.targetFeatures(),
                network.covariates().ofSteps(forecast.timeStep()),
                network.covariates().known(forecast.features(), forecast.targets()),
                forecast.horizon(),
                network.isBase());
        return spec(
                network.withOwnLayers(), encoding, forecast.targetFeatures(), forecast.window(), forecast.horizon());
    }

    /** The network of a model that begins as the base network, with the inputs that its manifest says. */
    static NetworkSpec ofBase(Manifest manifest) {
        int[] targets = manifest.targets().stream()
                .mapToInt(manifest.features()::indexOf)
                .toArray();
        InputEncoding encoding = (InputEncoding) manifest.encoding();
        NetworkSettings usual = NetworkSettings.defaults().withOwnLayers();
        return spec(usual, encoding, targets, manifest.window(), manifest.horizon());
    }

    private static NetworkSpec spec(
            NetworkSettings network, InputEncoding encoding, int[] targets, int window, int horizon) {
        List<Object> layers = new ArrayList<>(network.layers());
        layers.add(Map.of("type", "dense", "units", targets.length * horizon));
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("inputs", encoding.inputs());
        form.put("layers", layers);
        if (network.highway()) {
            List<Integer> channels = new ArrayList<>();
            for (int feature : targets) {
                channels.add(InputEncoding.changeInput(feature));
            }
            form.put("highway", Map.of("steps", window, "channels", channels));
        }
        if (encoding.readsAhead()) {
            form.put("decoder", decoder(horizon, encoding));
        }
        return NetworkSpec.fromMap(form);
    }

    /** The decoder as data, of a network that reads ahead. */
    static Map<String, Object> decoder(int horizon, InputEncoding encoding) {
        return Map.of(
                "units",
                DECODER_UNITS,
                "steps",
                horizon,
                "inputs",
                encoding.aheadInputs(),
                "forecasts",
                encoding.forecasts());
    }
}
