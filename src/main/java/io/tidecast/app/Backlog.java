package io.tidecast.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Consumer lag of a topic whose records are routed by key: what a group has still to read of each partition. Where the
 * number of partitions grows, what is in a partition that its key no longer hashes to would reach a task that has not
 * got its state.
 *
 * @param waiting by partition, in the order of each
 * @param ends offset behind the last of each partition
 */
record Backlog(
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> waiting,
        Map<TopicPartition, Long> ends,
        int partitions) {
    /** So many are moved in one transaction, and held on the heap. */
    static final int MOST = 100_000;

    /**
     * Reads what waits.
     *
     * @param count partitions that are there
     * @param partitions how many there are to be
     * @throws IllegalStateException if that is more than can be moved
     */
    static Backlog read(Admin admin, PartitionScan scan, String group, String topic, int count, int partitions) {
        Map<TopicPartition, OffsetAndMetadata> committed =
                Topics.await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        Backlog backlog = new Backlog(new LinkedHashMap<>(), new LinkedHashMap<>(), partitions);
        for (int p = 0; p < count; p++) {
            TopicPartition partition = new TopicPartition(topic, p);
            OffsetAndMetadata read = committed.get(partition);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            backlog.ends.put(partition, scan.from(partition, read == null ? -1 : read.offset(), record -> {
                if (records.size() >= MOST) {
                    throw new IllegalStateException("at most " + MOST + " records of " + partition
                            + " may wait to be read by " + group
                            + ", there are more: let the instances run until there are fewer");
                }
                records.add(record);
            }));
            backlog.waiting.put(partition, records);
        }
        return backlog;
    }

    /** Records that are in another partition than their key hashes to, by the one they are in. */
    Map<TopicPartition, Long> misplaced() {
        Map<TopicPartition, Long> misplaced = new LinkedHashMap<>();
        waiting.forEach((partition, records) -> {
            long count = records.stream()
                    .filter(record -> target(record) != record.partition())
                    .count();
            if (count > 0) {
                misplaced.put(partition, count);
            }
        });
        return misplaced;
    }

    private int target(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? record.partition() : ChangelogMove.partition(record.key(), partitions);
    }

    /**
     * Writes what waits in partitions with misplaced records once more, each to its own partition and in order, and
     * counts it as read where it was, all in one transaction; returns how many records that are.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // The commit fails if one of them did.
    long move(Producer<byte[], byte[]> producer, ConsumerGroupMetadata group) {
        Map<TopicPartition, Long> misplaced = misplaced();
        if (misplaced.isEmpty()) {
            return 0;
        }
        long moved = 0;
        Map<TopicPartition, OffsetAndMetadata> read = new LinkedHashMap<>();
        producer.beginTransaction();
        for (TopicPartition partition : misplaced.keySet()) {
            for (ConsumerRecord<byte[], byte[]> record : waiting.get(partition)) {
                producer.send(new ProducerRecord<>(
                        record.topic(),
                        target(record),
                        Math.max(0, record.timestamp()),
                        record.key(),
                        record.value(),
                        record.headers()));
                moved++;
            }
            read.put(partition, new OffsetAndMetadata(ends.get(partition)));
        }
        producer.sendOffsetsToTransaction(read, group);
        producer.commitTransaction();
        return moved;
    }
}
