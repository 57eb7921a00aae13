package io.tidecast.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTrackerTest {
    private static final float LEAST = 1e-3f;

    /** Takes one error of a target, h steps ahead. */
    private static void add(IntervalTracker tracker, int target, int h, int horizon, float error, float... published) {
        float[] errors = new float[horizon];
        Arrays.fill(errors, Float.NaN);
        errors[h - 1] = error;
        float[][] widths = new float[published.length][horizon];
        for (int l = 0; l < published.length; l++) {
            widths[l][h - 1] = published[l];
        }
        tracker.add(target, errors, widths, LEAST);
    }

    /** Share inside of published intervals h steps ahead, over the steps from {@code from} on. */
    private static double coverage(double level, int h, float prior, int from, int count, IntToDoubleFunction size) {
        IntervalTracker tracker = new IntervalTracker(1, new double[] {level}, h);
        Random random = new Random(5);
        Deque<Float> published = new ArrayDeque<>();
        int inside = 0;
        for (int i = 0; i < count; i++) {
            published.add(tracker.width(0, 0, h, prior));
            if (published.size() > h) {
                float width = published.remove();
                double tail = random.nextInt(10) == 0 ? 3 : 1;
                float error = (float) Math.abs(size.applyAsDouble(i) * random.nextGaussian() * tail);
                inside += i >= from && error <= width ? 1 : 0;
                add(tracker, 0, h, h, error, width);
            }
        }
        return inside / (double) (count - from);
    }

    /** Heavy-tailed errors whose size trebles half-way; what counts is the interval as it was published. */
    @ParameterizedTest
    @CsvSource({"0.5, 1", "0.8, 1", "0.9, 1", "0.95, 1", "0.9, 6", "0.9, 24", "0.5, 24", "0.9, 100"})
    void shouldCoverTheShareThatItsLevelNames(double level, int h) {
        int count = 20_000;
        assertThat(coverage(level, h, 1, 500, count, i -> i < count / 2 ? 1 : 3))
                .isBetween(level - 0.02, level + 0.02);
    }

    @ParameterizedTest
    @CsvSource({"0.01", "10"})
    void shouldGetAwayFromAPriorThatIsFarOff(float prior) {
        assertThat(coverage(0.9, 1, prior, 250, 1250, i -> 1)).isBetween(0.87, 0.93);
    }

    @Test
    void shouldNotGrowWithoutBoundWhenActualsOfAFarStepCome() {
        IntervalTracker tracker = new IntervalTracker(1, new double[] {0.9}, 512);
        float[] published = {1};
        for (int i = 0; i < 255; i++) {
            add(tracker, 0, 512, 512, 1, published);
        }
        for (int i = 0; i < 512; i++) {
            add(tracker, 0, 512, 512, 2, published);
        }
        assertThat(tracker.width(0, 0, 512, 1)).isBetween(1f, 4f);
    }

    @Test
    void shouldNotKnowAWidthBeforeAnErrorOrActualsEnough() {
        IntervalTracker tracker = new IntervalTracker(1, new double[] {0.9, 0.5}, 1);
        float[] none = {Float.NaN, Float.NaN};
        assertThat(tracker.width(0, 0, 1, Float.NaN)).isNaN();
        for (int i = 0; i < 8; i++) {
            add(tracker, 0, 1, 1, 0, none);
        }
        assertThat(tracker.width(0, 0, 1, Float.NaN)).as("of 8 errors, at 0.9").isNaN();
        assertThat(tracker.width(0, 1, 1, Float.NaN)).as("of 8 errors, at 0.5").isCloseTo(LEAST, offset(1e-6f));
        add(tracker, 0, 1, 1, 0, none);
        assertThat(tracker.width(0, 0, 1, Float.NaN)).as("of 9 errors").isGreaterThanOrEqualTo(LEAST * 0.999f);
    }

    @Test
    void shouldBeginWithTheFirstErrorWhereThereWasNoPrior() {
        IntervalTracker tracker = new IntervalTracker(1, new double[] {0.9, 0.5}, 1);
        add(tracker, 0, 1, 1, 2, Float.NaN, Float.NaN);
        assertThat(tracker.width(0, 0, 1, 100)).isCloseTo((float) (2 * Math.log(10)), offset(1e-4f));
        assertThat(tracker.width(0, 1, 1, 100)).isCloseTo((float) (2 * Math.log(2)), offset(1e-4f));
    }

    @Test
    void shouldComeBackFromAStretchWithoutError() {
        assertThat(coverage(0.9, 1, 1, 6_000, 8_000, i -> i < 5_000 ? 0 : 1)).isBetween(0.88, 0.92);
    }

    @Test
    void shouldKeepAHigherLevelAtLeastAsWide() {
        double[] levels = {0.9, 0.5, 0.95};
        IntervalTracker tracker = new IntervalTracker(1, levels, 1);
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            float[] widths = new float[3];
            for (int l = 0; l < 3; l++) {
                widths[l] = tracker.width(0, l, 1, 9);
            }
            assertThat(widths[1]).isLessThanOrEqualTo(widths[0]);
            assertThat(widths[0]).isLessThanOrEqualTo(widths[2]);
            // Changes size often, which is when levels would cross.
            float size = i / 40 % 2 == 0 ? 1 : 50;
            add(tracker, 0, 1, 1, (float) Math.abs(size * random.nextGaussian()), widths);
        }
    }

    @Test
    void shouldStayFiniteAndPositiveWhateverTheErrors() {
        IntervalTracker tracker = new IntervalTracker(1, new double[] {0.5, 0.99}, 1);
        float[] errors = {0, Float.MAX_VALUE, Float.MIN_VALUE, 1e30f};
        for (int i = 0; i < 20_000; i++) {
            float[] widths = {tracker.width(0, 0, 1, 1), tracker.width(0, 1, 1, 1)};
            assertThat(widths[0]).isBetween(Float.MIN_VALUE, Float.MAX_VALUE);
            assertThat(widths[1]).isBetween(widths[0], Float.MAX_VALUE);
            add(tracker, 0, 1, 1, errors[i / 5_000], widths);
        }
    }

    @Test
    void shouldUseThePriorAsLongAsThereIsNoActual() {
        IntervalTracker tracker = new IntervalTracker(2, new double[] {0.9, 0.5}, 3);
        add(tracker, 1, 2, 3, 0.25f, 1, 0.3f);
        assertThat(tracker.width(0, 0, 2, 4)).isEqualTo(4);
        assertThat(tracker.width(0, 1, 2, 1.2f)).isEqualTo(1.2f);
        assertThat(tracker.width(1, 0, 1, 4)).isEqualTo(4);
        assertThat(tracker.width(1, 0, 2, 4)).isBetween(0.85f, 0.95f);
    }

    /** Share inside over a stretch of steps, pooled over the horizon: errors' size is {@code size} of their step. */
    private static double pooledCoverage(double level, int horizon, int from, int to, IntToDoubleFunction size) {
        IntervalTracker tracker = new IntervalTracker(1, new double[] {level}, horizon);
        Random random = new Random(7);
        float[][] made = new float[to][horizon]; // [origin]
        int inside = 0;
        for (int t = 0; t < to; t++) {
            float[] errors = new float[horizon];
            Arrays.fill(errors, Float.NaN);
            float[][] published = new float[1][horizon];
            for (int h = 1; h <= Math.min(t, horizon); h++) {
                errors[h - 1] = (float) Math.abs(size.applyAsDouble(t) * random.nextGaussian());
                published[0][h - 1] = made[t - h][h - 1];
                inside += t - h >= from && errors[h - 1] <= published[0][h - 1] ? 1 : 0;
            }
            tracker.add(0, errors, published, LEAST);
            for (int h = 1; h <= horizon; h++) {
                made[t][h - 1] = tracker.width(0, 0, h, 1);
            }
        }
        int pairs = 0;
        for (int h = 1; h <= horizon; h++) {
            pairs += Math.max(0, to - h - from);
        }
        return inside / (double) pairs;
    }

    @ParameterizedTest
    @CsvSource({"0.9, 24, 0.78", "0.9, 1, 0.74", "0.5, 24, 0.4", "0.99, 24, 0.88", "0.9, 100, 0.75"})
    void shouldHoldSoonAfterErrorsHaveTrebled(double level, int horizon, double least) {
        assertThat(pooledCoverage(level, horizon, 2_000, 2_050 + horizon, t -> t < 2_000 ? 1 : 3))
                .isGreaterThan(least);
    }

    @ParameterizedTest
    @CsvSource({"0.9, 24", "0.9, 1", "0.5, 24", "0.99, 24", "0.9, 100"})
    void shouldNotOvershootLongAfterErrorsHaveTrebled(double level, int horizon) {
        assertThat(pooledCoverage(level, horizon, 2_500, 4_500, t -> t < 2_000 ? 1 : 3))
                .isBetween(level - 0.025, level + 0.025);
    }

    @Test
    void shouldWidenFarIntervalsWhenNearOnesMiss() {
        IntervalTracker tracker = new IntervalTracker(1, new double[] {0.9}, 2);
        for (int i = 0; i < 300; i++) {
            tracker.add(0, new float[] {1, 1}, new float[][] {{2, 2}}, LEAST);
        }
        float before = tracker.width(0, 0, 2, 1);
        tracker.add(0, new float[] {100, Float.NaN}, new float[][] {{2, Float.NaN}}, LEAST);
        assertThat(tracker.width(0, 0, 2, 1)).isGreaterThan(1.5f * before);
    }

    @Test
    void shouldStayAboveTheLeastWidthWhileNothingIsMissed() {
        IntervalTracker tracker = new IntervalTracker(1, new double[] {0.9}, 2);
        for (int i = 0; i < 3_000; i++) {
            tracker.add(0, new float[] {i < 300 ? 1 : 0, 0}, new float[][] {{2, 2}}, LEAST);
        }
        assertThat(tracker.width(0, 0, 1, 1)).isCloseTo(LEAST, offset(1e-6f));
        assertThat(tracker.width(0, 0, 2, 1)).isCloseTo(LEAST, offset(1e-6f));
    }

    @Test
    void shouldReadBackWhatItWrote() {
        double[] levels = {0.5, 0.9};
        IntervalTracker tracker = new IntervalTracker(2, levels, 3);
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            add(tracker, i % 2, 1 + i % 3, 3, random.nextFloat(), 0.4f, 0.8f);
        }
        ByteBuffer bytes =
                ByteBuffer.allocate(tracker.bytes() + tracker.offsets().bytes());
        tracker.write(bytes);
        tracker.offsets().write(bytes);
        assertThat(bytes.hasRemaining()).isFalse();
        IntervalTracker copy = IntervalTracker.read(bytes.flip(), 2, levels, 3, true);
        copy.offsets().read(bytes.slice());
        for (int h = 1; h <= 3; h++) {
            add(tracker, 1, h, 3, 0.5f, 0.4f, 0.8f);
            add(copy, 1, h, 3, 0.5f, 0.4f, 0.8f);
            assertThat(copy.width(1, 1, h, -1)).isEqualTo(tracker.width(1, 1, h, -1));
        }
    }
}
