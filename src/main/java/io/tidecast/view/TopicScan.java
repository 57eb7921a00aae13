package io.tidecast.view;

import io.tidecast.config.ShortDuration;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.TopicException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Bounded scan of a topic, from its beginning to its present end; of what is committed. */
public final class TopicScan {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);

    private TopicScan() {}

    /**
     * Reads a topic.
     *
     * @param upTo by partition, offsets of records that are there already, though a transaction before them may still
     *     be open; they are waited for
     * @param sink takes each record
     * @throws TopicException if the topic does not exist, may not be looked at, or does not answer
     */
    public static void each(
            KafkaClients clients,
            String topic,
            Map<Integer, Long> upTo,
            Consumer<ConsumerRecord<String, byte[]>> sink) {
        try (KafkaConsumer<String, byte[]> consumer = clients.consumer()) {
            each(consumer, clients, topic, upTo, sink);
        }
    }

    /** The same, of keys that are no text. */
    public static void bytes(KafkaClients clients, String topic, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        try (KafkaConsumer<byte[], byte[]> consumer = clients.bytesConsumer()) {
            each(consumer, clients, topic, Map.of(), sink);
        }
    }

    private static <K> void each(
            KafkaConsumer<K, byte[]> consumer,
            KafkaClients clients,
            String topic,
            Map<Integer, Long> upTo,
            Consumer<ConsumerRecord<K, byte[]>> sink) {
        List<TopicPartition> partitions = TopicPartitions.of(consumer, clients, topic, TIMEOUT);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey(), TIMEOUT)
                        < Math.max(
                                end.getValue(), upTo.getOrDefault(end.getKey().partition(), -1L) + 1))) {
            if (System.nanoTime() > deadline) {
                throw new TopicException(
                        "topic " + topic + " was not read to its end within " + ShortDuration.of(TIMEOUT));
            }
            for (ConsumerRecord<K, byte[]> entry : consumer.poll(POLL)) {
                deadline = System.nanoTime() + TIMEOUT.toNanos();
                sink.accept(entry);
            }
        }
    }
}
