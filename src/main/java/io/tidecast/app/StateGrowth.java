package io.tidecast.app;

import io.tidecast.config.Printable;
import io.tidecast.config.ShortDuration;
import io.tidecast.device.MovedLayouts;
import io.tidecast.record.Names;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.Role;
import io.tidecast.stream.TopicNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DeleteTopicsOptions;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Repartitioning of a role's state in place: partitions are added to its changelogs, and every entry goes to where its
 * device hashes to now, with what waits in between. Nothing is deleted before it stands elsewhere, and a topic of its
 * own says that a growth is under way, so that one that was cut off anywhere is gone on with, and nobody works on what
 * is half moved.
 */
public final class StateGrowth {
    private static final int TIMEOUT_MS = (int) Topics.TIMEOUT.toMillis();
    private static final int BATCH = 1_000;
    /** A member that was stopped without leaving stays in the group as long as its session lasts, 45 s by default. */
    private static final Duration SESSION = Duration.ofSeconds(60);

    private static final long LOOK_MS = 500;

    private final KafkaClients clients;
    private final Map<Role, String> applicationIds;
    private final TopicNames names;
    private final boolean keyedByDevice;
    private final Consumer<String> report;
    private final int batch;
    private final Duration patience;

    /**
     * Grows nothing yet.
     *
     * @param applicationIds of the roles whose state there may be
     * @param report gets a line for each step that is done
     */
    public StateGrowth(
            KafkaClients clients,
            Map<Role, String> applicationIds,
            TopicNames names,
            boolean keyedByDevice,
            Consumer<String> report) {
        this(clients, applicationIds, names, keyedByDevice, report, BATCH, SESSION);
    }

    /**
     * The same.
     *
     * @param batch entries moved in one transaction
     * @param patience how long is waited for the members of a group to be gone
     */
    StateGrowth(
            KafkaClients clients,
            Map<Role, String> applicationIds,
            TopicNames names,
            boolean keyedByDevice,
            Consumer<String> report,
            int batch,
            Duration patience) {
        this.batch = batch;
        this.patience = patience;
        this.clients = clients;
        this.applicationIds = Map.copyOf(applicationIds);
        this.names = names;
        this.keyedByDevice = keyedByDevice;
        this.report = report;
    }

    /**
     * Grows the state of the forecaster, and brings that of the trainer up to its input.
     *
     * @param partitions how many that of the forecaster is to have
     * @throws IllegalStateException if that cannot be done as things are, with the reason; nothing has happened then
     */
    public void grow(int partitions) {
        try (Admin admin = clients.admin()) {
            for (Role role : applicationIds.keySet().stream().sorted().toList()) {
                awaitNobody(admin, applicationIds.get(role));
            }
            for (Role role : applicationIds.keySet().stream().sorted().toList()) {
                StatePartitions state = read(admin, role);
                int wanted = role == Role.FORECASTER
                        ? partitions
                        : Math.max(state.count(), state.partitions().getOrDefault(state.input(), 0));
                if (role == Role.FORECASTER || state.problem().isPresent()) {
                    grow(admin, state, wanted);
                }
            }
        }
    }

    private StatePartitions read(Admin admin, Role role) {
        return StatePartitions.read(admin, role, applicationIds.get(role), names, keyedByDevice);
    }

    private void grow(Admin admin, StatePartitions state, int partitions) {
        String id = state.applicationId();
        require(
                !state.ofState().isEmpty(),
                "there must be state of " + id + " to grow, there is none: it is made with as many partitions as topic "
                        + state.input() + " has");
        require(
                partitions >= state.count(),
                "the partitions of " + id + " must be at least the " + state.count() + " that there are, was "
                        + partitions);
        require(
                state.growing().orElse(partitions) == partitions,
                "the growth of " + id + " to " + state.growing().orElse(0)
                        + " partitions must be finished first, was told " + partitions);
        int inputs = state.partitions().getOrDefault(state.input(), 0);
        require(
                state.routed() || inputs <= partitions,
                "the partitions of " + id + " must be the " + inputs + " of topic " + state.input() + ", was "
                        + partitions);
        try (KafkaConsumer<byte[], byte[]> consumer = clients.bytesConsumer(id);
                Producer<byte[], byte[]> producer = clients.transactions(id + "-grow")) {
            producer.initTransactions();
            PartitionScan scan = new PartitionScan(consumer);
            if (!state.routed()) {
                requirePlacedByKey(scan, state);
            }
            if (state.role() == Role.FORECASTER && !state.routed()) {
                requireNothingMisplaced(Backlog.read(admin, scan, id, state.input(), inputs, partitions));
            }
            mark(admin, state, partitions);
            awaitNobody(admin, id);
            add(admin, state.changelogs().values(), state.partitions(), partitions);
            ChangelogMove move = new ChangelogMove(scan, producer, partitions, batch, report);
            MovedLayouts layouts = state.role() == Role.FORECASTER
                    ? move.layouts(state.changelogs().get(Names.STATISTICS))
                    : new MovedLayouts(Map.of(), partitions);
            state.changelogs().forEach((store, changelog) -> {
                long moved = state.partitions().containsKey(changelog) ? move.move(store, changelog, layouts) : 0;
                if (moved > 0) {
                    report.accept(moved + " entries of " + changelog + " moved");
                }
            });
            moveBacklog(admin, consumer, producer, state, partitions);
            Topics.await(admin.deleteTopics(List.of(state.marker()), new DeleteTopicsOptions().timeoutMs(TIMEOUT_MS))
                    .all());
            report.accept("the state of " + id + " has " + partitions + " partitions");
        }
    }

