package io.tidecast.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.backtest.Backtest;
import io.tidecast.backtest.BacktestPlan;
import io.tidecast.backtest.Region;
import io.tidecast.kernel.SplitMix;
import io.tidecast.learn.LearningSettings;
import io.tidecast.learn.OfflineTrainer;
import io.tidecast.learn.RetrainingRecord.Chunk;
import io.tidecast.learn.TrainingSettings;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.PoolTensors;
import io.tidecast.model.UntrainedModel;
import io.tidecast.model.Verdict;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.Cycle;
import io.tidecast.series.HolidaySettings;
import io.tidecast.series.Reading;
import io.tidecast.series.StaticSettings;
import io.tidecast.series.Statics;
import io.tidecast.stream.StaticSource;
import io.tidecast.stream.StreamSettings;
import io.tidecast.train.Fit;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is published of a device that joins a fleet, from its first window on. */
@Timeout(300)
class NewDeviceTest {
    private static final long HOUR_MS = 3_600_000;
    private static final long START_MS = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final int WINDOW = 24;
    private static final int HORIZON = 6;
    /** Of a new device. */
    private static final int STEPS = 80;
    /** A plan takes from a pump what it adds to a fan. */
    private static final Map<String, Double> EFFECT = Map.of("pump", -10.0, "fan", 10.0);

    private static final BacktestReplay.Listener QUIET = new BacktestReplay.Listener() {
        @Override
        public void replayed(long readings) {}

        @Override
        public void judged(Verdict verdict) {}
    };

    private static StreamSettings settings(StaticSettings read, Map<String, Statics> told) {
        ForecastSettings forecast = new ForecastSettings(
                "default",
                List.of("flow", "plan"),
                List.of("flow"),
                WINDOW,
                HORIZON,
                Duration.ofHours(1),
                Duration.ofHours(24),
                List.of(0.9));
        CovariateSettings covariates = new CovariateSettings(
                List.of(Cycle.HOUR), ZoneId.of("UTC"), HolidaySettings.NONE, Optional.empty(), List.of("plan"), read);
        return StreamSettings.of(forecast).toBuilder()
                .network(new NetworkSettings(List.of(Map.of("type", "gru", "units", 16)), true, covariates))
                .learning(LearningSettings.defaults()
                        .withTraining(TrainingSettings.defaults().withBudget(Duration.ofSeconds(1), 60)))
                .statics(new StaticSource(Optional.empty(), told))
                .build();
    }

    private static List<Reading> fleet(Map<String, String> kinds, int steps, int seed) {
        List<List<Reading>> all = new ArrayList<>();
        kinds.forEach((device, kind) -> {
            SplitMix random = new SplitMix(SplitMix.mix(seed, device.hashCode()));
            List<Reading> own = new ArrayList<>();
            double level = 0;
            long until = 0;
            for (int t = 0; t < steps; t++) {
                until = random.nextDouble() < 0.03 ? t + 2 + (long) (8 * random.nextDouble()) : until;
                boolean planned = t < until;
                level = 0.8 * level + 0.3 * random.nextGaussian();
                double flow = 20 + 3 * Math.sin(2 * Math.PI * t / 24) + level + (planned ? EFFECT.get(kind) : 0);
                own.add(new Reading(device, START_MS + t * HOUR_MS, new double[] {(float) flow, planned ? 1 : 0}));
            }
            all.add(own);
        });
        List<Reading> readings = new ArrayList<>();
        for (int t = 0; t < steps; t++) {
            for (List<Reading> own : all) {
                readings.add(own.get(t));
            }
        }
        return readings;
    }

    private static Map<String, Statics> told(Map<String, String> kinds) {
        Map<String, Statics> told = new HashMap<>();
        kinds.forEach((device, kind) -> told.put(device, Statics.of(Map.of("kind", kind))));
        return told;
    }

    private static Map<String, String> devices(String prefix, int count) {
        Map<String, String> kinds = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            kinds.put(prefix + i, i % 2 == 0 ? "pump" : "fan");
        }
        return kinds;
    }

    private static Forecaster trained(StaticSettings read) {
        Map<String, String> kinds = devices("old", 6);
        StreamSettings settings = settings(read, told(kinds));
        List<Chunk> chunks =
                RecordedHistory.of(settings, fleet(kinds, 600, 1).iterator()).chunks();
        Forecaster start = UntrainedModel.untrained(settings.forecast(), settings.network(), 1);
        return new OfflineTrainer(settings.learning(), 12, 0)
                .with(settings.methods(Optional.empty()))
                .train(start, chunks, 24, new Fit.Listener() {})
                .model();
    }

    /** Mean absolute error of what is published on new devices, from the first window on. */
    private static double published(StaticSettings read, Forecaster model) {
        Map<String, String> kinds = devices("new", 4);
        StreamSettings settings = settings(read, told(kinds));
        BacktestPlan plan = new BacktestPlan(
                HORIZON,
                WINDOW,
                24,
                List.of(0.9),
                settings.grid().indexOf(START_MS),
                STEPS,
                List.of(new Region("all", WINDOW + 1, STEPS - 1)));
        return new BacktestReplay(settings, plan, new BacktestReplay.Start.Given(model), false, List.of())
                .run(fleet(kinds, STEPS, 2).iterator(), QUIET)
                .result()
                .pooled(0, "flow", Backtest.PUBLISHED)
                .mae(0);
    }

    @Test
    void shouldPublishForANewDeviceWhatIsLikeItsKindFromItsFirstWindow() {
        StaticSettings kind = new StaticSettings(List.of("kind=pump|fan"), null, List.of());
        Forecaster like = trained(kind);
        double published = published(kind, like);
        assertThat(published).isLessThan(0.85 * published(StaticSettings.NONE, trained(StaticSettings.NONE)));
        // The network alone is not heard at first, and the device's own map has seen no plan yet.
        assertThat(published).isLessThan(0.9 * published(kind, like.with(PoolTensors.NONE)));
    }
}
