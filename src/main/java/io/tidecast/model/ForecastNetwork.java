package io.tidecast.model;

import io.tidecast.base.BaseNetwork;
import io.tidecast.nn.NetworkSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Network architecture of a forecaster: the recurrent stack of the settings over encoded steps, a dense head with one
 * output per target and horizon step, and the linear highway from the targets' changes to the same outputs; where
 * values are known ahead, a decoder of them. Without layers of one's own it is the base network with further inputs.
 */
public final class ForecastNetwork {
    /** What a value ahead means has few bends; more units learnt no more, see ADR 41. */
    private static final int DECODER_UNITS = 16;

    private ForecastNetwork() {}

    /** The network as data; outputs are [targets, horizon], of the base network quantiles of a row. */
    public static NetworkSpec spec(ForecastSettings forecast, NetworkSettings network) {
        if (network.isBase()) {
            PatchInputs inputs = Manifest.first(forecast, network).patchInputs();
            return BaseNetwork.spec(inputs.size(), inputs.candidates());
        }
        InputEncoding encoding = new InputEncoding(
                forecast.features().size(),
                forecast.targetFeatures(),
                network.covariates().ofSteps(forecast.timeStep()),
                network.covariates().known(forecast.features(), forecast.targets()),
                forecast.horizon());
        List<Object> layers = new ArrayList<>(network.layers());
        layers.add(Map.of("type", "dense", "units", forecast.targets().size() * forecast.horizon()));
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("inputs", encoding.inputs());
        form.put("layers", layers);
        if (network.highway()) {
            List<Integer> channels = new ArrayList<>();
            for (int feature : forecast.targetFeatures()) {
                channels.add(InputEncoding.changeInput(feature));
            }
            form.put("highway", Map.of("steps", forecast.window(), "channels", channels));
        }
        if (encoding.readsAhead()) {
            form.put("decoder", decoder(forecast.horizon(), encoding.aheadInputs()));
        }
        return NetworkSpec.fromMap(form);
    }

    /** The decoder as data, of a network that reads values known ahead. */
    static Map<String, Object> decoder(int horizon, int inputs) {
        return Map.of("units", DECODER_UNITS, "steps", horizon, "inputs", inputs);
    }
}
