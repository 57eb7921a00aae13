package io.tidecast.app;

import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.TopicException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Consumer that follows a topic from its end or its beginning, all partitions, what is committed, until it is told to
 * stop.
 */
public final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration METADATA = Duration.ofSeconds(5);

    private final KafkaConsumer<String, byte[]> consumer;

    /**
     * Stands at the end, or at the beginning, when this returns.
     *
     * @throws TopicException if the topic does not exist
     */
    public TopicReader(KafkaClients clients, String topic, boolean fromBeginning, StopSignal stop) {
        consumer = clients.consumer();
        try {
            List<TopicPartition> partitions = consumer.listTopics(METADATA).getOrDefault(topic, List.of()).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new TopicException("topic " + topic + " does not exist on " + clients.bootstrap()
                        + "; `tidecast topics create` makes it");
            }
            consumer.assign(partitions);
            Map<TopicPartition, Long> start = fromBeginning
                    ? consumer.beginningOffsets(partitions, METADATA)
                    : consumer.endOffsets(partitions, METADATA);
            start.forEach(consumer::seek);
            stop.onRequest(consumer::wakeup);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /** What has come since, in the order of each partition; empty after a while without, and once stopped. */
    public Iterable<ConsumerRecord<String, byte[]>> poll() {
        try {
            return consumer.poll(POLL);
        } catch (WakeupException e) {
            return List.of();
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