    /** What stands between input and state, or else the input where it is the application's own; keyed input grows. */
    private void moveBacklog(
            Admin admin,
            KafkaConsumer<byte[], byte[]> consumer,
            Producer<byte[], byte[]> producer,
            StatePartitions state,
            int partitions) {
        String between = state.role() == Role.FORECASTER ? state.repartition() : state.input();
        if (!state.routed()) {
            add(admin, List.of(state.input()), state.partitions(), partitions);
        }
        add(admin, List.of(between), state.partitions(), partitions);
        if (!state.partitions().containsKey(between)) {
            return;
        }
        long moved = Backlog.read(
                        admin, new PartitionScan(consumer), state.applicationId(), between, partitions, partitions)
                .move(producer, consumer.groupMetadata());
        report.accept(moved + " records that wait in " + between + " moved");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    /** What the producer of the input does is seen by where its devices' state is. */
    private static void requirePlacedByKey(PartitionScan scan, StatePartitions state) {
        if (state.growing().isPresent()) {
            return; // It has been looked at, and some is in its new place.
        }
        String changelog = state.changelogs().get(state.role() == Role.FORECASTER ? Names.CLOCKS : Names.TRAINER);
        int count = state.partitions().getOrDefault(changelog, 0);
        for (int p = 0; p < count; p++) {
            TopicPartition partition = new TopicPartition(changelog, p);
            scan.all(
                    partition,
                    record -> require(
                            record.value() == null
                                    || ChangelogMove.partition(record.key(), count) == record.partition(),
                            "records of topic " + state.input()
                                    + " must be where Kafka's default partitioner puts their keys, those of "
                                    + Printable.value(new String(record.key(), StandardCharsets.UTF_8))
                                    + " are in partition " + record.partition()
                                    + ": where they will be is not known here"));
        }
    }

    private static void requireNothingMisplaced(Backlog input) {
        require(
                input.misplaced().isEmpty(),
                "records that wait must be in the partition that their device hashes to once it has grown, others are in "
                        + input.misplaced()
                        + ": run with readings.keyed-by-device=false, which reads them in any partition, until none waits");
    }

    private void mark(Admin admin, StatePartitions state, int partitions) {
        if (state.growing().isEmpty()) {
            try {
                Topics.await(admin.createTopics(
                                List.of(new NewTopic(state.marker(), Optional.of(partitions), Optional.empty())),
                                new CreateTopicsOptions().timeoutMs(TIMEOUT_MS))
                        .all());
            } catch (TopicExistsException e) {
                throw new IllegalStateException("another growth of " + state.applicationId() + " has just begun", e);
            }
        }
        report.accept("topic " + state.marker() + " keeps every instance from starting");
    }

    /** Adds what partitions are missing; topics that are not there will be made with as many as are needed. */
    private void add(Admin admin, Iterable<String> topics, Map<String, Integer> there, int partitions) {
        for (String topic : topics) {
            if (there.getOrDefault(topic, partitions) < partitions) {
                try {
                    Topics.await(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                            .all());
                } catch (InvalidPartitionsException e) {
                    // Added before this was cut off: a broker tells of it later than the controller knows it.
                    if (!awaitTold(admin, topic, partitions)) {
                        throw e;
                    }
                }
                report.accept(topic + " has " + partitions + " partitions, had " + there.get(topic));
            }
        }
    }

    /** Whether the broker tells of so many partitions of a topic, now or soon. */
    private static boolean awaitTold(Admin admin, String topic, int partitions) {
        long deadline = System.nanoTime() + Duration.ofMillis(TIMEOUT_MS).toNanos();
        while (System.nanoTime() < deadline) {
            if (Topics.await(admin.describeTopics(List.of(topic)).allTopicNames())
                            .get(topic)
                            .partitions()
                            .size()
                    == partitions) {
                return true;
            }
            try {
                Thread.sleep(LOOK_MS);
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
        return false;
    }

    /** Waits until a group has no members, or is not there. */
    private void awaitNobody(Admin admin, String group) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean told = false;
        for (Optional<GroupState> state = state(admin, group); isAlive(state); state = state(admin, group)) {
            require(
                    System.nanoTime() < deadline,
                    "group " + group + " must have no members, is " + state.get()
                            + ": stop every instance; one that was killed counts until its session.timeout.ms is over");
            if (!told) {
                report.accept("waiting for the members of group " + group + " to be gone, " + ShortDuration.of(patience)
                        + " at most");
                told = true;
            }
            try {
                Thread.sleep(LOOK_MS);
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
    }

    private static boolean isAlive(Optional<GroupState> state) {
        return state.filter(s -> !Set.of(GroupState.EMPTY, GroupState.DEAD).contains(s))
                .isPresent();
    }

    /** Asked of all groups, as there are several kinds; one that is not listed is either not there or hidden. */
    private static Optional<GroupState> state(Admin admin, String group) {
        Optional<GroupState> listed =
                Topics.await(admin.listGroups(new ListGroupsOptions().timeoutMs(TIMEOUT_MS))
                                .all())
                        .stream()
                        .filter(one -> one.groupId().equals(group))
                        .flatMap(one -> one.groupState().stream())
                        .findFirst();
        if (listed.isEmpty()) {
            try {
                Topics.await(admin.describeConsumerGroups(List.of(group)).all());
            } catch (GroupIdNotFoundException e) {
                return Optional.empty();
            }
        }
        return listed;
    }
}
