package io.tidecast.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.interchange.ForeignModel;
import io.tidecast.interchange.ImportedModel;
import io.tidecast.interchange.Imports;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.LevelScale;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.RunningScale;
import io.tidecast.series.Scaling;
import io.tidecast.series.Segment;
import io.tidecast.series.TimeStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks that others trained, which read levels: one that carries its state, and one that takes windows whole. */
class ImportedModelTuneTest {
    private static final int STEPS = 220;
    private static final LearningSettings LEARNING = new LearningSettings(
            true,
            new HistorySettings(10, 5_000, 3),
            new TriggerSettings(400, 400, Duration.ZERO, Duration.ZERO, 0, 10),
            new TrainingSettings(
                    8, 4, 8, 1e-2, 1.0, Duration.ofHours(1), 60, 0.5, 12, 1, TrainingSettings.From.CHAMPION),
            new GateSettings(0.2, 64, 0.001, 0.05),
            ShadowSettings.defaults(),
            TrialSettings.defaults(),
            3,
            7);

    @ParameterizedTest
    @CsvSource({"weather-seq2seq.keras, 1, 18, 18", "functional.keras, 3, 7, 2"})
    void shouldBeTunedAndPassTheGate(String file, int features, int window, int horizon) throws IOException {
        Forecaster imported = imported(file, features, window, horizon);
        FineTuner.Task task = new FineTuner.Task("default", 2, "test", 1_000, null);
        FineTuner.Outcome outcome = new FineTuner(LEARNING).tune(imported, List.of(chunk(features)), task, () -> false);
        assertThat(outcome.judgement().promoted())
                .as(outcome.judgement().reason())
                .isTrue();
        assertThat(outcome.judgement().challenger())
                .isLessThan(0.7 * outcome.judgement().champion());
        assertThat(outcome.challenger().manifest().levels())
                .isEqualTo(imported.manifest().levels());
        assertThat(outcome.challenger().manifest().parent()).isEqualTo("default/1");
    }

    private static Forecaster imported(String file, int features, int window, int horizon) throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of("src/test/resources/interchange", file));
        ForeignModel network = Imports.read(bytes, Optional.empty());
        List<String> names = List.of("temp", "load", "wind").subList(0, features);
        ForecastSettings forecast = new ForecastSettings(
                "default",
                names,
                List.of("temp"),
                window,
                horizon,
                Duration.ofHours(1),
                Duration.ofHours(12),
                List.of(0.9));
        LevelScale scale = new LevelScale(
                List.of(15.0, 15.0, 15.0).subList(0, features),
                List.of(12.0, 12.0, 12.0).subList(0, features),
                network.order());
        return ImportedModel.of(
                network,
                forecast,
                new CovariateSettings(List.of(), ZoneId.of("UTC")),
                scale,
                new ImportedModel.Origin(file, "00"));
    }

    /** A year of twelve steps, the features apart in time. */
    private static RetrainingRecord.Chunk chunk(int features) {
        RunningScale scale = new RunningScale(features, 1000, Scaling.Measure.STANDARD);
        double[] values = new double[STEPS * features];
        boolean[] observed = new boolean[values.length];
        Arrays.fill(observed, true);
        for (int t = 0; t < STEPS; t++) {
            for (int f = 0; f < features; f++) {
                int at = t * features + f;
                values[at] = (float) (15 + 9 * Math.sin(2 * Math.PI * (t + f) / 12));
                scale.addLevel(f, values[at]);
                if (t > 0) {
                    scale.addChange(f, values[at] - values[at - features]);
                }
            }
        }
        return new RetrainingRecord.Chunk(
                "default",
                "a",
                TimeStep.ofMillis(3_600_000),
                new Segment(480_000, features, values, observed),
                scale.scale());
    }
}
