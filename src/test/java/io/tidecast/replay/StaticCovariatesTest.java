package io.tidecast.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.kernel.SplitMix;
import io.tidecast.learn.LearningSettings;
import io.tidecast.learn.OfflineTrainer;
import io.tidecast.learn.RetrainingRecord.Chunk;
import io.tidecast.learn.TrainingSettings;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.UntrainedModel;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.Cycle;
import io.tidecast.series.HolidaySettings;
import io.tidecast.series.Reading;
import io.tidecast.series.Segment;
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

/** What static covariates are worth to a device that is new, where its kind decides what a window cannot tell. */
class StaticCovariatesTest {
    private static final long HOUR_MS = 3_600_000;
    private static final long START_MS = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final int WINDOW = 6;
    private static final int HORIZON = 4;

    private static StreamSettings settings(StaticSettings read, Map<String, Statics> told) {
        ForecastSettings forecast = new ForecastSettings(
                "default",
                List.of("temp"),
                List.of("temp"),
                WINDOW,
                HORIZON,
                Duration.ofHours(1),
                Duration.ofHours(10),
                List.of(0.9));
        CovariateSettings covariates = new CovariateSettings(
                List.of(Cycle.HOUR), ZoneId.of("UTC"), HolidaySettings.NONE, Optional.empty(), List.of(), read);
        return StreamSettings.of(forecast).toBuilder()
                .network(new NetworkSettings(List.of(Map.of("type", "gru", "units", 24)), true, covariates))
                .learning(LearningSettings.defaults()
                        .withTraining(TrainingSettings.defaults().withBudget(Duration.ofSeconds(1), 60)))
                .statics(new StaticSource(Optional.empty(), told))
                .build();
    }

    private static int peak(String kind) {
        return kind.equals("day") ? 9 : 21;
    }

    /** A day's peak of six hours, which a window of six hours before it says nothing of. */
    private static double value(String kind, int t) {
        int since = Math.floorMod(t - peak(kind), 24);
        return since < 6 ? 8 : 0;
    }

    private static List<Reading> fleet(Map<String, String> kinds) {
        SplitMix random = new SplitMix(5);
        List<Reading> readings = new ArrayList<>();
        for (int t = 0; t < 1_000; t++) {
            for (Map.Entry<String, String> device : kinds.entrySet()) {
                double value = value(device.getValue(), t) + 0.2 * random.nextGaussian();
                readings.add(new Reading(device.getKey(), START_MS + t * HOUR_MS, new double[] {value}));
            }
        }
        return readings;
    }

    /** Mean absolute error on a device of each kind that training never saw, from its first full window on. */
    private static double error(StaticSettings read) {
        Map<String, String> kinds = new TreeMap<>(Map.of("a", "day", "b", "night", "c", "day", "d", "night"));
        Map<String, Statics> told = new HashMap<>();
        kinds.forEach((device, kind) -> told.put(device, Statics.of(Map.of("kind", kind))));
        StreamSettings settings = settings(read, told);
        List<Chunk> chunks =
                RecordedHistory.of(settings, fleet(kinds).iterator()).chunks();
        Forecaster start = UntrainedModel.untrained(settings.forecast(), settings.network(), 1);
        Forecaster trained = new OfflineTrainer(settings.learning(), 30, 0)
                .train(start, chunks, 24, new Fit.Listener() {})
                .model();
        double sum = 0;
        int count = 0;
        double[] means = new double[HORIZON];
        for (String kind : List.of("day", "night")) {
            for (int origin = WINDOW; origin < WINDOW + 48; origin++) {
                double[] values = new double[WINDOW + 1];
                boolean[] observed = new boolean[WINDOW + 1];
                for (int i = 0; i <= WINDOW; i++) {
                    values[i] = value(kind, origin - WINDOW + i);
                    observed[i] = true;
                }
                Segment window = new Segment(START_MS / HOUR_MS + origin - WINDOW, 1, values, observed)
                        .of(Statics.of(Map.of("kind", kind)));
                trained.session().forecast(trained.window(window), chunks.get(0).scale(), means);
                for (int h = 1; h <= HORIZON; h++) {
                    sum += Math.abs(means[h - 1] - value(kind, origin + h));
                    count++;
                }
            }
        }
        return sum / count;
    }

    @Test
    void shouldForecastANewDeviceLikeItsKindFromItsFirstWindow() {
        double without = error(StaticSettings.NONE);
        double with = error(new StaticSettings(List.of("kind=day|night"), null, List.of()));
        assertThat(with).isLessThan(0.7 * without);
    }
}
