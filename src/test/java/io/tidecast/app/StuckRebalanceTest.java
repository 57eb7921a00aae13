package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StuckRebalanceTest {
    private final StuckRebalance stuck = new StuckRebalance(Duration.ofSeconds(30), Duration.ofSeconds(10));

    private void look(int second, boolean rebalancing, long restored) {
        stuck.look(second * 1000L, rebalancing, restored);
    }

    @Test
    void shouldFindAClientWhenItRebalancesForEver() {
        look(0, false, 0);
        for (int second = 10; second < 40; second += 10) {
            look(second, true, 0);
            assertThat(stuck.found()).isEmpty();
        }
        look(40, true, 0);
        assertThat(stuck.found()).contains("has been REBALANCING for 30 s and restored nothing");
        look(50, false, 0);
        assertThat(stuck.found()).as("it runs").isEmpty();
    }

    @Test
    void shouldFindNothingWhenARestoreTakesLongButMoves() {
        for (int second = 0; second < 3600; second += 10) {
            look(second, true, second / 20);
            assertThat(stuck.found()).isEmpty();
        }
    }

    @Test
    void shouldFindNothingWhenRebalancesFollowOneAnotherAndItRunsBetweenThem() {
        for (int second = 0; second < 3600; second += 10) {
            look(second, second % 30 != 0, 7);
            assertThat(stuck.found()).isEmpty();
        }
    }

    @Test
    void shouldNotCountTheTimeNobodyCouldLook() {
        look(0, true, 0);
        look(2400, true, 0);
        assertThat(stuck.found()).as("the broker was away for 40 minutes").isEmpty();
        look(2410, true, 0);
        assertThat(stuck.found()).isNotEmpty();
    }
}
