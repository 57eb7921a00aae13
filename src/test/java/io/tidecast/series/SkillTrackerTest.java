package io.tidecast.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SkillTrackerTest {
    private static void add(SkillTracker tracker, int steps, long version, double model) {
        for (int i = 0; i < steps; i++) {
            tracker.add(version, model, 5, 6);
        }
    }

    @Test
    void shouldMeasureAgainstTheBetterNaiveForecast() {
        SkillTracker tracker = new SkillTracker(100, 0);
        assertThat(tracker.skill()).isZero();
        add(tracker, 10, 1, 4);
        assertThat(tracker.skill()).isCloseTo(0.2, offset(1e-9));
        assertThat(tracker.betterNaive()).isEqualTo(ForecastSource.PERSISTENCE);
    }

    @Test
    void shouldJudgeOnlyWhenTheTrialIsOver() {
        SkillTracker tracker = new SkillTracker(20, 0.02);
        add(tracker, 19, 1, 9);
        assertThat(tracker.worse()).isFalse();
        add(tracker, 1, 1, 9);
        assertThat(tracker.worse()).isTrue();
    }

    @Test
    void shouldGiveTheNetworkItsChanceAgainWhenItGetsBetter() {
        SkillTracker tracker = new SkillTracker(20, 0.02);
        add(tracker, 200, 1, 9);
        assertThat(tracker.worse()).isTrue();
        add(tracker, 60, 1, 1);
        assertThat(tracker.worse()).isFalse();
    }

    @Test
    void shouldStayWhereItIsWithinTheMargin() {
        SkillTracker tracker = new SkillTracker(20, 0.02);
        add(tracker, 300, 1, 5.05);
        assertThat(tracker.worse()).as("1 % worse, from better").isFalse();
        add(tracker, 300, 1, 5.2);
        assertThat(tracker.worse()).as("4 % worse").isTrue();
        add(tracker, 300, 1, 4.95);
        assertThat(tracker.worse()).as("1 % better, from worse").isTrue();
        add(tracker, 300, 1, 4.8);
        assertThat(tracker.worse()).as("4 % better").isFalse();
    }

    @Test
    void shouldHardlyGoToAndFroWhenBothAreAsGood() {
        int[] changes = new int[2];
        double[] margins = {0, 0.05};
        for (int m = 0; m < 2; m++) {
            SkillTracker tracker = new SkillTracker(100, margins[m]);
            Random random = new Random(3);
            for (int i = 0; i < 20_000; i++) {
                boolean before = tracker.worse();
                tracker.add(1, 4 + 2 * random.nextDouble(), 4 + 2 * random.nextDouble(), 9);
                changes[m] += before == tracker.worse() ? 0 : 1;
            }
        }
        assertThat(changes[0]).isGreaterThan(100);
        assertThat(changes[1]).isLessThan(changes[0] / 20);
    }

    @Test
    void shouldForgetFasterWhatAnEarlierVersionDid() {
        SkillTracker same = new SkillTracker(100, 0.02);
        SkillTracker swapped = new SkillTracker(100, 0.02);
        add(same, 400, 1, 9);
        add(swapped, 400, 1, 9);
        add(same, 40, 1, 1);
        add(swapped, 40, 2, 1);
        assertThat(same.worse()).isTrue();
        assertThat(swapped.worse()).isFalse();
        assertThat(swapped.skill()).isGreaterThan(same.skill());
    }

    @Test
    void shouldReadBackWhatItWrote() {
        SkillTracker tracker = new SkillTracker(2, 0.1);
        add(tracker, 5, 7L << 32 | 3, 9);
        ByteBuffer bytes = ByteBuffer.allocate(SkillTracker.bytes());
        tracker.write(bytes);
        assertThat(bytes.hasRemaining()).isFalse();
        SkillTracker copy = SkillTracker.read(bytes.flip(), 2, 0.1);
        assertThat(copy.skill()).isCloseTo(tracker.skill(), offset(1e-6));
        assertThat(copy.worse()).isTrue();
        copy.add(7L << 32 | 3, 9, 5, 6);
        assertThat(copy.worse())
                .as("still the same version, with a whole trial")
                .isTrue();
    }
}
