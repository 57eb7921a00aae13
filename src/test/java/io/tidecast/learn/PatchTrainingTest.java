package io.tidecast.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.kernel.SplitMix;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.UntrainedModel;
import io.tidecast.nn.Parameters;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.HolidaySettings;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Training of a network that began as the base network. */
class PatchTrainingTest {
    private static final int STEPS = 900;
    private static final int TRAINABLE = 700;
    private static final Scale SCALE = new Scale(new double[2], new float[] {1, 1}, new float[] {1, 1});
    private static final ForecastSettings FORECAST = new ForecastSettings(
            "default",
            List.of("temp", "plan"),
            List.of("temp"),
            16,
            8,
            Duration.ofHours(1),
            Duration.ofHours(24),
            List.of(0.9));

    /** A target that follows a plan, which changes at any time. */
    private static Segment planned(double gain) {
        SplitMix random = new SplitMix(11);
        double[] values = new double[2 * STEPS];
        boolean[] observed = new boolean[values.length];
        double plan = 0;
        for (int t = 0; t < STEPS; t++) {
            plan = random.nextDouble() < 0.2 ? Math.floor(4 * random.nextDouble()) : plan;
            values[2 * t] = gain * plan + 0.2 * random.nextGaussian();
            values[2 * t + 1] = plan;
        }
        Arrays.fill(observed, true);
        return new Segment(480_000, 2, values, observed);
    }

    private static Forecaster start(String... known) {
        CovariateSettings covariates = new CovariateSettings(
                List.of(), ZoneId.of("UTC"), HolidaySettings.NONE, Optional.empty(), List.of(known));
        return UntrainedModel.untrained(FORECAST, new NetworkSettings(List.of(), true, covariates), 1);
    }

    private static TrainingSettings settings(int threads) {
        return new TrainingSettings(
                16, 4, 4, 0.02, 1, Duration.ofMinutes(1), 60, 0.5, 12, threads, TrainingSettings.From.CHAMPION);
    }

    private static Parameters trained(
            Forecaster start, History.Stretch stretch, int updates, int threads, double replay) {
        try (HistoryTraining training = HistoryTraining.of(start, List.of(stretch), settings(threads), replay, 5)) {
            for (int i = 0; i < updates; i++) {
                training.draw(0.003, (part, loss) -> {});
            }
            return training.parameters().publish();
        }
    }

    private static double error(Forecaster model, Segment segment) {
        History history = new History(List.of(History.Stretch.of("d", segment, SCALE, TRAINABLE)), 0);
        return HeldOut.of(history, model.manifest(), 100).of(model).scaled();
    }

    @Test
    void shouldLearnWhatAPlanDoesAndBeBetterOnWhatIsHeldOut() {
        Segment segment = planned(3);
        History.Stretch stretch = History.Stretch.of("d", segment, SCALE, TRAINABLE);
        Forecaster knowing = start("plan");
        Forecaster learnt = Forecaster.of(knowing.manifest(), trained(knowing, stretch, 200, 1, 1));
        assertThat(error(knowing, segment)).isEqualTo(error(start(), segment));
        assertThat(error(learnt, segment)).isLessThan(0.6 * error(knowing, segment));
    }

    @Test
    void shouldGiveTheSameBitsOnAnyNumberOfThreads() {
        History.Stretch stretch = History.Stretch.of("d", planned(1), SCALE, TRAINABLE);
        assertThat(trained(start("plan"), stretch, 5, 3, 0.5).toArray())
                .containsExactly(trained(start("plan"), stretch, 5, 1, 0.5).toArray());
    }

    @Test
    void shouldReadNothingThatIsHeldOut() {
        Segment segment = planned(2);
        double[] others = segment.values().clone();
        for (int t = TRAINABLE; t < STEPS; t++) {
            others[2 * t] = 1e6;
            others[2 * t + 1] = 1e6;
        }
        Segment changed = new Segment(segment.firstIndex(), 2, others, segment.observed());
        Forecaster start = start();
        assertThat(trained(start, History.Stretch.of("d", changed, SCALE, TRAINABLE), 10, 1, 1)
                        .toArray())
                .containsExactly(trained(start, History.Stretch.of("d", segment, SCALE, TRAINABLE), 10, 1, 1)
                        .toArray());
    }

    @Test
    void shouldDrawAsOftenAsAPassOverTheOriginsTakes() {
        History.Stretch stretch = History.Stretch.of("d", planned(1), SCALE, TRAINABLE);
        try (HistoryTraining training = HistoryTraining.of(start(), List.of(stretch), settings(1), 1, 5)) {
            int origins = TRAINABLE - 16;
            assertThat(training.drawsPerPass()).isEqualTo((origins + 63) / 64);
            assertThat(training.updates(10)).isEqualTo(10 * origins / 64);
        }
    }

    @Test
    void shouldMoveTheReadoutToWhatTheFreshStepsSay() {
        Segment before = planned(1);
        double[] values = before.values().clone();
        for (int t = 300; t < STEPS; t++) {
            values[2 * t] = t % 6 < 3 ? 5 : -5; // Another rhythm altogether.
        }
        Segment segment = new Segment(before.firstIndex(), 2, values, before.observed());
        Forecaster start = start();
        History.Stretch stretch = new History.Stretch(
                "d",
                segment,
                SCALE,
                TRAINABLE,
                500,
                java.util.Collections.nCopies(STEPS, SCALE),
                new boolean[2 * STEPS]);
        Parameters fitted = Readout.fitted(start, List.of(stretch), true).orElseThrow();
        assertThat(error(Forecaster.of(start.manifest(), fitted), segment)).isLessThan(0.8 * error(start, segment));
        assertThat(Readout.fitted(start, List.of(History.Stretch.of("d", before.slice(0, 24), SCALE, 24)), false))
                .as("fewer rows than inputs")
                .isEmpty();
    }
}
