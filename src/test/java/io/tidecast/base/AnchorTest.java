package io.tidecast.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnchorTest {
    @Test
    void shouldStandAtFixedPlacesOfTheGrid() {
        assertThat(Anchor.place(47, -1000)).isEqualTo(47);
        assertThat(Anchor.place(94, -1000)).isEqualTo(47);
        assertThat(Anchor.place(95, -1000)).isEqualTo(95);
        assertThat(Anchor.place(-1, -1000)).isEqualTo(-1);
        assertThat(Anchor.place(-2, -1000)).isEqualTo(-49);
    }

    /** A scale of three values is soon wrong. */
    @ParameterizedTest
    @ValueSource(longs = {0, 17, -5, 47, 48})
    void shouldNeverBeOlderThanAQuarterOfWhatIsKnownWhereThatIsLittle(long first) {
        for (long origin = first; origin < first + 300; origin++) {
            long place = Anchor.place(origin, first);
            long known = origin - first + 1;
            assertThat(place).isBetween(first, origin);
            assertThat(origin - place).isLessThanOrEqualTo(Math.max(known / 4, place - first + 1 < 48 ? 0 : 47));
            assertThat(place).isGreaterThanOrEqualTo(Anchor.place(origin - 1, first));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 24, 144, 288, 1440})
    void shouldReadNoMoreThanIsKept(int season) {
        for (long origin = -100; origin < 200; origin++) {
            long read = origin - Anchor.oldest(origin, season) + 1;
            assertThat(read).isBetween(Anchor.reach(season) - 47L, (long) Anchor.reach(season));
        }
    }
}
