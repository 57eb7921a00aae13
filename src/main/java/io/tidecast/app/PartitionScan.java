package io.tidecast.app;

import io.tidecast.config.ShortDuration;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Bounded read of partitions, of what is committed: from an offset to the end that there was at the beginning. */
final class PartitionScan {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;

    PartitionScan(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /** The whole of a partition; returns the end. */
    long all(TopicPartition partition, Consumer<ConsumerRecord<byte[], byte[]>> record) {
        return from(partition, -1, record);
    }

    /**
     * The rest of a partition; returns the end.
     *
     * @param offset of the first record; the oldest that is kept where that is later, and where this is negative
     * @throws TimeoutException if nothing comes for {@link Topics#TIMEOUT}
     */
    long from(TopicPartition partition, long offset, Consumer<ConsumerRecord<byte[], byte[]>> record) {
        consumer.assign(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        long begin = consumer.beginningOffsets(List.of(partition)).get(partition);
        consumer.seek(partition, Math.max(begin, offset));
        long at = consumer.position(partition);
        long movedNs = System.nanoTime();
        while (at < end) {
            for (ConsumerRecord<byte[], byte[]> one : consumer.poll(POLL)) {
                if (one.offset() < end) {
                    record.accept(one);
                }
            }
            long now = consumer.position(partition);
            if (now > at) {
                movedNs = System.nanoTime();
            } else if (System.nanoTime() - movedNs > Topics.TIMEOUT.toNanos()) {
                throw new TimeoutException(partition + " could not be read on from offset " + at + " to its end " + end
                        + " within " + ShortDuration.of(Topics.TIMEOUT));
            }
            at = now;
        }
        return end;
    }
}
