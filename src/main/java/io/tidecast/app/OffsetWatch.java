package io.tidecast.app;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Liveness check of consumer groups by their committed offsets, from outside: it asks the broker over a connection of
 * its own, since a client that hangs believes its own figures. A broker that does not answer tells nothing about the
 * client and changes nothing here.
 */
final class OffsetWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OffsetWatch.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private final Supplier<Admin> connect;
    private final Map<String, Member> groups;
    private final Map<String, StuckOffsets> stuck = new HashMap<>();
    private final Map<String, StuckRebalance> rebalances = new HashMap<>();
    private final Duration pause;
    private final Thread thread = new Thread(this::run, "offset-watch");
    private volatile boolean closed;

    /**
     * Membership of this process in a consumer group.
     *
     * @param name for messages
     * @param input topic of which every partition must be read by somebody
     * @param partitions that it should be making progress on
     * @param rebalancing whether it is being assigned its partitions
     * @param restored records of state it has restored since it began
     * @param longestRebalance how long it may be assigned partitions without restoring anything
     */
    record Member(
            String name,
            String input,
            Supplier<Set<TopicPartition>> partitions,
            BooleanSupplier rebalancing,
            LongSupplier restored,
            Duration longestRebalance) {}

    /**
     * Watches from {@link #start()} on.
     *
     * @param connect makes the client that asks
     * @param groups this process's part per consumer group
     * @param limit how long a partition may stand still
     */
    OffsetWatch(Supplier<Admin> connect, Map<String, Member> groups, Duration limit) {
        this.connect = connect;
        this.groups = groups;
        Duration fifth = limit.dividedBy(5);
        pause = fifth.compareTo(LONGEST_PAUSE) < 0 ? fifth : LONGEST_PAUSE;
        groups.forEach((group, member) -> {
            stuck.put(group, new StuckOffsets(limit, pause));
            rebalances.put(group, new StuckRebalance(member.longestRebalance(), pause));
        });
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** What is stuck, in words. */
    List<String> found() {
        synchronized (stuck) {
            List<String> found = new ArrayList<>();
            groups.forEach((group, member) -> {
                found.addAll(stuck.get(group).found());
                rebalances.get(group).found().ifPresent(hangs -> found.add(member.name() + " " + hangs));
            });
            return found;
        }
    }

    private void run() {
        try {
            while (!closed) {
                watch();
                Thread.sleep(pause.toMillis());
            }
        } catch (InterruptedException e) {
            LOG.debug("closed");
        }
    }

    /** Looks until there is no client to ask with, as while the broker's name cannot be resolved. */
    private void watch() throws InterruptedException {
        try (Admin admin = connect.get()) {
            while (!closed) {
                look(admin);
                Thread.sleep(pause.toMillis());
            }
        } catch (KafkaException e) {
            LOG.debug("the broker cannot be asked", e);
        }
    }

    private void look(Admin admin) throws InterruptedException {
        for (Map.Entry<String, Member> group : groups.entrySet()) {
            Member member = group.getValue();
            try {
                Set<TopicPartition> partitions = member.partitions().get();
                if (partitions.isEmpty()) { // Nothing else is asked that says whether the broker is there.
                    admin.describeCluster().nodes().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
                }
                if (!partitions.isEmpty()) {
                    partitions = new HashSet<>(partitions);
                    partitions.addAll(neverRead(admin, group.getKey(), member.input()));
                }
                Map<TopicPartition, Long> committed = committed(admin, group.getKey(), partitions);
                Map<TopicPartition, Long> ends = offsets(admin, partitions, OffsetSpec.latest());
                synchronized (stuck) {
                    long nowMs = System.nanoTime() / 1_000_000;
                    stuck.get(group.getKey()).look(nowMs, committed, ends);
                    rebalances
                            .get(group.getKey())
                            .look(
                                    nowMs,
                                    member.rebalancing().getAsBoolean(),
                                    member.restored().getAsLong());
                }
            } catch (ExecutionException | TimeoutException e) {
                LOG.debug("the offsets of {} cannot be seen", group.getKey(), e);
            }
        }
    }

    /** Partitions that no member has ever committed for, as of ones that were added and that nobody is assigned. */
    private static Set<TopicPartition> neverRead(Admin admin, String group, String topic)
            throws InterruptedException, ExecutionException, TimeoutException {
        Set<TopicPartition> partitions = admin
                .describeTopics(List.of(topic))
                .topicNameValues()
                .get(topic)
                .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                .partitions()
                .stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .collect(Collectors.toSet());
        partitions.removeAll(admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                .keySet());
        return partitions;
    }

    private static Map<TopicPartition, Long> committed(Admin admin, String group, Set<TopicPartition> partitions)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, OffsetAndMetadata> known = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        Map<TopicPartition, Long> committed = new HashMap<>();
        Set<TopicPartition> never =
                partitions.stream().filter(p -> known.get(p) == null).collect(Collectors.toSet());
        partitions.stream()
                .filter(p -> !never.contains(p))
                .forEach(p -> committed.put(p, known.get(p).offset()));
        committed.putAll(offsets(admin, never, OffsetSpec.earliest()));
        return committed;
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, Set<TopicPartition> partitions, OffsetSpec spec)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, OffsetSpec> asked = partitions.stream().collect(Collectors.toMap(p -> p, p -> spec));
        // Records of a transaction that is still open may not be read, and nobody is behind for not reading them.
        Map<TopicPartition, ListOffsetsResultInfo> answer = admin.listOffsets(
                        asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        return answer.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().offset()));
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
