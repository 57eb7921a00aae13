package io.tidecast.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Claims of one task on the room of another, use by use. */
class HeapBudgetTest {
    private static final long EACH = 10;

    private final HeapBudget budget = new HeapBudget(3 * EACH);
    private final HeapBudget.Share one = share(1, 2, 3);
    private final HeapBudget.Share other = budget.join(EACH);

    private HeapBudget.Share share(long... uses) {
        HeapBudget.Share share = budget.join(EACH);
        for (long use : uses) {
            share.take(use);
        }
        share.oldest(uses[0]);
        return share;
    }

    @Test
    void shouldClaimRoomForTheFirstDeviceAndForOneThatGoesThoughAnotherIsOlder() {
        other.take(4);
        assertThat(one.asked()).isTrue();
        assertThat(one.payBack(1)).isTrue();
        assertThat(one.asked()).isFalse();
        assertThat(budget.devices()).isEqualTo(3);
        other.take(5);
        assertThat(other.over(4)).isTrue();
        other.giveBack();
        assertThat(one.payBack(2)).isTrue();
        other.take(6);
        assertThat(other.over(5)).as("the room was kept").isFalse();
        assertThat(budget.used()).isEqualTo(budget.bytes());
    }

    @Test
    void shouldClaimNothingOfATaskWhoseDevicesWereAllUsedLater() {
        one.oldest(9);
        other.take(4);
        assertThat(other.over(4)).isTrue();
        assertThat(one.asked()).isFalse();
    }

    @Test
    void shouldNotPayWithADeviceThatHasBeenUsedSince() {
        other.take(4);
        assertThat(one.payBack(5)).isFalse();
        assertThat(one.asked()).as("it is settled").isFalse();
        assertThat(budget.devices()).isEqualTo(4);
        assertThat(other.over(4)).as("and may be claimed again").isTrue();
        assertThat(one.asked()).isTrue();
    }

    @Test
    void shouldLeaveEachTaskOneDevice() {
        for (long use = 4; use < 8; use++) {
            other.take(use);
        }
        for (int i = 0; i < 4; i++) {
            other.over(4);
        }
        int paid = 0;
        while (one.payBack(1)) {
            paid++;
        }
        assertThat(paid).isEqualTo(2);
    }

    @Test
    void shouldClaimElsewhereWhenTheTaskThatWasAskedIsRevoked() {
        other.take(4);
        other.take(5);
        other.over(4);
        other.giveBack();
        one.leave();
        HeapBudget.Share third = share(6, 7);
        other.take(8);
        assertThat(other.over(9)).isTrue();
        assertThat(third.asked()).isTrue();
    }
}
