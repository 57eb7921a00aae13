package io.tidecast.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.kernel.SplitMix;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeasonFinderTest {
    private static int found(int length, int said, IntToDoubleFunction value) {
        double[] values = IntStream.range(0, length).mapToDouble(value).toArray();
        return SeasonFinder.of(values, said);
    }

    private static double wave(int t, double period) {
        return Math.sin(2 * Math.PI * t / period);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 7, 12, 25, 60, 96, 144, 288})
    void shouldFindASeasonOfAnyLengthWhenAnotherOneWasSaid(int season) {
        SplitMix random = new SplitMix(season);
        assertThat(found(1000, 31, t -> wave(t, season) + 0.2 * random.nextGaussian()))
                .isBetween(season - season / 50, season + season / 50);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldFindASeasonWhereOneOfNextToNothingWasSaid(int said) {
        SplitMix random = new SplitMix(9);
        assertThat(found(400, said, t -> wave(t, 24) + 0.1 * random.nextGaussian()))
                .isEqualTo(24);
    }

    /** The tide of the moon, in hours. */
    @Test
    void shouldFindSomeSeasonsThatAreWholeStepsWhereOneIsNot() {
        assertThat(found(312, 24, t -> wave(t, 12.42) + 0.3 * wave(t, 24.84))).isEqualTo(25);
    }

    @Test
    void shouldKeepTheSeasonThatWasSaidWhenItHolds() {
        SplitMix random = new SplitMix(1);
        assertThat(found(400, 24, t -> wave(t, 24) + 0.3 * random.nextGaussian()))
                .isEqualTo(24);
        assertThat(found(1000, 24, t -> wave(t, 24) * (t / 24 % 7 < 5 ? 2 : 0.5) + 0.1 * random.nextGaussian()))
                .as("a week of days is no season of its own")
                .isEqualTo(24);
    }

    @Test
    void shouldFindNoneInNoiseOrInAWalk() {
        for (int seed = 0; seed < 50; seed++) {
            SplitMix random = new SplitMix(seed);
            assertThat(found(500, 24, t -> random.nextGaussian())).isEqualTo(24);
            double[] at = {0};
            assertThat(found(500, 24, t -> at[0] += random.nextGaussian())).isEqualTo(24);
        }
    }

    @Test
    void shouldNotLookForOneInWhatIsTooShort() {
        assertThat(found(12, 24, t -> t % 4)).isEqualTo(24);
        assertThat(found(0, 24, t -> t)).isEqualTo(24);
        assertThat(found(300, 24, t -> 1)).isEqualTo(24);
    }
}
