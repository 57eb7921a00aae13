package io.tidecast.forecaster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Idle-close is 800 ms, the start at 1,000. */
class ReceiveProgressTest {
    private static final long UNKNOWN = Long.MIN_VALUE;

    private final ReceiveProgress progress = new ReceiveProgress(800, 1_000);

    @Test
    void shouldKnowNothingUntilWhatWaitsHasHadTimeToCome() {
        assertThat(progress.upToMs(1_799)).isEqualTo(UNKNOWN);
        assertThat(progress.upToMs(1_800)).as("nothing came").isEqualTo(1_800);
    }

    @Test
    void shouldBeAsFarAsThePartitionThatIsFarthestBehind() {
        progress.received(0, OptionalLong.of(400), 1_900);
        progress.received(1, OptionalLong.of(1_890), 1_900);
        assertThat(progress.upToMs(1_950)).isEqualTo(400);
        progress.received(0, OptionalLong.of(600), 1_960);
        assertThat(progress.upToMs(1_970)).isEqualTo(600);
    }

    @Test
    void shouldBeCaughtUpWithAPartitionOfWhichNothingMoreComes() {
        progress.received(0, OptionalLong.of(400), 1_900);
        assertThat(progress.upToMs(1_999)).isEqualTo(400);
        assertThat(progress.upToMs(2_000)).isEqualTo(2_000);
    }

    @Test
    void shouldWaitForWhatWaitsWhenTheThreadStoodStill() {
        progress.received(0, OptionalLong.of(1_890), 1_900);
        progress.atWork(1_900);
        progress.atWork(9_000);
        assertThat(progress.upToMs(9_000))
                .as("what was sent meanwhile may come")
                .isEqualTo(UNKNOWN);
        progress.received(0, OptionalLong.of(2_000), 9_050);
        progress.atWork(9_100);
        assertThat(progress.upToMs(9_100)).as("it comes").isEqualTo(2_000);
        progress.atWork(9_150);
        assertThat(progress.upToMs(9_150)).as("no more comes").isEqualTo(9_150);
    }

    @Test
    void shouldHoldNothingUpWhenItIsAtWorkNowAndThen() {
        for (long nowMs = 1_000; nowMs <= 1_900; nowMs += 100) {
            progress.atWork(nowMs);
        }
        assertThat(progress.upToMs(1_900)).isEqualTo(1_900);
    }

    @Test
    void shouldNotGoBackWhenRecordsAreOutOfOrder() {
        progress.received(0, OptionalLong.of(1_880), 1_890);
        progress.received(0, OptionalLong.of(700), 1_900);
        assertThat(progress.upToMs(1_910)).isEqualTo(1_880);
    }

    @Test
    void shouldTakeARecordThatDoesNotSayForOneOfNow() {
        progress.received(0, OptionalLong.empty(), 1_900);
        progress.received(1, OptionalLong.empty(), 1_910);
        progress.received(2, OptionalLong.of(99_999), 1_905);
        assertThat(progress.upToMs(1_920)).isEqualTo(1_900);
    }
}
