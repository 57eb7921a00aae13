package io.tidecast.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SplitMixTest {
    @Test
    void shouldGiveTheReferenceSequenceWhenSeeded() {
        SplitMix random = new SplitMix(1234567);
        assertThat(random.nextLong()).isEqualTo(6457827717110365317L);
        assertThat(random.nextLong()).isEqualTo(3203168211198807973L);
        assertThat(random.nextLong()).isEqualTo(-8629252141511181193L);
    }

    @Test
    void shouldBeStandardNormalWhenDrawnOften() {
        SplitMix random = new SplitMix(1);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 100_000; i++) {
            double value = random.nextGaussian();
            sum += value;
            squares += value * value;
        }
        assertThat(sum / 100_000).isCloseTo(0, within(0.02));
        assertThat(squares / 100_000).isCloseTo(1, within(0.02));
    }

    @Test
    void shouldReachEveryNumberBelowTheBoundWhenDrawnOften() {
        SplitMix random = new SplitMix(3);
        int[] seen = new int[7];
        for (int i = 0; i < 7000; i++) {
            seen[random.nextInt(7)]++;
        }
        for (int count : seen) {
            assertThat(count).isBetween(850, 1150);
        }
    }

    @Test
    void shouldDifferWhenStreamsDiffer() {
        assertThat(SplitMix.mix(1, 0)).isNotEqualTo(SplitMix.mix(1, 1)).isNotEqualTo(SplitMix.mix(2, 0));
    }
}
