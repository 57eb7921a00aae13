package io.tidecast.model;

import io.tidecast.series.Cycle;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/** Small models for tests. */
final class ModelFixtures {
    static final ForecastSettings FORECAST = new ForecastSettings(
            "default",
            List.of("temp", "load"),
            List.of("temp"),
            8,
            4,
            Duration.ofHours(1),
            Duration.ofHours(6),
            List.of(0.9));
    static final NetworkSettings NETWORK = new NetworkSettings(
            List.of(Map.of("type", "gru", "units", 6)), true, List.of(Cycle.HOUR, Cycle.WEEKDAY), ZoneId.of("UTC"));

    private ModelFixtures() {}

    static Forecaster model(int version) {
        Forecaster drawn = UntrainedModel.untrained(FORECAST, NETWORK, version);
        return version == 1
                ? drawn
                : Forecaster.of(drawn.manifest().child(version, Map.of("reason", "test")), drawn.parameters());
    }

    static byte[] file(int version) {
        Forecaster model = model(version);
        return ModelFile.write(model.manifest(), model.parameters());
    }
}
