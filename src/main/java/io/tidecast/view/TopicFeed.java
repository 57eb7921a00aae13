package io.tidecast.view;

import io.tidecast.config.Printable;
import io.tidecast.stream.KafkaClients;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumer thread of the views: follows topics, all partitions, what is committed, without a group. What fails is tried
 * again for ever: a view that stands still is no reason to stop the application, and says so itself ({@link #behind}).
 */
public final class TopicFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFeed.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(2);
    /** How often what is known of the topics is looked at for partitions that were added. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final KafkaClients clients;
    private final Map<String, Source> sources = new HashMap<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::follow, "view");
    /** Of each topic that was found, the ends that it had then. */
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    /** By topic. */
    private final Map<String, String> behind = new ConcurrentHashMap<>();
    /** Of those behind, the ones that were asked for in vain, by topic. */
    private final Map<String, String> failing = new ConcurrentHashMap<>();

    /** Each failure is told once: it is tried every few seconds. */
    private final Set<String> logged = new HashSet<>();

    /** Made by the feed's thread: it cannot be while the broker's name does not resolve. Null before. */
    private volatile KafkaConsumer<String, byte[]> consumer;

    /**
     * Source topic of a feed.
     *
     * @param since the time of writing that is begun at; empty for the beginning of the topic
     * @param sink called by the feed's thread alone
     */
    public record Source(String topic, Optional<Instant> since, Consumer<ConsumerRecord<String, byte[]>> sink) {}

    private TopicFeed(KafkaClients clients, List<Source> sources) {
        this.clients = clients;
        for (Source source : sources) {
            this.sources.put(source.topic(), source);
            behind.put(source.topic(), "topic " + source.topic() + " is not being read yet");
        }
        thread.setDaemon(true);
    }

    /** Reads from now on; topics need not exist yet. */
    public static TopicFeed start(KafkaClients clients, List<Source> sources) {
        TopicFeed feed = new TopicFeed(clients, sources);
        feed.thread.start();
        return feed;
    }

    /** Why a topic is not known up to the end it had when it was first looked at, in words; empty once it is. */
    public List<String> behind(String topic) {
        return Optional.ofNullable(behind.get(topic)).map(List::of).orElse(List.of());
    }

    /** What keeps topics from being read, where something does. */
    public List<String> failing() {
        return List.copyOf(failing.values());
    }

    private void follow() {
        long nextLook = System.nanoTime();
        try {
            while (stop.getCount() > 0) {
                try {
                    if (consumer == null) {
                        consumer = clients.consumer();
                        continue; // Who has closed the feed meanwhile had no consumer to wake up.
                    }
                    if (System.nanoTime() - nextLook >= 0) {
                        nextLook = System.nanoTime() + (look() ? LOOK : RETRY).toNanos();
                    }
                    if (consumer.assignment().isEmpty()) {
                        stop.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
                        continue;
                    }
                    for (ConsumerRecord<String, byte[]> entry : consumer.poll(POLL)) {
                        sources.get(entry.topic()).sink().accept(entry);
                    }
                    noteWhoHasCaughtUp();
                } catch (WakeupException e) {
                    LOG.debug("woken up to stop");
                } catch (RuntimeException e) {
                    String message = why(e);
                    behind.keySet().forEach(topic -> notRead(topic, message));
                    stop.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (consumer != null) {
                consumer.close();
            }
        }
    }

    /** Of a client that could not be made, only the cause says why. */
    private static String why(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return Printable.message(
                Objects.toString(root.getMessage(), root.getClass().getSimpleName()));
    }

    private void notRead(String topic, String why) {
        String line = "topic " + topic + " is not being read: " + why;
        behind.put(topic, line);
        failing.put(topic, line);
        if (logged.add(line)) {
            LOG.warn("{}; it is tried again", line);
        }
    }

    /**
     * Goes to where a topic is to be begun, and to the beginning of what has been added to one since.
     *
     * @return whether all topics were found
     */
    private boolean look() {
        Map<TopicPartition, Optional<Instant>> found = new HashMap<>();
        boolean all = true;
        for (Source source : sources.values()) {
            boolean first =
                    ends.keySet().stream().noneMatch(known -> known.topic().equals(source.topic()));
            List<TopicPartition> partitions = partitions(source.topic());
            all &= !partitions.isEmpty();
            partitions.stream()
                    .filter(partition -> !ends.containsKey(partition))
                    .forEach(partition -> found.put(partition, first ? source.since() : Optional.empty()));
        }
        if (!found.isEmpty()) {
            begin(found);
        }
        return all;
    }

    private List<TopicPartition> partitions(String topic) {
        List<PartitionInfo> partitions = consumer.partitionsFor(topic, ANSWER);
        if (partitions == null || partitions.isEmpty()) {
            notRead(topic, "it does not exist; `tidecast topics create` makes it");
            return List.of();
        }
        return partitions.stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    private void begin(Map<TopicPartition, Optional<Instant>> found) {
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(found.keySet(), ANSWER);
        Map<TopicPartition, Long> foundEnds = consumer.endOffsets(found.keySet(), ANSWER);
        Map<TopicPartition, Long> times = new HashMap<>();
        found.forEach((partition, since) -> since.ifPresent(time -> times.put(partition, time.toEpochMilli())));
        Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(times, ANSWER);
        List<TopicPartition> all = new ArrayList<>(consumer.assignment());
        all.addAll(found.keySet());
        consumer.assign(all);
        for (TopicPartition partition : found.keySet()) {
            OffsetAndTimestamp start = starts.get(partition);
            // No record since then: what comes will be one.
            long nothingSince = times.containsKey(partition) ? foundEnds.get(partition) : beginnings.get(partition);
            consumer.seek(partition, start == null ? nothingSince : start.offset());
        }
        ends.putAll(foundEnds);
    }

    private void noteWhoHasCaughtUp() {
        for (String topic : List.copyOf(behind.keySet())) {
            boolean found = false;
            long left = 0;
            for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
                if (end.getKey().topic().equals(topic)) {
                    found = true;
                    left += Math.max(0, end.getValue() - consumer.position(end.getKey(), ANSWER));
                }
            }
            if (found) {
                failing.remove(topic);
            }
            if (found && left == 0) {
                behind.remove(topic);
            } else if (found) {
                behind.put(topic, "topic " + topic + " is being read, " + left + " records are left");
            }
        }
    }

    /** Reads no more; what it holds is let go within moments. */
    @Override
    public void close() {
        stop.countDown();
        KafkaConsumer<String, byte[]> reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
        try {
            thread.join(ANSWER.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
