package io.tidecast.app;

import io.tidecast.guess.Seen;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.TopicException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Look at a topic that nothing is known of: its newest records, and where these are few also those that come meanwhile.
 * It joins no group and changes nothing.
 */
public final class TopicLook {
    /** Records of all partitions together, and those with which it does not wait for more. */
    private static final int MOST = 5_000;

    private static final int ENOUGH = 1_000;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int NAMED = 20;

    private TopicLook() {}

    /**
     * Looks.
     *
     * @param atMost how long it waits for more
     * @throws TopicException if the topic does not exist, or may not be read
     */
    public static List<Seen> at(KafkaClients clients, String topic, Duration atMost, StopSignal stop) {
        List<Seen> seen = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = clients.bytesConsumer()) {
            List<TopicPartition> partitions = partitions(consumer.listTopics(Topics.TIMEOUT), topic);
            consumer.assign(partitions);
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, Topics.PATIENCE);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, Topics.PATIENCE);
            long each = Math.max(1, MOST / partitions.size());
            ends.forEach((partition, end) -> consumer.seek(partition, Math.max(begins.get(partition), end - each)));
            boolean holdsRecords = ends.entrySet().stream().anyMatch(end -> end.getValue() > begins.get(end.getKey()));
            stop.onRequest(consumer::wakeup);
            // From here on: what went before was the broker's time. A busy one may take longer for its first records,
            // and
            // a topic that holds some is not an empty one.
            long beginNs = System.nanoTime();
            long endNs = beginNs + atMost.toNanos();
            long firstNs = holdsRecords ? Math.max(endNs, beginNs + Topics.PATIENCE.toNanos()) : endNs;
            while (System.nanoTime() < (seen.isEmpty() ? firstNs : endNs) && seen.size() < MOST) {
                for (ConsumerRecord<byte[], byte[]> one : consumer.poll(POLL)) {
                    seen.add(new Seen(one.topic(), one.headers(), one.key(), one.value(), one.timestamp()));
                }
                boolean all = ends.entrySet().stream()
                        .allMatch(end -> consumer.position(end.getKey(), Topics.PATIENCE) >= end.getValue());
                if (all && seen.size() >= ENOUGH) {
                    break;
                }
            }
        } catch (WakeupException e) {
            return List.of(); // Stopped.
        } catch (AuthorizationException e) {
            throw new TopicException("topic " + topic + " may not be read: this user lacks the right READ on it");
        }
        return seen;
    }

    private static List<TopicPartition> partitions(Map<String, List<PartitionInfo>> topics, String topic) {
        if (topics.getOrDefault(topic, List.of()).isEmpty()) {
            List<String> there = new TreeSet<>(topics.keySet())
                    .stream()
                            .filter(name -> !name.startsWith("__"))
                            .limit(NAMED)
                            .toList();
            throw new TopicException("topic " + topic + " does not exist"
                    + (there.isEmpty() ? "" : ", there are " + String.join(", ", there))
                    + " (--topics-readings says which one)");
        }
        return topics.get(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }
}
