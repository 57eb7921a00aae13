package io.tidecast.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.kernel.SplitMix;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.UntrainedModel;
import io.tidecast.nn.Parameters;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinearStartTest {
    private static final int WINDOW = 6;
    private static final int HORIZON = 3;
    private final Forecaster untrained = UntrainedModel.untrained(
            new ForecastSettings(
                    "default",
                    List.of("load", "temp"),
                    List.of("temp"),
                    WINDOW,
                    HORIZON,
                    Duration.ofHours(1),
                    Duration.ofHours(5),
                    List.of()),
            NetworkSettings.defaults().withOwnLayers(),
            3);

    /** Changes of temp follow the one before: c = 0.8 c' + noise; load is noise. */
    private static History.Stretch stretch(int steps) {
        SplitMix random = new SplitMix(5);
        double[] values = new double[2 * steps];
        boolean[] observed = new boolean[values.length];
        float change = 0;
        for (int t = 0; t < steps; t++) {
            change = (float) (0.8 * change + 0.6 * random.nextGaussian());
            values[2 * t] = (float) random.nextGaussian();
            values[2 * t + 1] = (float) ((t == 0 ? 50 : values[2 * t - 1]) + change);
            observed[2 * t] = true;
            observed[2 * t + 1] = true;
        }
        Scale scale = new Scale(new double[] {0, 50}, new float[] {1, 10}, new float[] {1, 1});
        return History.Stretch.of("a", new Segment(0, 2, values, observed), scale, steps);
    }

    @Test
    void shouldForecastNoChangeWhenUntrained() {
        History.Stretch stretch = stretch(50);
        double[] means = new double[HORIZON];
        untrained.session().forecast(untrained.window(stretch.segment()), stretch.scale(), means);
        assertThat(means).containsOnly(stretch.segment().value(49, 1));
    }

    @Test
    void shouldBeginAsTheLinearMapOfTheHistoryWhenUntrained() {
        History.Stretch stretch = stretch(4_000);
        Parameters fitted = LinearStart.of(untrained, List.of(stretch));
        float[] highway = fitted.get("highway.weight"); // [horizon, window], newest first
        assertThat(highway[0]).isCloseTo(0.8f, within(0.05f));
        assertThat(highway[WINDOW]).isCloseTo(0.8f + 0.64f, within(0.1f));
        assertThat(highway[1]).isCloseTo(0f, within(0.05f));
        Forecaster model = Forecaster.of(untrained.manifest(), fitted);
        double[] means = new double[HORIZON];
        model.session().forecast(model.window(stretch.segment()), stretch.scale(), means);
        double last = stretch.segment().value(3_999, 1);
        double change = last - stretch.segment().value(3_998, 1);
        assertThat(means[0] - last).isCloseTo(0.8f * change, within(0.2));
    }

    @Test
    void shouldLeaveWeightsAloneWhenTheyWereTrained() {
        History.Stretch stretch = stretch(200);
        Parameters fitted = LinearStart.of(untrained, List.of(stretch));
        Forecaster trained = Forecaster.of(untrained.manifest(), fitted);
        assertThat(LinearStart.of(trained, List.of(stretch(400)))).isSameAs(trained.parameters());
    }

    @Test
    void shouldStaySilentWhenTheHistoryHasNoWholeWindowAndHorizon() {
        Parameters fitted = LinearStart.of(untrained, List.of(stretch(WINDOW + 1)));
        assertThat(fitted.get("highway.weight")).containsOnly(0f);
    }
}
