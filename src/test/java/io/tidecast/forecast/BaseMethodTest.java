package io.tidecast.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.kernel.SplitMix;
import io.tidecast.series.KnownAhead;
import io.tidecast.series.Segment;
import io.tidecast.series.Window;
import java.nio.ByteBuffer;
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

    private static double[] seasonal(int length) {
        SplitMix random = new SplitMix(4);
        double[] values = new double[length];
        for (int t = 0; t < values.length; t++) {
            values[t] = 20 + 8 * Math.sin(2 * Math.PI * t / 24) + random.nextGaussian();
        }
        return values;
    }

    @Test
    void shouldForecastASeasonItHasSeenTwice() {
        double[] values = seasonal(96);
        learn(values, 0, 72);
        assertThat(method.forecast(at(values, 71), means)).isTrue();
        for (int h = 1; h <= 24; h++) {
            assertThat(Math.abs(means[h - 1] - values[71 + h])).isLessThan(5);
        }
    }

    @Test
    void shouldTellHowFarOffItMayBeBeforeAnythingHasCome() {
        double[] values = seasonal(96);
        learn(values, 0, 60);
        assertThat(method.forecast(at(values, 59), means)).isTrue();
        int inside = 0;
        for (int h = 1; h <= 24; h++) {
            float half = method.halfWidth(0, 0.5, h);
            float most = method.halfWidth(0, 0.9, h);
            assertThat(half).isPositive().isLessThan(most);
            assertThat(method.halfWidth(0, 0.1, h)).isPositive().isLessThan(half);
            assertThat(method.halfWidth(0, 0.8, h)).isBetween(half, most);
            assertThat(method.halfWidth(0, 0.99, h)).isBetween(most, 4 * most);
            assertThat(most).as("noise has deviation 1").isBetween(1f, 8f);
            inside += Math.abs(means[h - 1] - values[59 + h]) <= most ? 1 : 0;
        }
        assertThat(inside).isGreaterThanOrEqualTo(18);
    }

    @Test
    void shouldTellNoWidthWhereNothingHasEverMoved() {
        double[] values = new double[30];
        Arrays.fill(values, 7);
        learn(values, 0, 30);
        assertThat(method.forecast(at(values, 29), means)).isTrue();
        assertThat(means).containsOnly(7);
        assertThat(method.halfWidth(0, 0.9, 1)).isNaN();
    }

    /** What is asked about values that have not been must not change what is forecast of those that have. */
    @Test
    void shouldRememberNothingOfWhatIsSupposed() {
        double[] values = seasonal(120);
        ForecastMethod other = BaseMethod.KIND.make().apply(CONTEXT);
        double[] undisturbed = new double[24];
        for (int t = 0; t < 110; t++) {
            learn(values, t, t + 1);
            method.forecast(at(values, t), means);
            double[] others = new double[t + 1];
            Arrays.fill(others, 3 * t);
            boolean[] observed = new boolean[t + 1];
            Arrays.fill(observed, true);
            method.forecast(
                    at(values, t).with(new Segment(0, 1, others, observed), KnownAhead.NOTHING), new double[24]);
            if (t == 0) {
                other.begin();
            }
            other.learn(at(values, t));
            other.forecast(at(values, t), undisturbed);
            assertThat(means).as("step " + t).isEqualTo(undisturbed);
        }
    }

    /**
     * What is stored of it is not the state that it keeps from step to step, which is made again with the same bits.
     */
    @Test
    void shouldForecastTheSameWhenItIsReadBack() {
        double[] values = seasonal(200);
        for (int t = 0; t < 190; t++) {
            learn(values, t, t + 1);
            if (method.forecast(at(values, t), means) && t % 7 == 3) {
                ByteBuffer stored = ByteBuffer.allocate(method.stateBytes());
                method.write(stored);
                ForecastMethod again = BaseMethod.KIND.make().apply(CONTEXT);
                again.read(stored.flip());
                double[] same = new double[24];
                assertThat(again.forecast(at(values, t), same)).isTrue();
                assertThat(same).as("step " + t).isEqualTo(means);
            }
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
