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
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class FineTunerTest {
    private static final long HOUR = 3_600_000L;
    private static final ForecastSettings FORECAST = new ForecastSettings(
            "default", List.of("temp"), List.of("temp"), 8, 4, Duration.ofHours(1), Duration.ofHours(6), List.of(0.9));
    private static final NetworkSettings NETWORK = new NetworkSettings(
            List.of(Map.of("type", "gru", "units", 6)), true, List.of(Cycle.HOUR, Cycle.WEEKDAY), ZoneId.of("UTC"));
    /** At most 60 updates; the time budget is never reached, so the result does not depend on the machine. */
    private static final LearningSettings LEARNING = learning(8, 1);

    private static LearningSettings learning(int lanes, int threads) {
        return new LearningSettings(
                true,
                new HistorySettings(10, 5_000, 3),
                new TriggerSettings(400, 400, Duration.ZERO, Duration.ZERO, 0, 10),
                new TrainingSettings(
                        lanes,
                        4,
                        8,
                        1e-2,
                        1.0,
                        Duration.ofHours(1),
                        60,
                        0.5,
                        12,
                        threads,
                        TrainingSettings.From.CHAMPION),
                new GateSettings(0.2, 64, 0.001, 0.05),
                ShadowSettings.defaults(),
                TrialSettings.defaults(),
                3,
                7);
    }

    private final FineTuner tuner = new FineTuner(LEARNING);
    private final Forecaster untrained = UntrainedModel.untrained(FORECAST, NETWORK, 1);

    private static FineTuner.Task task(int version) {
        return new FineTuner.Task("default", version, "test", 1_000, null);
    }

    private static List<RetrainingRecord.Chunk> chunks(int steps, float amplitude, float phase) {
        List<RetrainingRecord.Chunk> chunks = new ArrayList<>();
        Random random = new Random(3);
        for (String device : List.of("a", "b")) {
            RunningScale scale = new RunningScale(1, 1000, Scaling.Measure.STANDARD);
            double[] values = new double[steps];
            boolean[] observed = new boolean[steps];
            Arrays.fill(observed, true);
            for (int t = 0; t < steps; t++) {
                values[t] = (float) (amplitude * Math.sin(2 * Math.PI * t / 10 + phase) + 0.1 * random.nextGaussian());
                scale.addLevel(0, values[t]);
                if (t > 0) {
                    scale.addChange(0, values[t] - values[t - 1]);
                }
            }
            chunks.add(new RetrainingRecord.Chunk(
                    "default",
                    device,
                    TimeStep.ofMillis(3_600_000),
                    new Segment(480_000, 1, values, observed),
                    scale.scale()));
        }
        return chunks;
    }

    @Test
    void shouldLearnAndRecordHow() {
        FineTuner.Outcome outcome = tuner.tune(untrained, chunks(200, 10, 0), task(2), () -> false);
        assertThat(outcome.judgement().promoted())
                .as(outcome.judgement().reason())
                .isTrue();
        assertThat(outcome.judgement().challenger())
                .isLessThan(0.5 * outcome.judgement().champion());
        assertThat(outcome.challenger().manifest().version()).isEqualTo(2);
        assertThat(outcome.challenger().manifest().parent()).isEqualTo("default/1");
        assertThat(outcome.challenger().manifest().provenance())
                .containsEntry("reason", "test")
                .containsKeys("updates", "seconds", "steps", "lossCurve", "heldOut");
        assertThat(untrained.parameters().toArray())
                .as("the champion is as it was")
                .containsExactly(UntrainedModel.untrained(FORECAST, NETWORK, 1)
                        .parameters()
                        .toArray());
    }

    private static final Forecaster BASE = UntrainedModel.untrained(
            FORECAST, new NetworkSettings(List.of(), true, List.of(Cycle.HOUR, Cycle.WEEKDAY), ZoneId.of("UTC")), 1);

    @Test
    void shouldGoOnFromTheBaseNetworkWhenTheModelBeganAsIt() {
        FineTuner.Outcome outcome = tuner.tune(BASE, chunks(400, 10, 0), task(2), () -> false);
        assertThat(outcome.judgement().promoted())
                .as(outcome.judgement().reason())
                .isTrue();
        assertThat(outcome.challenger().readsBase()).isTrue();
        assertThat(outcome.challenger().manifest().hasLearnt()).isTrue();
        assertThat(outcome.challenger().manifest().provenance()).containsEntry("loss", "huber(1)");
        assertThat(BASE.parameters().toArray())
                .as("the champion is as it was")
                .containsExactly(
                        UntrainedModel.like(BASE, 1, "test", 1).parameters().toArray());
    }

    /** A network that forecasts well from the first step on gives its place for nothing that one day says. */
    @Test
    void shouldAskForThreeHorizonsWhenTheModelBeganAsTheBaseNetwork() {
        FineTuner.Outcome little = tuner.tune(BASE, chunks(60, 10, 0), task(2), () -> false);
        assertThat(little.judgement().promoted()).isFalse();
        assertThat(little.judgement().windows()).isGreaterThan(HeldOut.LEAST_WINDOWS);
        Gate.Judgement better = new Gate(LEARNING.gate(), BASE, newest(60), 4).judge(learnt());
        assertThat(better.reason()).endsWith("held-out windows, over 3 of the 4 horizons that it takes");
        assertThat(new Gate(LEARNING.gate(), BASE, newest(60), 3)
                        .judge(learnt())
                        .promoted())
                .isTrue();
    }

    private static History newest(int steps) {
        int horizon = BASE.manifest().horizon();
        return History.of(
                chunks(steps, 10, 0), new Holdout(0, 3 * horizon, 3 * horizon), 12, new NewSteps.Everything());
    }

    private Forecaster learnt() {
        return tuner.tune(BASE, chunks(400, 10, 0), task(2), () -> false).challenger();
    }

    @Test
    void shouldCarryNothingOnWhenEachFineTuneBeginsAtTheBase() {
        LearningSettings anew = LEARNING.withTraining(new TrainingSettings(
                8, 4, 8, 1e-2, 1.0, Duration.ofHours(1), 60, 0.5, 12, 1, TrainingSettings.From.BASE));
        List<RetrainingRecord.Chunk> chunks = chunks(400, 10, 0);
        FineTuner.Outcome fromBase = new FineTuner(anew).tune(BASE, chunks, task(2), () -> false);
        Forecaster learnt = fromBase.challenger();
        FineTuner.Outcome again = new FineTuner(anew).tune(learnt, chunks, task(2), () -> false);
        assertThat(again.challenger().parameters().toArray())
                .as("the same history teaches the same, whatever served")
                .containsExactly(learnt.parameters().toArray());
        FineTuner.Outcome on = tuner.tune(learnt, chunks, task(2), () -> false);
        assertThat(on.challenger().parameters().toArray())
                .isNotEqualTo(learnt.parameters().toArray());
        assertThat(again.challenger().manifest().parent()).isEqualTo("default/2");
    }

    @Test
    void shouldGiveTheSameBitsFromTheSameSeed() {
        float[] first = tuner.tune(untrained, chunks(120, 10, 0), task(2), () -> false)
                .challenger()
                .parameters()
                .toArray();
        float[] second = tuner.tune(untrained, chunks(120, 10, 0), task(2), () -> false)
                .challenger()
                .parameters()
                .toArray();
        assertThat(second).containsExactly(first);
    }

    @Test
    void shouldGiveTheSameBitsWhenOnSeveralThreads() {
        float[] alone = new FineTuner(learning(40, 1))
                .tune(untrained, chunks(120, 10, 0), task(2), () -> false)
                .challenger()
                .parameters()
                .toArray();
        float[] together = new FineTuner(learning(40, 3))
                .tune(untrained, chunks(120, 10, 0), task(2), () -> false)
                .challenger()
                .parameters()
                .toArray();
        assertThat(together).containsExactly(alone);
    }

    @Test
    void shouldNotPromoteWhenNothingWasGained() {
        Forecaster champion = untrained;
        FineTuner.Outcome outcome = tuner.tune(champion, chunks(200, 10, 0), task(2), () -> false);
        for (int version = 3; outcome.judgement().promoted(); version++) {
            assertThat(version).as("some day there is nothing left to gain").isLessThan(30);
            champion = outcome.challenger();
            outcome = tuner.tune(champion, chunks(200, 10, 0), task(version), () -> false);
        }
        assertThat(outcome.judgement().reason()).startsWith("rejected: ").contains("held-out windows");
        TrainingSettings reckless = new TrainingSettings(
                8, 4, 4, 0.9, 1e6, Duration.ofHours(1), 60, 0.5, 12, 1, TrainingSettings.From.CHAMPION);
        assertThat(new FineTuner(LEARNING.withTraining(reckless))
                        .tune(champion, chunks(200, 10, 0), task(31), () -> false)
                        .judgement()
                        .promoted())
                .isFalse();
    }

    @Test
    void shouldRejectAChampionWhoseNumbersBlowUpWithTheLayer() {
        Parameters poisoned = untrained.parameters().copy();
        float[] weights = poisoned.get("gru.weight_ih_l0");
        weights[0] = Float.NaN;
        poisoned.set("gru.weight_ih_l0", weights);
        Forecaster champion = Forecaster.of(untrained.manifest(), poisoned);
        FineTuner.Outcome outcome = tuner.tune(champion, chunks(120, 10, 0), task(2), () -> false);
        assertThat(outcome.judgement().promoted()).isFalse();
        assertThat(outcome.judgement().reason())
                .startsWith("rejected: training step ")
                .contains("gru");
    }

    @Test
    void shouldSayWhenThereIsTooLittleHistory() {
        FineTuner.Outcome outcome = tuner.tune(untrained, chunks(12, 10, 0), task(2), () -> false);
        assertThat(outcome.judgement().reason())
                .isEqualTo("rejected: no device has a stretch of 9 steps to train on yet");
    }

    @Test
    void shouldLeaveTheModelAsItIsWhenItWarmsUp() {
        float[] before = untrained.parameters().toArray();
        tuner.warmUp(untrained, Duration.ofMillis(20), () -> false);
        assertThat(untrained.parameters().toArray()).containsExactly(before);
    }

    @Test
    void shouldMeasureForgettingOnOldWindows() {
        Map<String, Object> provenance = tuner.tune(untrained, chunks(900, 10, 0), task(2), () -> false)
                .challenger()
                .manifest()
                .provenance();
        assertThat(provenance.get("old"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsKeys("champion", "challenger", "growth")
                .hasEntrySatisfying(
                        "windows", windows -> assertThat((int) windows).isGreaterThanOrEqualTo(8));
        assertThat(provenance).containsEntry("replay", 0.5).containsEntry("budget", "PT1H");
    }

    @Test
    void shouldRejectWithoutTrainingWhenWhatIsNewIsFullOfJumps() {
        List<RetrainingRecord.Chunk> broken = new ArrayList<>(chunks(200, 10, 0));
        for (RetrainingRecord.Chunk chunk : List.copyOf(broken)) {
            double[] values = new double[20];
            boolean[] observed = new boolean[20];
            Arrays.fill(observed, true);
            for (int t = 0; t < values.length; t++) {
                values[t] = t % 2 == 0 ? 1e6f : -1e6f;
            }
            broken.add(new RetrainingRecord.Chunk(
                    "default", chunk.device(), chunk.step(), new Segment(480_200, 1, values, observed), chunk.scale()));
        }
        FineTuner.Outcome outcome =
                tuner.tune(untrained, broken, new FineTuner.Task("default", 2, "test", 40, null), () -> false);
        assertThat(outcome.judgement().reason())
                .matches("rejected: [0-9]+ % of what is new are outliers, more than 20 %");
        assertThat(outcome.updates()).isZero();
    }

    @Test
    void shouldLearnTheNewWayOfThingsWhenTheyHaveChanged() {
        Forecaster champion =
                tuner.tune(untrained, chunks(300, 10, 0), task(2), () -> false).challenger();
        List<RetrainingRecord.Chunk> turned = new ArrayList<>();
        for (RetrainingRecord.Chunk chunk : chunks(500, 10, 0)) {
            double[] values = chunk.segment().values().clone();
            for (int t = 300; t < values.length; t++) {
                values[t] = t % 4 < 2 ? 6 : -6;
            }
            turned.add(new RetrainingRecord.Chunk(
                    "default",
                    chunk.device(),
                    chunk.step(),
                    new Segment(480_000, 1, values, chunk.segment().observed()),
                    chunk.scale()));
        }
        FineTuner.Outcome outcome = tuner.tune(champion, turned, task(3), () -> false);
        assertThat(outcome.judgement().promoted())
                .as(outcome.judgement().reason())
                .isTrue();
        assertThat(outcome.changed().sinceMs()).isBetween(480_300 * HOUR, 480_420 * HOUR);
        assertThat(outcome.challenger().manifest().provenance())
                .containsEntry(
                        "changed",
                        Instant.ofEpochMilli(outcome.changed().sinceMs()).toString());
        assertThat(tuner.tune(champion, chunks(500, 10, 0), task(3), () -> false)
                        .changed())
                .as("what is as before")
                .isNull();
    }

    @Test
    void shouldStopWhenCancelled() {
        assertThatThrownBy(() -> tuner.tune(untrained, chunks(120, 10, 0), task(2), () -> true))
                .isInstanceOf(CancellationException.class);
    }
}
