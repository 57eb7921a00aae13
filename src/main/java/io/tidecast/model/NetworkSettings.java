package io.tidecast.model;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/**
 * The network of a model that has no version yet; afterwards the artefact's own manifest says what it is.
 *
 * @param layers the recurrent stack as data, e.g. {@code [{"type": "gru", "units": 32}]}; the head is added from targets and horizon
 * @param highway whether a linear map from window to horizon stands beside the stack (LSTNet, Lai et al. 2018)
 * @param calendar whether hour and weekday are features, where the step allows
 * @param zone the time zone of hour and weekday
 */
public record NetworkSettings(List<Map<String, Object>> layers, boolean highway, boolean calendar, ZoneId zone) {
    public NetworkSettings {
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("network.layers must name at least one layer");
        }
        layers = List.copyOf(layers);
    }

    public static NetworkSettings defaults() {
        return new NetworkSettings(List.of(Map.of("type", "gru", "units", 32)), true, true, ZoneId.of("UTC"));
    }
}
