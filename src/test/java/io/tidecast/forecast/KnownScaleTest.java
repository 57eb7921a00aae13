package io.tidecast.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class KnownScaleTest {
    private static KnownScale learnt(int count, double from, double to) {
        KnownScale scale = new KnownScale();
        for (int i = 0; i < count; i++) {
            scale.learn(from + (to - from) * i / (count - 1));
        }
        return scale;
    }

    @Test
    void shouldSayNothingBeforeItHasSeenEnough() {
        assertThat(learnt(47, 0, 1).of(0.5)).isNaN();
        assertThat(learnt(48, 0, 1).of(0.5)).isCloseTo(0, offset(1e-12));
    }

    @Test
    void shouldCountFromTheMiddleInUnitsOfTheRange() {
        KnownScale scale = learnt(48, 280, 300);
        assertThat(scale.of(300)).isCloseTo(0.5, offset(1e-12));
        assertThat(scale.of(Double.NaN)).isNaN();
    }

    @Test
    void shouldTakeWhatLiesBeyondAllThatWasSeenForTheFarthest() {
        KnownScale scale = learnt(48, 0, 10);
        assertThat(scale.of(1e9)).isEqualTo(scale.of(10));
        scale.learn(20);
        assertThat(scale.of(20)).as("in the unit of the first").isCloseTo(1.5, offset(1e-12));
    }

    @Test
    void shouldHaveAUnitWhenNothingHasMovedYet() {
        KnownScale scale = learnt(48, 0, 0);
        scale.learn(1);
        assertThat(scale.of(0)).isZero();
        assertThat(scale.of(1)).isEqualTo(1);
        KnownScale level = learnt(48, -40, -40);
        level.learn(-20);
        assertThat(level.of(-20)).isEqualTo(0.5);
    }

    @Test
    void shouldPassOverWhatIsNoNumber() {
        KnownScale scale = learnt(48, 0, 1);
        scale.learn(Double.POSITIVE_INFINITY);
        scale.learn(Double.NaN);
        assertThat(scale.of(5)).isEqualTo(scale.of(1));
    }

    @Test
    void shouldGoOnWithTheSameWhenItIsReadBack() {
        KnownScale scale = learnt(50, 3, 9);
        ByteBuffer state = ByteBuffer.allocate(KnownScale.BYTES);
        scale.write(state);
        assertThat(state.hasRemaining()).isFalse();
        KnownScale back = new KnownScale();
        back.read(state.flip());
        assertThat(back.of(4)).isEqualTo(scale.of(4));
    }
}
