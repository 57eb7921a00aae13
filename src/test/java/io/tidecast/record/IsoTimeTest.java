package io.tidecast.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IsoTimeTest {
    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                1,
                -1,
                999,
                1_000,
                -86_400_000,
                86_399_999,
                253_402_300_799_999L, // The last of year 9999.
                253_402_300_800_000L,
                -62_167_219_200_001L, // Before year 0.
                -377_705_116_800_001L,
                Long.MAX_VALUE,
                Long.MIN_VALUE
            })
    void shouldBeTheTextOfAnInstantWhenTheTimeIsAtABound(long ms) {
        assertThat(IsoTime.of(ms)).isEqualTo(Instant.ofEpochMilli(ms).toString());
    }

    @Test
    void shouldBeTheTextOfAnInstantWhateverTheTime() {
        Random random = new Random(1);
        for (int i = 0; i < 200_000; i++) {
            long ms = random.nextLong() >> random.nextInt(64);
            ms -= random.nextBoolean() ? Math.floorMod(ms, 1_000L) : 0;
            assertThat(IsoTime.of(ms)).isEqualTo(Instant.ofEpochMilli(ms).toString());
        }
    }

    @Test
    void shouldBeTheTextOfItsOwnDayWhenThreadsAskForOthers() {
        boolean own = IntStream.range(0, 200_000)
                .parallel()
                .mapToLong(i -> i % 7 * 86_400_000L + i)
                .allMatch(ms -> IsoTime.of(ms).equals(Instant.ofEpochMilli(ms).toString()));
        assertThat(own).isTrue();
    }
}
