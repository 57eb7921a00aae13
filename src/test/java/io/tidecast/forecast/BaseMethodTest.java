package io.tidecast.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.kernel.SplitMix;
import io.tidecast.series.Segment;
import io.tidecast.series.Window;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BaseMethodTest {
    private static final MethodContext CONTEXT =
            new MethodContext(new int[] {0}, 24, 24, 48, MethodContext.NO_TRAINING);

    private final ForecastMethod method = BaseMethod.KIND.make().apply(CONTEXT);
    private final double[] means = new double[24];

    private static Window at(double[] values, int origin) {
        boolean[] observed = new boolean[origin + 1];
        Arrays.fill(observed, true);
        return Window.upTo(new Segment(0, 1, Arrays.copyOf(values, origin + 1), observed));
    }

    private void learn(double[] values, int from, int to) {
        for (int t = from; t < to; t++) {
            if (t == 0) {
                method.begin();
            }
            method.learn(at(values, t));
        }
    }

    @Test
    void shouldSpeakFromTheThirdValueOn() {
        double[] values = {20, 21, 19.5f};
        learn(values, 0, 2);
        assertThat(method.forecast(at(values, 1), means)).isFalse();
        method.learn(at(values, 2));
        assertThat(method.forecast(at(values, 2), means)).isTrue();
        for (double mean : means) {
            assertThat(mean).isBetween(10.0, 30.0);
        }
    }

    @Test
    void shouldForecastASeasonItHasSeenTwice() {
        double[] values = new double[96];
        for (int t = 0; t < values.length; t++) {
            values[t] = (float) (20 + 8 * Math.sin(2 * Math.PI * t / 24));
        }
        learn(values, 0, 72);
        assertThat(method.forecast(at(values, 71), means)).isTrue();
        for (int h = 1; h <= 24; h++) {
            assertThat(Math.abs(means[h - 1] - values[71 + h])).isLessThan(3f);
        }
    }

    /** Levels far apart, each held for exactly as long as what it learnt of others does not lead to expect. */
    @Test
    void shouldSleepWhereItIsClearlyWorseAndWakeWhereItIsNot() {
        double[] values = hostile();
        boolean slept = false;
        boolean wokeAfter = false;
        for (int t = 0; t < values.length; t++) {
            learn(values, t, t + 1);
            boolean speaks = method.forecast(at(values, t), means);
            slept |= t > 100 && !speaks;
            wokeAfter |= slept && speaks;
        }
        assertThat(slept).isTrue();
        assertThat(wokeAfter).isTrue();
    }

    /** A season of another length, exactly repeated, which seasonal naive has by its lag; then a plain noisy season. */
    private static double[] hostile() {
        SplitMix random = new SplitMix(5);
        double[] pattern = new double[24];
        for (int i = 0; i < pattern.length; i++) {
            pattern[i] = (float) (10 * random.nextGaussian());
        }
        double[] values = new double[2500];
        for (int t = 0; t < values.length; t++) {
            values[t] = t < 500
                    ? pattern[t % 24]
                    : (float) (20 * Math.sin(2 * Math.PI * t / 24) + 4 * random.nextGaussian());
        }
        return values;
    }
}
