package io.tidecast.model;

import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import io.tidecast.nn.LayerSpec;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.Cycle;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Network architecture of a model that has no version yet; afterwards the artefact's own manifest says what it is.
 *
 * @param layers a recurrent stack of one's own as data, e.g. {@code [{"type": "gru", "units": 32}]}; the head is added
 *     from targets and horizon. Empty: usual ones, which add to the base network's forecast
 * @param highway whether a linear map from window to horizon stands beside a stack of one's own (LSTNet, Lai et al.
 *     2018)
 * @param covariates what it reads of a step beside a reading's values
 */
public record NetworkSettings(List<Map<String, Object>> layers, boolean highway, CovariateSettings covariates) {
    /** What stands for no layers of one's own. */
    static final String BASE = "base";

    /** Layers of one's own where nobody says which. */
    private static final List<Map<String, Object>> OWN = List.of(Map.of("type", "gru", "units", 32));

    public static final Setting<List<Map<String, Object>>> LAYERS = Setting.withDefault(
            "network.layers",
            "LAYERS",
            BASE,
            "what a model that has no version yet begins as: base, the network that comes with the application, which"
                    + " forecasts from the first readings on and is fine-tuned from there; or recurrent layers of one's"
                    + " own, such as [{type: gru, units: 32}], which begin untrained",
            LayersParser::parse);
    public static final Setting<Boolean> HIGHWAY = Setting.onOff(
            "network.highway", true, "whether a linear map from window to horizon stands beside layers of one's own");

    /** All of the network, in the order of the reference. */
    public static final List<Setting<?>> SETTINGS = Stream.of(
                    List.of(LAYERS, HIGHWAY), CovariateSettings.SETTINGS, List.of(DaysFile.FILE))
            .<Setting<?>>flatMap(List::stream)
            .toList();

    public NetworkSettings {
        layers = List.copyOf(layers);
        if (!layers.isEmpty()) {
            requireServable(layers);
        }
    }

    /** With the calendar as its only covariate. */
    public NetworkSettings(List<Map<String, Object>> layers, boolean highway, List<Cycle> calendar, ZoneId zone) {
        this(layers, highway, new CovariateSettings(calendar, zone));
    }

    public static NetworkSettings from(Values values) {
        CovariateSettings known = CovariateSettings.from(values)
                .withDays(values.find(DaysFile.FILE).map(DaysFile::read).orElse(List.of()));
        return new NetworkSettings(values.get(LAYERS), values.get(HIGHWAY), known);
    }

    public static NetworkSettings defaults() {
        return from(Values.DEFAULTS);
    }

    /** Whether the network begins as the base network, to whose forecast it adds. */
    public boolean isBase() {
        return layers.isEmpty();
    }

    /** The same with layers of its own, those that are usual where it has none. */
    public NetworkSettings withOwnLayers() {
        return isBase() ? new NetworkSettings(OWN, highway, covariates) : this;
    }

    /** The number of inputs changes nothing that is asked here. */
    private static void requireServable(List<Map<String, Object>> layers) {
        NetworkSpec stack;
        try {
            stack = NetworkSpec.fromMap(Map.of("inputs", 1, "layers", layers));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(LAYERS.group() + "." + e.getMessage(), e);
        }
        for (int i = 0; i < layers.size(); i++) {
            LayerSpec layer = stack.layers().get(i);
            if (!NetworkSpec.of(1, layer).causal()) {
                throw new IllegalArgumentException(
                        LAYERS.key() + "[" + i + "].type must be one that reads no later step,"
                                + " for its state is carried on in training, was " + layer.kind());
            }
        }
        if (stack.output().sequence()) {
            int last = layers.size() - 1;
            throw new IllegalArgumentException(LAYERS.key() + "[" + last + "] ("
                    + stack.layers().get(last).kind() + ") must give one vector for a window, as a recurrent layer"
                    + " without return-sequences does, gave " + stack.output());
        }
    }
}
