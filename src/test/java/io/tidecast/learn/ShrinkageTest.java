package io.tidecast.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.UntrainedModel;
import io.tidecast.nn.DecoderSpec;
import io.tidecast.nn.Parameters;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShrinkageTest {
    private static final int STEPS = 700;
    private static final int TRAINABLE = 600;
    private static final int HORIZON = 6;
    private static final Scale SCALE = new Scale(new double[1], new float[] {1}, new float[] {1});
    private static final ForecastSettings FORECAST = new ForecastSettings(
            "default",
            List.of("temp"),
            List.of("temp"),
            16,
            HORIZON,
            Duration.ofHours(1),
            Duration.ofHours(24),
            List.of(0.9));
    private static final Forecaster BASE =
            UntrainedModel.untrained(FORECAST, new NetworkSettings(List.of(), true, List.of(), ZoneId.of("UTC")), 1);

    /** What the base network forecasts well. */
    private static Segment wave(double ofTheHeldOut) {
        double[] values = new double[STEPS];
        for (int t = 0; t < STEPS; t++) {
            values[t] = t < TRAINABLE ? 5 * Math.sin(2 * Math.PI * t / 24) : ofTheHeldOut * t;
        }
        boolean[] observed = new boolean[STEPS];
        Arrays.fill(observed, true);
        return new Segment(480_000, 1, values, observed);
    }

    private static Forecaster going(float gain) {
        Parameters parameters = BASE.parameters().copy();
        float[] gains = new float[HORIZON];
        Arrays.fill(gains, gain);
        parameters.set(DecoderSpec.GAIN, gains);
        return BASE.child(BASE.manifest(), parameters.publish());
    }

    private static Parameters fitted(Forecaster model, Segment segment) {
        return Shrinkage.fitted(model, List.of(History.Stretch.of("d", segment, SCALE, TRAINABLE)), false);
    }

    @Test
    void shouldForecastHalfAsFarWhenTheNetworkGoesTwiceTooFar() {
        for (float gain : fitted(going(2), wave(0)).get(DecoderSpec.GAIN)) {
            assertThat(gain).isCloseTo(1, offset(0.08f));
        }
    }

    @Test
    void shouldForecastTwiceAsFarWhenTheNetworkGoesHalfTheWay() {
        for (float gain : fitted(going(0.5f), wave(0)).get(DecoderSpec.GAIN)) {
            assertThat(gain).isCloseTo(1, offset(0.08f));
        }
    }

    @Test
    void shouldReadNothingThatIsHeldOut() {
        assertThat(fitted(going(2), wave(100)).toArray())
                .containsExactly(fitted(going(2), wave(-3)).toArray());
    }

    @Test
    void shouldLeaveTheWeightsAsTheyAreWhenNoHorizonIsWhole() {
        Segment few = wave(0).slice(0, 20);
        Parameters fitted = Shrinkage.fitted(going(2), List.of(History.Stretch.of("d", few, SCALE, 20)), false);
        assertThat(fitted.toArray()).containsExactly(going(2).parameters().toArray());
    }
}
