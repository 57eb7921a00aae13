package io.tidecast.app;

import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamSettings;
import io.tidecast.trainer.ModelPartitions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Topics of a cluster as they are when a role starts: whether they can be used at all, and what follows from them for
 * the topologies.
 *
 * @param bounded the settings with what the topics take
 * @param modelPartitions of the trainer's input
 * @param origins what the state of each role has to be of
 */
record StartChecks(StreamSettings bounded, ModelPartitions modelPartitions, Map<Role, StateOrigin> origins) {
    private static final Logger LOG = LoggerFactory.getLogger(StartChecks.class);

    /**
     * Asks the broker.
     *
     * @throws IllegalStateException if a topic is missing or cannot be used, with what to do about it
     * @throws org.apache.kafka.common.KafkaException if the broker does not answer
     */
    static StartChecks of(StreamSettings settings) {
        try (Admin admin = new KafkaClients(settings.kafka()).admin()) {
            KafkaFuture<String> cluster = admin.describeCluster(
                            new DescribeClusterOptions().timeoutMs((int) Topics.TIMEOUT.toMillis()))
                    .clusterId();
            Topics topics = Topics.of(settings);
            requireNone(topics.problems(admin));
            Map<Role, StatePartitions> partitions = statePartitions(settings, admin);
            List<Topics.Problem> problems = problems(partitions);
            requireNone(problems);
            TopicSizes sizes = TopicSizes.read(admin, settings);
            StreamSettings bounded = settings.toBuilder()
                    .topicLimits(sizes.limits())
                    .statePartitions(
                            settings.roles().contains(Role.FORECASTER)
                                    ? partitions.get(Role.FORECASTER).count()
                                    : 0)
                    .build();
            problems.addAll(new RecordSizes(bounded, sizes).problems());
            requireNone(problems);
            problems.addAll(
                    new InternalTopics(settings.applicationId(), settings.roles(), settings.topics(), settings.kafka())
                            .problems(admin));
            problems.forEach(problem -> LOG.warn("{}", problem));
            long heap = Runtime.getRuntime().maxMemory();
            Map<String, Integer> tasks = new HashMap<>(topics.partitions(admin));
            partitions.values().forEach(state -> tasks.put(state.input(), state.count()));
            LOG.info(settings.memory().describe(settings, tasks, heap));
            settings.memory().warning(settings, heap).ifPresent(LOG::warn);
            return new StartChecks(
                    bounded,
                    modelPartitions(settings, topics, admin),
                    origins(settings, Topics.await(cluster), topics.ids(admin)));
        }
    }

    private static Map<Role, StateOrigin> origins(StreamSettings settings, String cluster, Map<String, String> ids) {
        Map<Role, StateOrigin> origins = new EnumMap<>(Role.class);
        for (Role role : settings.roles()) {
            Optional<String> input =
                    Optional.ofNullable(ids.get(settings.topics().inputOf(role)));
            origins.put(role, new StateOrigin(cluster, input));
        }
        return origins;
    }

    private static ModelPartitions modelPartitions(StreamSettings settings, Topics topics, Admin admin) {
        if (!settings.roles().contains(Role.TRAINER)) {
            return ModelPartitions.ONE;
        }
        String retraining = settings.topics().retraining();
        int count = Optional.ofNullable(topics.partitions(admin).get(retraining))
                .orElseThrow(() -> new UnknownTopicOrPartitionException("topic " + retraining + " is not there yet"));
        ModelPartitions found = new ModelPartitions(count, topics.mayWrite(admin, retraining));
        if (found.count() > 1 && !found.writable()) {
            LOG.warn(
                    "topic {} may not be written to: what another producer's hash puts into another partition than its"
                            + " model's becomes a dead letter; allow WRITE, and it is sent there",
                    retraining);
        }
        return found;
    }

    private static Map<Role, StatePartitions> statePartitions(StreamSettings settings, Admin admin) {
        Map<Role, StatePartitions> partitions = new EnumMap<>(Role.class);
        settings.roles()
                .forEach(role -> partitions.put(
                        role,
                        StatePartitions.read(
                                admin,
                                role,
                                settings.applicationId(role),
                                settings.topics(),
                                settings.keyedByDevice())));
        return partitions;
    }

    private static List<Topics.Problem> problems(Map<Role, StatePartitions> partitions) {
        return partitions.values().stream()
                .flatMap(state -> state.problem().stream())
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static void requireNone(List<Topics.Problem> problems) {
        List<Topics.Problem> fatal =
                problems.stream().filter(Topics.Problem::fatal).toList();
        if (!fatal.isEmpty()) {
            throw new IllegalStateException(
                    fatal.stream().map(Topics.Problem::toString).collect(Collectors.joining("; ")));
        }
    }

    /** Says of a failure whether it goes back to the numbers of partitions, which Kafka Streams has no remedy for. */
    static void explain(StreamSettings settings) {
        try (Admin admin = new KafkaClients(settings.kafka()).admin()) {
            problems(statePartitions(settings, admin)).stream()
                    .filter(Topics.Problem::fatal)
                    .forEach(problem -> LOG.error("{}", problem));
        } catch (KafkaException e) {
            LOG.debug("the broker cannot be asked why", e);
        }
    }
}
