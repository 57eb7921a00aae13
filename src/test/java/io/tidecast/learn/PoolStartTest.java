package io.tidecast.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.forecast.CombinationSettings;
import io.tidecast.forecast.Regressors;
import io.tidecast.forecast.ScoreSettings;
import io.tidecast.forecast.ScoredMethods;
import io.tidecast.kernel.SplitMix;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.PoolTensors;
import io.tidecast.model.UntrainedModel;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.Covariates;
import io.tidecast.series.Cycle;
import io.tidecast.series.HolidaySettings;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import io.tidecast.series.StaticSettings;
import io.tidecast.series.TimeStep;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PoolStartTest {
    private static final ForecastSettings FORECAST = new ForecastSettings(
            "default", List.of("temp"), List.of("temp"), 8, 4, Duration.ofHours(1), Duration.ofHours(6), List.of(0.9));
    private static final NetworkSettings NETWORK =
            new NetworkSettings(List.of(Map.of("type", "gru", "units", 6)), true, List.of(Cycle.HOUR), ZoneOffset.UTC);
    private static final ScoredMethods METHODS = methods(CombinationSettings.DEFAULT, Regressors.NONE);
    private static final Forecaster VERSION = UntrainedModel.untrained(FORECAST, NETWORK, 1);

    private static ScoredMethods methods(CombinationSettings combination, Regressors regressors) {
        return ScoredMethods.of(FORECAST, ScoreSettings.of(8), combination, Covariates.NONE, regressors);
    }

    private static List<RetrainingRecord.Chunk> chunks(int devices, int steps) {
        List<RetrainingRecord.Chunk> chunks = new ArrayList<>();
        SplitMix random = new SplitMix(3);
        for (int d = 0; d < devices; d++) {
            double[] values = new double[steps];
            boolean[] observed = new boolean[steps];
            Arrays.fill(observed, true);
            Arrays.setAll(values, t -> (float) (10 * Math.sin(2 * Math.PI * t / 6) + random.nextGaussian()));
            Scale scale = new Scale(new double[] {0}, new float[] {7}, new float[] {5});
            chunks.add(new RetrainingRecord.Chunk(
                    "default",
                    "device-" + d,
                    TimeStep.ofMillis(3_600_000),
                    new Segment(480_000, 1, values, observed),
                    scale));
        }
        return chunks;
    }

    private static PoolTensors learnt(ScoredMethods methods, int devices, int steps) {
        History history = History.of(chunks(devices, steps), new Holdout(0.2, 8, 1_000), 12, new NewSteps.Everything());
        return PoolStart.learnt(VERSION, Optional.of(methods), history).pool();
    }

    @Test
    void shouldBringWhatDevicesShareAndTheErrorsToBeginWith() {
        PoolTensors pool = learnt(METHODS, 3, 200);
        assertThat(pool.byName()).containsOnlyKeys("seasonal-regression", "start-errors");
        float[] errors = pool.byName().get("start-errors").values();
        int naive = METHODS.kinds().stream().map(kind -> kind.name()).toList().indexOf("seasonal-naive");
        assertThat(errors[naive]).isPositive().isLessThan(1); // A season to the noise, in the device's scale.
    }

    @Test
    void shouldBringNothingOfASingleDevice() {
        assertThat(learnt(METHODS, 1, 400).isEmpty()).isTrue();
    }

    @Test
    void shouldBringNothingWhereOneMethodIsPublished() {
        assertThat(learnt(methods(CombinationSettings.ONE, Regressors.NONE), 3, 200)
                        .isEmpty())
                .isTrue();
        History history = History.of(chunks(3, 200), new Holdout(0.2, 8, 1_000), 12, new NewSteps.Everything());
        assertThat(PoolStart.learnt(VERSION, Optional.empty(), history)).isSameAs(VERSION);
    }

    @Test
    void shouldBringErrorsOfNoMethodWhereNothingIsLongEnoughToJudgeBy() {
        PoolTensors pool = learnt(METHODS, 3, 14);
        assertThat(pool.byName()).containsOnlyKeys("seasonal-regression");
    }

    @Test
    void shouldTakeNoNoticeOfKindsWhereThereWouldBeTooManyCoefficients() {
        String kinds =
                String.join("|", IntStream.range(0, 60).mapToObj(i -> "k" + i).toList());
        CovariateSettings many = new CovariateSettings(
                List.of(),
                ZoneOffset.UTC,
                HolidaySettings.NONE,
                Optional.empty(),
                List.of(),
                new StaticSettings(List.of("kind=" + kinds, "maker=" + kinds), null, List.of()));
        Regressors regressors = Regressors.of(FORECAST, many, Optional.empty());
        PoolTensors pool = learnt(methods(CombinationSettings.DEFAULT, regressors), 3, 100);
        assertThat(pool.byName().get("seasonal-regression").values()).hasSize(3 * 7);
    }

    @Test
    void shouldGoOnWithWhatTheChampionBroughtWhenHistoryIsOfOneDevice() {
        LearningSettings learning = LearningSettings.defaults()
                .withTraining(TrainingSettings.defaults().withBudget(Duration.ofHours(1), 20));
        FineTuner.Task task = new FineTuner.Task("group", 2, "test", 1_000, null);
        PoolTensors known = learnt(METHODS, 3, 200);
        FineTuner.Outcome outcome = new FineTuner(learning, Optional.of(METHODS))
                .tune(VERSION.with(known), chunks(1, 400), task, () -> false);
        assertThat(outcome.judgement().promoted()).isTrue();
        assertThat(outcome.challenger().pool()).isSameAs(known);
    }

    /** A model whose file has less room left than a provenance may come to take. */
    private static Forecaster almostTooLarge() {
        for (int units = 1; ; units++) {
            List<Map<String, Object>> layers =
                    List.of(Map.of("type", "gru", "units", 250), Map.of("type", "dense", "units", units));
            Forecaster version = UntrainedModel.untrained(
                    FORECAST, new NetworkSettings(layers, true, List.of(Cycle.HOUR), ZoneOffset.UTC), 1);
            if (ModelFile.write(version).length > ModelFile.MAX_BYTES - 3_000) {
                return version;
            }
        }
    }

    @Test
    void shouldBringNothingWhereTheFileWouldBeTooLarge() {
        Forecaster version = almostTooLarge();
        byte[] alone = ModelFile.write(version);
        History history = History.of(chunks(3, 200), new Holdout(0.2, 8, 1_000), 12, new NewSteps.Everything());
        Forecaster learnt = PoolStart.learnt(version, Optional.of(METHODS), history);
        assertThat(learnt.pool().isEmpty()).isTrue();
        assertThat(ModelFile.write(learnt)).isEqualTo(alone);
    }

    @Test
    void shouldComeWithAFineTunedVersionWhoseNetworkIsTheSameWithoutIt() {
        LearningSettings learning = LearningSettings.defaults()
                .withTraining(TrainingSettings.defaults().withBudget(Duration.ofHours(1), 20));
        FineTuner.Task task = new FineTuner.Task("default", 2, "test", 1_000, null);
        Forecaster with = new FineTuner(learning, Optional.of(METHODS))
                .tune(VERSION, chunks(3, 200), task, () -> false)
                .challenger();
        Forecaster without = new FineTuner(learning)
                .tune(VERSION, chunks(3, 200), task, () -> false)
                .challenger();
        assertThat(with.pool().byName()).containsOnlyKeys("seasonal-regression", "start-errors");
        assertThat(without.pool().isEmpty()).isTrue();
        assertThat(with.parameters().toArray())
                .containsExactly(without.parameters().toArray());
    }
}
