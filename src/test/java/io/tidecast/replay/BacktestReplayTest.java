package io.tidecast.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.backtest.Backtest;
import io.tidecast.backtest.BacktestPlan;
import io.tidecast.backtest.BacktestTable;
import io.tidecast.backtest.Region;
import io.tidecast.forecast.NetworkMethod;
import io.tidecast.forecast.Persistence;
import io.tidecast.kernel.SplitMix;
import io.tidecast.learn.LearningSettings;
import io.tidecast.learn.TrainingSettings;
import io.tidecast.learn.TriggerSettings;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Verdict;
import io.tidecast.replay.BacktestReplay.Start;
import io.tidecast.series.Reading;
import io.tidecast.stream.StreamSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class BacktestReplayTest {
    private static final Duration STEP = Duration.ofHours(1);
    private static final long START_MS = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final int STEPS = 700;
    private static final StreamSettings SETTINGS = StreamSettings.of(new ForecastSettings(
                    "default", List.of("temp"), List.of("temp"), 12, 4, STEP, Duration.ofHours(10), List.of(0.9)))
            .withLearning(LearningSettings.defaults()
                    .withTraining(TrainingSettings.defaults().withBudget(Duration.ofHours(1), 20))
                    .withTriggers(TriggerSettings.defaults().withPace(200, Duration.ofMinutes(10))));
    private static final BacktestPlan PLAN = new BacktestPlan(
            4,
            12,
            10,
            List.of(0.9),
            SETTINGS.grid().indexOf(START_MS),
            400,
            List.of(new Region("late", 399, STEPS - 1)));

    private static final class Verdicts implements BacktestReplay.Listener {
        private final List<Verdict> all = new ArrayList<>();
        private long readings;

        @Override
        public void replayed(long count) {
            readings = count;
        }

        @Override
        public void judged(Verdict verdict) {
            all.add(verdict);
        }
    }

    private static List<Reading> readings() {
        SplitMix random = new SplitMix(3);
        List<Reading> readings = new ArrayList<>();
        for (int t = 0; t < STEPS; t++) {
            for (String device : List.of("a", "b")) {
                double wave = Math.sin(2 * Math.PI * t / 10 + device.charAt(0));
                float value = (float) (5 * wave + 0.2 * random.nextGaussian());
                readings.add(new Reading(device, START_MS + t * STEP.toMillis(), new float[] {value}));
            }
        }
        return readings;
    }

    private static BacktestReplay.Outcome run(Start start, boolean online, Verdicts verdicts) {
        return new BacktestReplay(SETTINGS, PLAN, start, online, List.of())
                .run(readings().iterator(), verdicts);
    }

    @Test
    void shouldForecastWithAModelTrainedOnTheFirstPartWhenFrozen() {
        Verdicts verdicts = new Verdicts();
        BacktestReplay.Outcome outcome = run(new Start.Trained(8, 0), false, verdicts);
        assertThat(outcome.readings()).isEqualTo(2 * STEPS);
        assertThat(verdicts.readings).isPositive();
        assertThat(outcome.refused()).isZero();
        assertThat(outcome.trained()).isPresent();
        assertThat(outcome.fineTunes()).isZero();
        double network = outcome.result().pooled(0, "temp", NetworkMethod.NAME).mae(0);
        double persistence =
                outcome.result().pooled(0, "temp", Persistence.NAME).mae(0);
        assertThat(network).isLessThan(0.3 * persistence);
        // Both devices, all four steps of each origin of the region whose actuals came.
        long pairs = outcome.result().pooled(0, "temp", Backtest.PUBLISHED).pairs(0);
        assertThat(pairs).isEqualTo(2 * (4 * (STEPS - 399) - (1 + 2 + 3 + 4)));
        assertThat(outcome.result().complete(0, "temp", "linear")).isTrue();
    }

    @Test
    void shouldLearnFromTheFirstRowAndGiveTheSameTableAgainWhenOnline() {
        Verdicts verdicts = new Verdicts();
        BacktestReplay.Outcome outcome = run(new Start.Untrained(), true, verdicts);
        assertThat(outcome.fineTunes()).isEqualTo(verdicts.all.size()).isGreaterThanOrEqualTo(3);
        assertThat(outcome.promoted()).isPositive();
        double network = outcome.result().pooled(0, "temp", NetworkMethod.NAME).mae(0);
        double persistence =
                outcome.result().pooled(0, "temp", Persistence.NAME).mae(0);
        assertThat(network).isLessThan(0.5 * persistence);
        BacktestReplay.Outcome again = run(new Start.Untrained(), true, new Verdicts());
        assertThat(BacktestTable.of(again.result())).isEqualTo(BacktestTable.of(outcome.result()));
    }

    @Test
    void shouldFineTuneTheTrainedModelWhenOnlineAfterTraining() {
        Verdicts verdicts = new Verdicts();
        BacktestReplay.Outcome outcome = run(new Start.Trained(2, 0), true, verdicts);
        assertThat(outcome.trained()).isPresent();
        assertThat(verdicts.all).isNotEmpty();
        assertThat(verdicts.all.get(0).version()).isEqualTo(2);
    }
}
