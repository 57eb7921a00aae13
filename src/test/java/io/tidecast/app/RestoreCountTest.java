package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.stream.Role;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.junit.jupiter.api.Test;

class RestoreCountTest {
    private static final TopicPartition FIRST = new TopicPartition("changelog", 0);
    private static final TopicPartition SECOND = new TopicPartition("changelog", 1);

    private final RestoreCount count = new RestoreCount();

    @Test
    void shouldTellWhatIsRestoredAndWhatIsLeftUntilItEnds() {
        StateRestoreListener listener = count.of(Role.FORECASTER);
        assertThat(count.left(Role.TRAINER)).isZero();
        listener.onRestoreStart(FIRST, "store", 100, 1_100);
        listener.onRestoreStart(SECOND, "store", 0, 7);
        assertThat(count.left(Role.FORECASTER)).isEqualTo(1_007);
        // 390 records up to offset 499, since markers of transactions have offsets too.
        listener.onBatchRestored(FIRST, "store", 499, 390);
        assertThat(count.left(Role.FORECASTER)).isEqualTo(607);
        assertThat(count.records(Role.FORECASTER)).isEqualTo(390);
        listener.onBatchRestored(FIRST, "store", 1_099, 600);
        listener.onRestoreEnd(FIRST, "store", 990);
        assertThat(count.left(Role.FORECASTER)).isEqualTo(7);
        listener.onRestoreSuspended(SECOND, "store", 0);
        assertThat(count.left(Role.FORECASTER)).as("given to another instance").isZero();
        assertThat(count.records(Role.FORECASTER)).isEqualTo(990);
    }

    @Test
    void shouldWaitForNothingOfAClientThatIsGone() {
        StateRestoreListener gone = count.of(Role.TRAINER);
        gone.onRestoreStart(FIRST, "store", 0, 50);
        gone.onBatchRestored(FIRST, "store", 9, 10);
        StateRestoreListener next = count.of(Role.TRAINER);
        assertThat(count.left(Role.TRAINER)).isZero();
        next.onBatchRestored(FIRST, "store", 9, 5);
        assertThat(count.records(Role.TRAINER)).isEqualTo(15);
    }
}
