package io.tidecast.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.backtest.BacktestPlan;
import io.tidecast.backtest.Region;
import io.tidecast.forecast.NetworkMethod;
import io.tidecast.kernel.SplitMix;
import io.tidecast.learn.LearningSettings;
import io.tidecast.learn.TrainingSettings;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.Verdict;
import io.tidecast.replay.BacktestReplay.Start;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.HolidaySettings;
import io.tidecast.series.Reading;
import io.tidecast.stream.StreamSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What is known ahead in recorded readings, and what it is worth where a plan decides. */
class ForesightTest {
    private static final Duration STEP = Duration.ofHours(1);
    private static final long START_MS = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final int HORIZON = 4;
    private static final int STEPS = 900;

    private static StreamSettings settings(List<String> known) {
        ForecastSettings forecast = new ForecastSettings(
                "default",
                List.of("temp", "plan"),
                List.of("temp"),
                12,
                HORIZON,
                STEP,
                Duration.ofHours(10),
                List.of(0.9));
        CovariateSettings covariates =
                new CovariateSettings(List.of(), ZoneId.of("UTC"), HolidaySettings.NONE, Optional.empty(), known);
        return StreamSettings.of(forecast).toBuilder()
                .network(new NetworkSettings(List.of(Map.of("type", "gru", "units", 8)), true, covariates))
                .learning(LearningSettings.defaults()
                        .withTraining(TrainingSettings.defaults().withBudget(Duration.ofSeconds(1), 60)))
                .build();
    }

    @Property(tries = 200)
    void shouldTellWhatIsWithinTheHorizonAndWasKnownByThenWhenRowsComeInOrder(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 25) int rows, @ForAll boolean asOf) {
        SplitMix random = new SplitMix(seed);
        List<Reading> readings = new ArrayList<>();
        long timeMs = START_MS;
        for (int i = 0; i < rows; i++) {
            timeMs += random.nextInt(4) * STEP.toMillis() / 2;
            double since = START_MS + random.nextInt(20) * STEP.toMillis() / 2;
            double[] values = asOf ? new double[] {i, i, since} : new double[] {i, i};
            readings.add(new Reading(random.nextInt(2) == 0 ? "a" : "b", timeMs, values));
        }
        List<Double> told = new ArrayList<>();
        Foresight foresight = new Foresight(
                settings(List.of("plan")), readings.iterator(), asOf, values -> told.add(values.values()[0]));
        for (Reading reading : readings) {
            assertThat(foresight.next().values()).containsExactly(reading.values()[0], reading.values()[1]);
            long last = Math.floorDiv(reading.timeMs(), STEP.toMillis()) + HORIZON;
            assertThat(told)
                    .containsExactlyInAnyOrderElementsOf(readings.stream()
                            .filter(row -> Math.floorDiv(row.timeMs(), STEP.toMillis()) <= last)
                            .filter(row -> !asOf || row.values()[2] <= reading.timeMs())
                            .map(row -> row.values()[1])
                            .toList());
        }
        assertThat(foresight.hasNext()).isFalse();
    }

    /** A level that a plan decides, and what it was before it. */
    private static List<Reading> planned(boolean asOf) {
        SplitMix random = new SplitMix(3);
        List<Reading> readings = new ArrayList<>();
        double plan = 0;
        for (int t = 0; t < STEPS; t++) {
            plan = random.nextInt(6) == 0 ? 1 - plan : plan;
            double value = 5 * plan + 0.3 * random.nextGaussian();
            long timeMs = START_MS + t * STEP.toMillis();
            double[] values = asOf ? new double[] {value, plan, timeMs} : new double[] {value, plan};
            readings.add(new Reading("a", timeMs, values));
        }
        return readings;
    }

    private static double error(List<String> known, boolean asOf) {
        StreamSettings settings = settings(known);
        BacktestPlan plan = new BacktestPlan(
                HORIZON,
                12,
                10,
                List.of(0.9),
                settings.grid().indexOf(START_MS),
                600,
                List.of(new Region("late", 599, STEPS - 1)));
        BacktestReplay replay = new BacktestReplay(settings, plan, new Start.Trained(8, 0), false, List.of(), asOf);
        BacktestReplay.Outcome outcome = replay.run(planned(asOf).iterator(), new SilentListener());
        assertThat(outcome.refused()).isZero();
        return outcome.result().pooled(0, "temp", NetworkMethod.NAME).mae(0);
    }

    private static final class SilentListener implements BacktestReplay.Listener {
        @Override
        public void replayed(long readings) {}

        @Override
        public void judged(Verdict verdict) {}
    }

    @Test
    void shouldForecastFarBetterWhenThePlanIsKnownAheadAndNoBetterWhenItIsKnownTooLate() {
        double without = error(List.of(), false);
        assertThat(error(List.of("plan"), false)).isLessThan(0.6 * without);
        assertThat(error(List.of("plan"), true))
                .as("each row is known from its own time on")
                .isBetween(0.8 * without, 1.1 * without);
    }
}
