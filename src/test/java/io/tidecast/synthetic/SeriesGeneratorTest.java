package io.tidecast.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SeriesGeneratorTest {
    private static final int LENGTH = 500;

    private static SyntheticSeries series(long seed) {
        return SeriesGenerator.of(seed, season -> LENGTH);
    }

    @Test
    void shouldGiveTheSameBitsForASeed() {
        for (long seed = 0; seed < 30; seed++) {
            assertThat(series(seed).season()).isEqualTo(series(seed).season());
            assertThat(series(seed).values()).isEqualTo(series(seed).values());
        }
    }

    @Test
    void shouldBeAsLongAsItsSeasonAsks() {
        for (long seed = 0; seed < 50; seed++) {
            SyntheticSeries made = SeriesGenerator.of(seed, season -> 3 * season + 1);
            assertThat(made.length()).isEqualTo(3 * made.season() + 1);
        }
    }

    @Test
    void shouldHoldNumbersThatAFloatHoldsOrNothing() {
        Set<Integer> seasons = new HashSet<>();
        int moving = 0;
        int gaps = 0;
        for (long seed = 0; seed < 400; seed++) {
            SyntheticSeries made = series(seed);
            seasons.add(made.season());
            Set<Float> different = new HashSet<>();
            boolean gap = false;
            for (float value : made.values()) {
                assertThat(Float.isInfinite(value)).isFalse();
                gap |= Float.isNaN(value);
                if (!Float.isNaN(value)) {
                    assertThat(value).isBetween(-1.1e6f, 1.1e6f);
                    different.add(value);
                }
            }
            gaps += gap ? 1 : 0;
            moving += different.size() > 2 ? 1 : 0;
        }
        assertThat(seasons).contains(7, 24, 48, 96, 144, 288).hasSizeGreaterThan(20);
        assertThat(moving).isGreaterThan(380);
        assertThat(gaps).isBetween(20, 120);
    }

    @Test
    void shouldOftenRepeatTheSeasonThatItSays() {
        long seasonal =
                LongStream.range(0, 300).filter(SeriesGeneratorTest::repeats).count();
        assertThat(seasonal).isBetween(90L, 270L);
    }

    /** Whether the season before is nearer than half a season before, on average. */
    private static boolean repeats(long seed) {
        SyntheticSeries made = series(seed);
        int season = made.season();
        double whole = 0;
        double half = 0;
        for (int t = season; t < LENGTH; t++) {
            float value = made.values()[t];
            float before = made.values()[t - season];
            float between = made.values()[t - season / 2];
            if (Float.isFinite(value + before + between)) {
                whole += Math.abs(value - before);
                half += Math.abs(value - between);
            }
        }
        return whole < 0.9 * half;
    }

    @Test
    void shouldRefuseASeasonOrALengthThatIsNone() {
        assertThatThrownBy(() -> new SyntheticSeries(new float[3], 1))
                .hasMessage("a series must have a season of at least 2 steps and values, had 1 and 3 values");
        assertThatThrownBy(() -> new SyntheticSeries(new float[0], 7)).hasMessageContaining("had 7 and 0 values");
    }
}
