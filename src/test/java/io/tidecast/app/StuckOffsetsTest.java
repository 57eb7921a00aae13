package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StuckOffsetsTest {
    private static final TopicPartition READINGS = new TopicPartition("readings", 0);

    private final StuckOffsets stuck = new StuckOffsets(Duration.ofSeconds(30), Duration.ofSeconds(10));

    private void look(int second, long committed, long end) {
        stuck.look(second * 1000L, Map.of(READINGS, committed), Map.of(READINGS, end));
    }

    @Test
    void shouldFindAPartitionWhenItStandsStillThoughThereAreRecords() {
        look(0, 5, 90);
        look(10, 5, 90);
        look(20, 5, 91);
        assertThat(stuck.found()).isEmpty();
        look(30, 5, 92);
        assertThat(stuck.found()).containsExactly("readings-0 has stood at offset 5 for 30 s, its end is 92");
        look(40, 6, 92);
        assertThat(stuck.found()).isEmpty();
    }

    @Test
    void shouldFindNothingWhenThereIsNothingToRead() {
        for (int second = 0; second < 300; second += 10) {
            look(second, 90, 90);
        }
        look(300, 90, 95);
        assertThat(stuck.found()).as("waited for records, not behind them").isEmpty();
    }

    @Test
    void shouldFindNothingWhenItIsSlowButMoves() {
        for (int second = 0; second < 300; second += 10) {
            look(second, second / 20, 90);
        }
        assertThat(stuck.found()).isEmpty();
    }

    @Test
    void shouldNotCountTheTimeNobodyCouldLook() {
        look(0, 7, 95);
        look(2400, 7, 95);
        assertThat(stuck.found()).as("the broker was away for 40 minutes").isEmpty();
        look(2410, 7, 95);
        assertThat(stuck.found()).isNotEmpty();
    }

    @Test
    void shouldBeginAnewWhenAPartitionWasElsewhere() {
        look(0, 5, 90);
        look(10, 5, 90);
        look(20, 5, 90);
        stuck.look(30_000, Map.of(), Map.of());
        look(40, 5, 90);
        assertThat(stuck.found()).isEmpty();
    }
}
