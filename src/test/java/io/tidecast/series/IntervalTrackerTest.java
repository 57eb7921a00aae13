package io.tidecast.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntervalTrackerTest {
    /** Long-run coverage of heavy-tailed errors whose size trebles half-way. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.8, 0.9, 0.95})
    void shouldCoverTheShareThatItsLevelNames(double level) {
        IntervalTracker tracker = new IntervalTracker(1, new double[] {level}, 2);
        Random random = new Random(5);
        int inside = 0;
        int count = 20_000;
        for (int i = 0; i < count; i++) {
            float size = i < count / 2 ? 1 : 3;
            float error = (float) Math.abs(size * random.nextGaussian() * (random.nextInt(10) == 0 ? 3 : 1));
            inside += error <= tracker.width(0, 0, 1, 0) ? 1 : 0;
            tracker.add(0, 1, error);
        }
        assertThat(inside / (double) count).isBetween(level - 0.02, level + 0.02);
    }

    @Test
    void shouldKeepAHigherLevelAtLeastAsWide() {
        IntervalTracker tracker = new IntervalTracker(1, new double[] {0.9, 0.5}, 1);
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            tracker.add(0, 1, (float) Math.abs(random.nextGaussian()));
            assertThat(tracker.width(0, 0, 1, 9)).isGreaterThanOrEqualTo(tracker.width(0, 1, 1, 9));
        }
    }

    @Test
    void shouldUseThePriorAsLongAsThereIsNoActual() {
        IntervalTracker tracker = new IntervalTracker(2, new double[] {0.9}, 3);
        tracker.add(1, 2, 0.25f);
        assertThat(tracker.width(0, 0, 2, 4)).isEqualTo(4);
        assertThat(tracker.width(1, 0, 1, 4)).isEqualTo(4);
        assertThat(tracker.width(1, 0, 2, 4)).isEqualTo(0.25f);
    }

    @Test
    void shouldReadBackWhatItWrote() {
        double[] levels = {0.5, 0.9};
        IntervalTracker tracker = new IntervalTracker(2, levels, 3);
        Random random = new Random(1);
        for (int i = 0; i < 100; i++) {
            tracker.add(i % 2, 1 + i % 3, random.nextFloat());
        }
        ByteBuffer bytes = ByteBuffer.allocate(tracker.bytes());
        tracker.write(bytes);
        assertThat(bytes.hasRemaining()).isFalse();
        IntervalTracker copy = IntervalTracker.read(bytes.flip(), 2, levels, 3);
        for (int h = 1; h <= 3; h++) {
            assertThat(copy.width(1, 1, h, -1)).isEqualTo(tracker.width(1, 1, h, -1));
        }
    }
}
