package io.tidecast.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.kernel.SplitMix;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.UntrainedModel;
import io.tidecast.series.Cycle;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChangePointTest {
    private static final long HOUR = 3_600_000L;
    private static final int BEFORE = 900;
    private static final Scale SCALE = new Scale(new double[] {50}, new float[] {10}, new float[] {1});
    private final Forecaster champion = trained();

    /** Changes follow one another with so much of the one before, and noise. */
    private interface Dynamics {
        double share(int step);

        double noise(int step);
    }

    private static Dynamics of(double before, double after, double calm, double storm) {
        return new Dynamics() {
            @Override
            public double share(int step) {
                return step < BEFORE ? before : after;
            }

            @Override
            public double noise(int step) {
                return step < BEFORE ? calm : storm;
            }
        };
    }

    private static History history(int steps, Dynamics dynamics) {
        List<History.Stretch> stretches = new ArrayList<>();
        for (String device : List.of("a", "b", "c")) {
            SplitMix random = new SplitMix(device.hashCode());
            double[] values = new double[steps];
            boolean[] observed = new boolean[steps];
            Arrays.fill(observed, true);
            double change = 0;
            double value = 50;
            for (int t = 0; t < steps; t++) {
                change = dynamics.share(t) * change + dynamics.noise(t) * random.nextGaussian();
                value += change;
                values[t] = (float) value;
            }
            stretches.add(History.Stretch.of(device, new Segment(0, 1, values, observed), SCALE, steps));
        }
        return new History(stretches, 0);
    }

    private static Forecaster untrained() {
        return UntrainedModel.untrained(
                new ForecastSettings(
                        "m",
                        List.of("temp"),
                        List.of("temp"),
                        8,
                        6,
                        Duration.ofHours(1),
                        Duration.ofHours(24),
                        List.of()),
                new NetworkSettings(
                        List.of(Map.of("type", "gru", "units", 6)), true, List.of(Cycle.HOUR), ZoneId.of("UTC")),
                3);
    }

    private static Forecaster trained() {
        Forecaster start = untrained();
        History history = history(BEFORE, of(0.9, 0.9, 0.6, 0.6));
        try (HistoryTraining lanes =
                new HistoryTraining(start, history.stretches(), TrainingSettings.defaults(), 1, 7)) {
            for (int i = 0; i < 10; i++) {
                lanes.draw(3e-3, (part, loss) -> {});
            }
            return Forecaster.of(start.manifest(), lanes.parameters().publish());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {120, 200, 400})
    void shouldFindWhereItBeganWhenTheDynamicsChange(int since) {
        Optional<Long> found = ChangePoint.find(champion, history(BEFORE + since, of(0.9, -0.9, 0.6, 0.6)), null);
        assertThat(found.orElseThrow()).isBetween((BEFORE - 30) * HOUR, (BEFORE + since - 18) * HOUR);
    }

    private static Forecaster base() {
        ForecastSettings forecast = new ForecastSettings(
                "m", List.of("temp"), List.of("temp"), 8, 6, Duration.ofHours(1), Duration.ofHours(24), List.of());
        return UntrainedModel.untrained(
                forecast, new NetworkSettings(List.of(), true, List.of(Cycle.HOUR), ZoneId.of("UTC")), 3);
    }

    /** Any fit is better than a network that knows nothing of the devices yet. */
    @ParameterizedTest
    @ValueSource(doubles = {0.9, -0.9, 0})
    void shouldFindNothingWhenTheBaseNetworkHasLearntNothingAndAllIsOfOneKind(double share) {
        assertThat(ChangePoint.find(base(), history(BEFORE + 200, of(share, share, 0.6, 0.6)), null))
                .isEmpty();
    }

    @Test
    void shouldWaitForMoreWhenFewWindowsTellOfAChange() {
        assertThat(ChangePoint.find(champion, history(BEFORE + 20, of(0.9, -0.9, 0.6, 0.6)), null))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 60, 100, 200, 600})
    void shouldFindNothingWhenOnlyTheNoiseGrows(int since) {
        assertThat(ChangePoint.find(champion, history(BEFORE + since, of(0.9, 0.9, 0.6, 3)), null))
                .isEmpty();
    }

    @Test
    void shouldKeepAChangeUntilAllOfHistoryTellsAsWellAgain() {
        long known = BEFORE * HOUR;
        assertThat(ChangePoint.find(champion, history(BEFORE + 200, of(0.9, -0.9, 0.6, 0.6)), known))
                .as("what was before misleads")
                .isPresent();
        assertThat(ChangePoint.find(champion, history(BEFORE + 40, of(0.9, 0.9, 0.6, 0.6)), known))
                .as("there was none, and little is known since")
                .isEmpty();
    }

    @Test
    void shouldForgetAChangeThatAllHistoryIsYoungerThan() {
        assertThat(ChangePoint.find(champion, history(300, of(0.9, 0.9, 0.6, 0.6)), -5 * HOUR))
                .isEmpty();
    }

    @Test
    void shouldFindNothingWhereNothingWasTrainedOrThereIsNoHistory() {
        assertThat(ChangePoint.find(untrained(), history(BEFORE + 200, of(0.9, -0.9, 0.6, 0.6)), null))
                .isEmpty();
        assertThat(ChangePoint.find(champion, new History(List.of(), 0), 5L)).isEmpty();
    }
}
