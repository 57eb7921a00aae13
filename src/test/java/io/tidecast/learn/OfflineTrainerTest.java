package io.tidecast.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.UntrainedModel;
import io.tidecast.nn.Parameters;
import io.tidecast.series.Cycle;
import io.tidecast.series.RunningScale;
import io.tidecast.series.Scaling;
import io.tidecast.series.Segment;
import io.tidecast.series.TimeStep;
import io.tidecast.train.Fit;
import io.tidecast.train.NonFiniteException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OfflineTrainerTest {
    private static final int SEASON = 10;
    private static final Fit.Listener QUIET = new Fit.Listener() {};
    private static final ForecastSettings FORECAST = new ForecastSettings(
            "default", List.of("temp"), List.of("temp"), 8, 4, Duration.ofHours(1), Duration.ofHours(10), List.of());
    private static final NetworkSettings NETWORK = new NetworkSettings(
            List.of(Map.of("type", "gru", "units", 6)), true, List.of(Cycle.HOUR, Cycle.WEEKDAY), ZoneId.of("UTC"));

    private final Forecaster start = UntrainedModel.untrained(FORECAST, NETWORK, 1);

    private static LearningSettings settings(double rate) {
        return new LearningSettings(
                true,
                new HistorySettings(10, 5_000, 3),
                new TriggerSettings(400, 400, Duration.ZERO, Duration.ZERO, 0, 10),
                new TrainingSettings(
                        4, 4, 8, rate, 1.0, Duration.ofHours(1), 60, 0.5, 12, 1, TrainingSettings.From.CHAMPION),
                new GateSettings(0.2, 64, 0.001, 0.05),
                ShadowSettings.defaults(),
                TrialSettings.defaults(),
                3,
                7);
    }

    /** One device with a period of ten steps, in chunks of 20, the scale as it was when each was cut. */
    private static List<RetrainingRecord.Chunk> sine(int steps) {
        return sine(steps, Scaling.Measure.STANDARD);
    }

    private static List<RetrainingRecord.Chunk> sine(int steps, Scaling.Measure measure) {
        List<RetrainingRecord.Chunk> chunks = new ArrayList<>();
        RunningScale scale = new RunningScale(1, 1000, measure);
        double before = 0;
        for (int from = 0; from < steps; from += 20) {
            double[] values = new double[Math.min(20, steps - from)];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (10 * Math.sin(2 * Math.PI * (from + i) / SEASON));
                scale.addLevel(0, values[i]);
                scale.addChange(0, values[i] - before);
                before = values[i];
            }
            boolean[] observed = new boolean[values.length];
            Arrays.fill(observed, true);
            chunks.add(new RetrainingRecord.Chunk(
                    "default",
                    "a",
                    TimeStep.ofMillis(3_600_000),
                    new Segment(480_000 + from, 1, values, observed),
                    scale.scale()));
        }
        return chunks;
    }

    @Test
    void shouldBeatPersistenceAndSayHowWhenTrained() {
        OfflineTrainer.Outcome outcome =
                new OfflineTrainer(settings(1e-2), 12, 0).train(start, sine(300), SEASON, QUIET);
        assertThat(outcome.network().scaled())
                .isLessThan(0.2 * outcome.naive().get("persistence").scaled());
        assertThat(outcome.naive().get("seasonal-naive").scaled()).isLessThan(1e-4);
        assertThat(outcome.windows()).isEqualTo(57);
        assertThat(outcome.fit().history()).hasSize(12);
        assertThat(outcome.model().manifest().provenance())
                .containsEntry("epochs", 12)
                .containsKeys("bestEpoch", "updates", "seconds", "lossCurve", "validationCurve", "heldOut");
    }

    static Stream<Arguments> scalings() {
        return Arrays.stream(Scaling.Over.values())
                .flatMap(over -> Arrays.stream(Scaling.Measure.values()).map(measure -> Arguments.of(measure, over)));
    }

    @ParameterizedTest
    @MethodSource("scalings")
    void shouldBeatPersistenceWhateverTheScaling(Scaling.Measure measure, Scaling.Over over) {
        Scaling scaling = new Scaling(measure, over);
        Forecaster scaled = UntrainedModel.untrained(FORECAST.withScaling(scaling), NETWORK, 1);
        OfflineTrainer.Outcome outcome =
                new OfflineTrainer(settings(1e-2), 12, 0).train(scaled, sine(300, measure), SEASON, QUIET);
        assertThat(outcome.network().scaled())
                .isLessThan(0.3 * outcome.naive().get("persistence").scaled());
        assertThat(outcome.model().manifest().scalingOf()).isEqualTo(scaling);
    }

    @Test
    void shouldGiveTheSameBitsWhenTheSeedIsTheSame() {
        OfflineTrainer trainer = new OfflineTrainer(settings(1e-2), 2, 0);
        assertThat(trainer.train(start, sine(100), SEASON, QUIET)
                        .model()
                        .parameters()
                        .toArray())
                .containsExactly(trainer.train(start, sine(100), SEASON, QUIET)
                        .model()
                        .parameters()
                        .toArray());
    }

    @Test
    void shouldKeepTheBestWeightsWhenItStopsEarly() {
        OfflineTrainer.Outcome outcome =
                new OfflineTrainer(settings(0.3), 40, 3).train(start, sine(300), SEASON, QUIET);
        Fit.Result fit = outcome.fit();
        assertThat(fit.stoppedEarly()).isTrue();
        assertThat(fit.history()).hasSize(fit.bestEpoch().number() + 1 + 3).hasSizeLessThan(40);
        assertThat(fit.history().get(fit.history().size() - 1).validationLoss())
                .isGreaterThan(fit.bestEpoch().validationLoss());
        assertThat(outcome.network().scaled()).isEqualTo(fit.bestEpoch().validationLoss());
    }

    /** The first update is before the first target, and has no loss. */
    @Test
    void shouldNameLayerAndStepWhenNumbersBlowUp() {
        Parameters poisoned = start.parameters().copy();
        float[] weights = poisoned.get("gru.weight_ih_l0");
        weights[0] = Float.NaN;
        poisoned.set("gru.weight_ih_l0", weights);
        Forecaster bad = Forecaster.of(start.manifest(), poisoned);
        assertThatThrownBy(() -> new OfflineTrainer(settings(1e-2), 3, 0).train(bad, sine(100), SEASON, QUIET))
                .isInstanceOf(NonFiniteException.class)
                .hasMessageContainingAll("training step 2:", "NaN in the output of gru", "at time step ");
    }

    @Test
    void shouldSayWhatIsMissingWhenTheHistoryIsTooShort() {
        OfflineTrainer trainer = new OfflineTrainer(settings(1e-2), 3, 0);
        assertThatThrownBy(() -> trainer.train(start, sine(19), SEASON, QUIET))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no device has a stretch of 9 steps to train on yet, besides the newest 11 or more, which"
                        + " are held out");
        assertThatThrownBy(() -> trainer.train(start, List.of(), SEASON, QUIET))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldScaleByWhatWasKnownBeforeTheHeldOutSteps() {
        List<RetrainingRecord.Chunk> chunks = sine(100);
        assertThat(History.scaledBeforeHoldout(chunks, new Holdout(0.25, 1, 1_000)))
                .extracting(RetrainingRecord.Chunk::scale)
                .containsOnly(chunks.get(2).scale());
        assertThat(History.scaledBeforeHoldout(chunks, new Holdout(0.9, 1, 1_000)))
                .extracting(RetrainingRecord.Chunk::scale)
                .containsOnly(chunks.get(0).scale());
    }
}
