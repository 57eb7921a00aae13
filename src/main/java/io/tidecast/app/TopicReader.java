package io.tidecast.app;

import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.TopicException;
import io.tidecast.view.TopicPartitions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Consumer that follows topics from their ends, or so many records before them, all partitions, what is committed,
 * until it is told to stop. One of the topics it is for; others may stand beside it, and are left out where they cannot
 * be read.
 */
public final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaConsumer<String, byte[]> consumer;
    private final String topic;
    private final List<String> leftOut = new ArrayList<>();
    /** As they were at the start. */
    private final Map<TopicPartition, Long> ends = new HashMap<>();

    /**
     * Stands at the end, or at the beginning, when this returns.
     *
     * @throws TopicException if the topic does not exist, or may not be looked at
     */
    public TopicReader(KafkaClients clients, String topic, boolean fromBeginning, StopSignal stop) {
        this(clients, topic, List.of(), fromBeginning ? Long.MAX_VALUE : 0, stop);
    }

    /**
     * Stands where it is to begin when this returns.
     *
     * @param beside further topics
     * @param newest so many records of each partition that are there already are read first
     * @throws TopicException if the topic does not exist, or may not be looked at
     */
    public TopicReader(KafkaClients clients, String topic, List<String> beside, long newest, StopSignal stop) {
        this.topic = topic;
        consumer = clients.consumer();
        try {
            List<TopicPartition> partitions =
                    new ArrayList<>(TopicPartitions.of(consumer, clients, topic, Topics.TIMEOUT));
            for (String other : beside) {
                try {
                    partitions.addAll(TopicPartitions.of(consumer, clients, other, Topics.PATIENCE));
                } catch (TopicException e) {
                    leftOut.add(e.getMessage());
                }
            }
            consumer.assign(partitions);
            Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions, Topics.PATIENCE);
            ends.putAll(consumer.endOffsets(partitions, Topics.PATIENCE));
            ends.forEach(
                    (partition, end) -> consumer.seek(partition, Math.max(beginnings.get(partition), end - newest)));
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
        } catch (TopicAuthorizationException e) {
            String why =
                    "topics " + e.unauthorizedTopics() + " may not be read: this user lacks the right READ on them";
            if (e.unauthorizedTopics().contains(topic)) {
                throw new TopicException(why);
            }
            leftOut.add(why);
            consumer.assign(consumer.assignment().stream()
                    .filter(partition -> !e.unauthorizedTopics().contains(partition.topic()))
                    .toList());
            return poll(); // Whether the topic itself may be read is what matters, and comes first.
        }
    }

    /** Why topics that were to stand beside are left out. */
    public List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    /** Whether a record came after this began. */
    public boolean isNew(ConsumerRecord<String, byte[]> entry) {
        return entry.offset() >= ends.getOrDefault(new TopicPartition(entry.topic(), entry.partition()), 0L);
    }

    /** Whether all was read of the topic that was there when this began. */
    public boolean caughtUp() {
        try {
            return ends.entrySet().stream()
                    .filter(end -> end.getKey().topic().equals(topic))
                    .allMatch(end -> consumer.position(end.getKey(), Topics.PATIENCE) >= end.getValue());
        } catch (WakeupException e) {
            return false; // Stopped.
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
