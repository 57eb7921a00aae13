package io.tidecast.stream;

import io.tidecast.forecast.CombinationSettings;
import io.tidecast.learn.GateSettings;
import io.tidecast.learn.HistorySettings;
import io.tidecast.learn.LearningSettings;
import io.tidecast.learn.ShadowSettings;
import io.tidecast.learn.TrainingSettings;
import io.tidecast.learn.TrialSettings;
import io.tidecast.learn.TriggerSettings;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.UntrainedModel;
import io.tidecast.nn.Parameters;
import io.tidecast.series.Aggregation;
import io.tidecast.series.Cycle;
import io.tidecast.series.Fill;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Sampling;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Small settings for tests: hourly steps of one or two features, a window of eight and a horizon of four, and one
 * method's forecast published, which a test can tell beforehand; {@link #pooled} has the usual pool.
 */
public final class StreamFixtures {
    public static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    public static final Duration STEP = Duration.ofHours(1);

    private StreamFixtures() {}

    public static StreamSettings settings(List<String> features, List<String> targets) {
        return settings(features, targets, Duration.ZERO);
    }

    public static StreamSettings settings(List<String> features, List<String> targets, Duration grace) {
        ForecastSettings forecast = new ForecastSettings(
                        "default", features, targets, 8, 4, STEP, Duration.ofHours(6), List.of(0.5, 0.9))
                .withGrid(grid(grace, Fill.PREVIOUS, Duration.ZERO));
        return StreamSettings.of(forecast).toBuilder()
                .applicationId("test")
                .combination(CombinationSettings.ONE)
                .network(new NetworkSettings(
                        List.of(Map.of("type", "gru", "units", 6)),
                        true,
                        List.of(Cycle.HOUR, Cycle.WEEKDAY),
                        ZoneId.of("UTC")))
                .learning(learning(400))
                .kafka(Map.of("bootstrap.servers", "127.0.0.1:1"))
                .build();
    }

    /** The same with a pool of methods, as it is by default. */
    public static StreamSettings pooled(StreamSettings settings) {
        return settings.toBuilder().combination(CombinationSettings.DEFAULT).build();
    }

    /** A network as it is drawn, which forecasts no change, and says of itself that it has learnt. */
    public static Forecaster drawn(StreamSettings settings, long seed) {
        Forecaster drawn = UntrainedModel.untrained(settings.forecast(), settings.network(), seed);
        return Forecaster.of(drawn.manifest().withProvenance(Map.of()), drawn.parameters());
    }

    /** Fine-tunes of at most 40 updates, whose outcome does not depend on the time they take. */
    public static LearningSettings learning(int everySteps) {
        return new LearningSettings(
                true,
                new HistorySettings(10, 5_000, 3),
                new TriggerSettings(everySteps, everySteps, Duration.ZERO, Duration.ofHours(1), 0, 10),
                new TrainingSettings(
                        8, 4, 4, 1e-2, 1.0, Duration.ofMinutes(5), 40, 0.5, 12, 1, TrainingSettings.From.CHAMPION),
                new GateSettings(0.2, 64, 0.001, 0.05),
                ShadowSettings.defaults(),
                TrialSettings.defaults(),
                3,
                7);
    }

    /** A network that always forecasts the same changes from the last value, [horizon] in units of the change scale. */
    public static Forecaster saying(StreamSettings settings, String model, int version, float... changes) {
        Forecaster drawn = UntrainedModel.untrained(settings.forecast(), settings.network(), 1);
        Parameters parameters = Parameters.zeros(drawn.parameters().layout());
        parameters.set("head.bias", changes);
        return Forecaster.of(drawn.manifest().child(model, version, Map.of()), parameters);
    }

    /**
     * A network without the linear highway, which least squares would fit at once: each fine-tune finds something to
     * learn.
     */
    public static StreamSettings slowLearner() {
        StreamSettings base = settings(List.of("temp"), List.of("temp"));
        return base.toBuilder()
                .network(new NetworkSettings(
                        base.network().layers(), false, List.of(Cycle.HOUR, Cycle.WEEKDAY), ZoneId.of("UTC")))
                .build();
    }

    public static Properties driver(Role role, Path state) {
        Properties config = ClientConfig.of(settings(List.of("temp"), List.of("temp")), role);
        config.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        return config;
    }

    public static GridSettings grid(Duration grace, Fill fill, Duration idleClose) {
        return new GridSettings(
                Sampling.GRID,
                STEP,
                Aggregation.MEAN,
                grace,
                fill,
                Duration.ofHours(3),
                idleClose,
                Duration.ofHours(1));
    }

    public static Instant at(double steps) {
        return START.plusMillis((long) (steps * STEP.toMillis()));
    }

    public static String reading(String device, Instant time, Map<String, ? extends Object> values) {
        StringBuilder json = new StringBuilder();
        json.append("{\"device\":\"")
                .append(device)
                .append("\",\"ts\":\"")
                .append(time)
                .append("\",\"values\":{");
        String comma = "";
        for (var value : values.entrySet()) {
            json.append(comma).append('"').append(value.getKey()).append("\":").append(value.getValue());
            comma = ",";
        }
        return json.append("}}").toString();
    }
}
