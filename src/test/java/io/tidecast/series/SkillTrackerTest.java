package io.tidecast.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SkillTrackerTest {
    @Test
    void shouldMeasureAgainstTheBetterNaiveForecast() {
        SkillTracker tracker = new SkillTracker(100);
        assertThat(tracker.skill()).isZero();
        for (int i = 0; i < 10; i++) {
            tracker.add(3, 4, 6);
        }
        assertThat(tracker.skill()).isCloseTo(0.25, offset(1e-9));
        assertThat(tracker.betterNaive()).isEqualTo(ForecastSource.PERSISTENCE);
        assertThat(tracker.count()).isEqualTo(10);
    }

    @Test
    void shouldGiveTheNetworkItsChanceAgainWhenItGetsBetter() {
        SkillTracker tracker = new SkillTracker(20);
        for (int i = 0; i < 200; i++) {
            tracker.add(9, 5, 6);
        }
        assertThat(tracker.skill()).isNegative();
        for (int i = 0; i < 60; i++) {
            tracker.add(1, 5, 6);
        }
        assertThat(tracker.skill()).isPositive();
    }

    @Test
    void shouldReadBackWhatItWrote() {
        SkillTracker tracker = new SkillTracker(20);
        tracker.add(1, 2, 3);
        tracker.add(2, 3, 5);
        ByteBuffer bytes = ByteBuffer.allocate(SkillTracker.bytes());
        tracker.write(bytes);
        SkillTracker copy = SkillTracker.read(bytes.flip(), 20);
        assertThat(copy.skill()).isCloseTo(tracker.skill(), offset(1e-6));
        assertThat(copy.count()).isEqualTo(2);
    }
}
