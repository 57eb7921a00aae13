package io.tidecast.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.kernel.SplitMix;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.UntrainedModel;
import io.tidecast.nn.Parameters;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of temp follow the one before: c = a c' + noise, where a turns its sign half-way; load is noise. */
class ReadoutTest {
    private static final int WINDOW = 6;
    private static final int HORIZON = 3;
    private static final int STEPS = 3_000;

    private static Forecaster untrained(boolean highway) {
        NetworkSettings defaults = NetworkSettings.defaults().withOwnLayers();
        return UntrainedModel.untrained(
                new ForecastSettings(
                        "default",
                        List.of("load", "temp"),
                        List.of("temp"),
                        WINDOW,
                        HORIZON,
                        Duration.ofHours(1),
                        Duration.ofHours(5),
                        List.of()),
                new NetworkSettings(defaults.layers(), highway, defaults.covariates()),
                3);
    }

    private static History.Stretch stretch(int fresh, int trainable) {
        SplitMix random = new SplitMix(5);
        double[] values = new double[2 * STEPS];
        boolean[] observed = new boolean[values.length];
        Arrays.fill(observed, true);
        float change = 0;
        for (int t = 0; t < STEPS; t++) {
            change = (float) ((t < STEPS / 2 ? 0.8 : -0.8) * change + 0.6 * random.nextGaussian());
            values[2 * t] = (float) random.nextGaussian();
            values[2 * t + 1] = (t == 0 ? 50 : values[2 * t - 1]) + change;
        }
        Scale scale = new Scale(new double[] {0, 50}, new float[] {1, 10}, new float[] {1, 1});
        History.Stretch all = History.Stretch.of("a", new Segment(0, 2, values, observed), scale, STEPS);
        return new History.Stretch(
                "a", all.segment(), scale, trainable, fresh, all.scales(), all.outliers(), all.forecasts());
    }

    /** Mean absolute error of the step after each origin in a stretch. */
    private static double error(Forecaster model, int from, int to) {
        Segment segment = stretch(0, STEPS).segment();
        Scale scale = stretch(0, STEPS).scale();
        double[] means = new double[HORIZON];
        Forecaster.Session session = model.session();
        double sum = 0;
        for (int origin = from; origin < to; origin++) {
            session.forecast(model.window(segment.slice(origin - WINDOW, origin + 1)), scale, means);
            sum += Math.abs(means[0] - segment.value(origin + 1, 1));
        }
        return sum / (to - from);
    }

    private static Forecaster trainedOnTheFirstHalf(boolean highway) {
        Forecaster start = untrained(highway);
        TrainingSettings training = TrainingSettings.defaults();
        try (HistoryTraining lanes = new HistoryTraining(start, List.of(stretch(0, STEPS / 2)), training, 1, 7)) {
            for (int i = 0; i < 10; i++) {
                lanes.draw(training.learningRate(), (part, loss) -> {});
            }
            return Forecaster.of(start.manifest(), lanes.parameters().publish());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldSayWhatIsSoNowWhenItIsFittedToWhatIsNew(boolean highway) {
        Forecaster before = trainedOnTheFirstHalf(highway);
        Parameters fitted = Readout.fitted(before, List.of(stretch(STEPS / 2, STEPS - 500)), true)
                .orElseThrow();
        Forecaster after = Forecaster.of(before.manifest(), fitted);
        assertThat(error(before, STEPS - 400, STEPS - HORIZON)).isGreaterThan(0.8);
        assertThat(error(after, STEPS - 400, STEPS - HORIZON))
                .as("noise alone is 0.48")
                .isLessThan(0.55);
        assertThat(fitted.get("gru.weight_hh_l0"))
                .as("the recurrent layer stays")
                .isEqualTo(before.parameters().get("gru.weight_hh_l0"));
    }

    @Test
    void shouldHardlyMoveWhenWhatIsNewIsAsBefore() {
        Forecaster before = trainedOnTheFirstHalf(true);
        Forecaster after = Forecaster.of(
                before.manifest(),
                Readout.fitted(before, List.of(stretch(500, STEPS / 2)), true).orElseThrow());
        assertThat(error(after, 100, STEPS / 2 - HORIZON)).isLessThan(1.02 * error(before, 100, STEPS / 2 - HORIZON));
    }

    @Test
    void shouldBeNothingWhenThereAreFewerRowsThanInputsOrTheNetworkIsUntrained() {
        assertThat(Readout.fitted(trainedOnTheFirstHalf(true), List.of(stretch(STEPS / 2, STEPS / 2 + 30)), true))
                .isEqualTo(Optional.empty());
        assertThat(Readout.fitted(untrained(true), List.of(stretch(0, STEPS)), false))
                .isEmpty();
    }
}
