package io.tidecast.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RecentTimesTest {
    private static final Calendar CALENDAR =
            new Calendar(List.of(Cycle.HOUR, Cycle.WEEKDAY), Duration.ofMinutes(1), ZoneId.of("Europe/Berlin"));

    private static float[] written(Covariate covariate, long timeMs) {
        float[] x = new float[covariate.features() + 2];
        covariate.write(timeMs, x, 1);
        return x;
    }

    /** Counts how often it is asked. */
    private static final class Counting implements Covariate {
        private final List<Long> asked = new ArrayList<>();

        @Override
        public int features() {
            return 1;
        }

        @Override
        public void write(long timeMs, float[] x, int at) {
            asked.add(timeMs);
            x[at] = timeMs;
        }
    }

    @Test
    void shouldAskAgainWhenTheCovariateHasChanged() {
        int[] state = {0};
        Covariate recent = new RecentTimes(new Covariate() {
            @Override
            public int features() {
                return 1;
            }

            @Override
            public int version() {
                return state[0];
            }

            @Override
            public void write(long timeMs, float[] x, int at) {
                x[at] = 10 + state[0];
            }
        });
        assertThat(written(recent, 7)).containsExactly(0, 10, 0);
        state[0] = 1;
        assertThat(written(recent, 7)).containsExactly(0, 11, 0);
    }

    @Property(tries = 50)
    void shouldWriteWhatTheCovariateWritesInAnyOrderOfTimes(@ForAll long seed) {
        Random random = new Random(seed);
        Covariate recent = new RecentTimes(CALENDAR);
        for (int i = 0; i < 5000; i++) { // More times than are kept, many of them more than once.
            long timeMs = random.nextInt(4) == 0 ? random.nextLong() >> 12 : 60_000L * random.nextInt(3000);
            assertThat(written(recent, timeMs)).isEqualTo(written(CALENDAR, timeMs));
        }
    }

    @Test
    void shouldAskOnceForATimeWhenManyWindowsHoldIt() {
        Counting counting = new Counting();
        Covariate recent = new RecentTimes(counting);
        for (int window = 0; window < 100; window++) {
            for (int t = 0; t < 48; t++) {
                assertThat(written(recent, 3_600_000L * (window + t))).containsExactly(0, 3_600_000f * (window + t), 0);
            }
        }
        assertThat(counting.asked).doesNotHaveDuplicates().hasSize(147);
    }

    @Test
    void shouldTellTimeZeroFromATimeThatWasNotAskedFor() {
        Counting counting = new Counting();
        assertThat(written(new RecentTimes(counting), 0)).containsExactly(0, 0, 0);
        assertThat(counting.asked).containsExactly(0L);
    }

    @Test
    void shouldBeEqualWhenTheCovariatesAre() {
        assertThat(new RecentTimes(CALENDAR))
                .isEqualTo(new RecentTimes(new Calendar(CALENDAR.cycles(), CALENDAR.zone())))
                .hasSameHashCodeAs(new RecentTimes(new Calendar(CALENDAR.cycles(), CALENDAR.zone())))
                .hasToString(CALENDAR.toString())
                .isNotEqualTo(new RecentTimes(new Calendar(List.of(Cycle.HOUR), CALENDAR.zone())))
                .isNotEqualTo(CALENDAR);
    }
}
