package io.tidecast.app;

import io.tidecast.config.ShortDuration;
import io.tidecast.input.GroupSource;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamSettings;
import io.tidecast.stream.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Kafka topics that the application needs, held against those a broker has. Nothing here changes a topic that exists.
 * Every question to the broker is answered within {@link #TIMEOUT} or ends in a {@link KafkaException}.
 */
public final class Topics {
    /** Partitions of a readings topic made here when nobody said how many. */
    public static final int DEFAULT_PARTITIONS = 6;

    /**
     * The models topic must take a record of this size: an artefact of at most 900 KB with what Kafka puts around it.
     */
    public static final int MODELS_MESSAGE_BYTES = 1_000_000;

    /** Longest wait for one answer of the broker; the first one over TLS and SCRAM takes seconds on a busy machine. */
    public static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Longest wait for a further answer of a broker that has answered: it is there, and may be busy. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long VISIBLE_POLL_MS = 20;

    /** Partition count that a topic must have. */
    public enum Partitions {
        ANY,
        AS_READINGS,
        ONE
    }

    /**
     * Topic specification: what the application asks of a topic.
     *
     * @param configs what it is made with
     */
    public record Required(String name, Partitions partitions, Map<String, String> configs) {}

    /**
     * Outcome of {@link #create}.
     *
     * @param made the topics made, with their number of partitions
     * @param present the topics that were there and are as they were
     */
    public record Creation(Map<String, Integer> made, List<String> present) {}

    /**
     * Misconfiguration of a topic that is not as it must or should be.
     *
     * @param fatal whether the application cannot work with it
     * @param message name, rule and value
     * @param remedy what to do
     */
    public record Problem(String topic, boolean fatal, String message, String remedy) {
        @Override
        public String toString() {
            return message + ": " + remedy;
        }
    }

    private final TopicNames names;
    private final List<Required> required;

    /** The topics that a process with these roles reads or writes. */
    public Topics(TopicNames names, Set<Role> roles) {
        this(names, roles, new GroupSource.None(), Optional.empty(), List.of());
    }

    /**
     * All six topics, and those of groups, of values known ahead, of static covariates and of days of one's own where
     * settings name them.
     *
     * @param groups where a device's group is told
     * @param covariates the topic of values known ahead
     * @param tables compacted topics of static covariates and of days of one's own
     */
    public static Topics all(TopicNames names, GroupSource groups, Optional<String> covariates, List<String> tables) {
        return new Topics(names, EnumSet.allOf(Role.class), groups, covariates, tables);
    }

    private Topics(
            TopicNames names, Set<Role> roles, GroupSource groups, Optional<String> covariates, List<String> tables) {
        this.names = names;
        List<Required> topics = new ArrayList<>();
        if (roles.contains(Role.FORECASTER)) {
            topics.add(new Required(names.readings(), Partitions.ANY, Map.of()));
            topics.add(new Required(names.forecasts(), Partitions.AS_READINGS, Map.of()));
            topics.add(new Required(names.scores(), Partitions.AS_READINGS, Map.of()));
            if (groups instanceof GroupSource.Table table) {
                topics.add(compacted(table.topic()));
            }
            covariates.ifPresent(topic -> topics.add(
                    new Required(topic, Partitions.ANY, Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "delete"))));
        }
        tables.forEach(topic -> topics.add(compacted(topic)));
        topics.add(
                new Required(names.retraining(), Partitions.ANY, Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "delete")));
        topics.add(new Required(names.models(), Partitions.ONE, modelsConfigs()));
        topics.add(new Required(names.deadLetters(), Partitions.ANY, Map.of()));
        required = List.copyOf(topics);
    }

    private static Required compacted(String topic) {
        return new Required(topic, Partitions.ANY, Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, "compact"));
    }

    public static Topics of(StreamSettings settings) {
        return new Topics(
                settings.topics(),
                settings.roles(),
                settings.groups(),
                settings.covariates(),
                Stream.of(settings.statics().topic(), settings.days())
                        .flatMap(Optional::stream)
                        .toList());
    }

    /** All six topics. */
    public static Topics all(TopicNames names) {
        return new Topics(names, EnumSet.allOf(Role.class));
    }

    /** Small segments, because only closed segments are compacted and every instance reads the topic from its start. */
    private static Map<String, String> modelsConfigs() {
        Map<String, String> configs = new LinkedHashMap<>();
        configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, "compact");
        configs.put(TopicConfig.SEGMENT_BYTES_CONFIG, "16777216");
        configs.put(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1");
        return configs;
    }

    public List<Required> required() {
        return required;
    }

    /** The topics the broker does not have, in the order of {@link #required()}. */
    public List<String> missing(Admin admin) {
        Map<String, TopicDescription> there = describe(admin);
        return requiredNames().stream().filter(name -> !there.containsKey(name)).toList();
    }

    /**
     * Makes what is missing.
     *
     * @param partitions partitions of readings, retraining and dead letters; forecasts and scores follow a readings
     *     topic that is there
     * @param replication replication factor; empty for the broker's own default
     */
    public Creation create(Admin admin, int partitions, Optional<Short> replication) {
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions must be at least 1, was " + partitions);
        }
        Map<String, TopicDescription> there = describe(admin);
        TopicDescription readings = there.get(names.readings());
        int asReadings = readings == null ? partitions : readings.partitions().size();
        List<NewTopic> wanted = new ArrayList<>();
        for (Required topic : required) {
            if (!there.containsKey(topic.name())) {
                int count =
                        switch (topic.partitions()) {
                            case ANY -> partitions;
                            case AS_READINGS -> asReadings;
                            case ONE -> 1;
                        };
                wanted.add(new NewTopic(topic.name(), Optional.of(count), replication).configs(topic.configs()));
            }
        }
        Map<String, Integer> made = new LinkedHashMap<>();
        Map<String, KafkaFuture<Void>> results = admin.createTopics(
                        wanted, new CreateTopicsOptions().timeoutMs((int) TIMEOUT.toMillis()))
                .values();
        for (NewTopic topic : wanted) {
            try {
                await(results.get(topic.name()));
                made.put(topic.name(), topic.numPartitions());
            } catch (TopicExistsException e) {
                // Somebody was faster: it is there, which is what was asked for.
            }
        }
        awaitVisible(admin);
        return new Creation(
                made,
                requiredNames().stream().filter(name -> !made.containsKey(name)).toList());
    }

    /** How many partitions the required topics have that are there. */
    public Map<String, Integer> partitions(Admin admin) {
        Map<String, Integer> partitions = new TreeMap<>();
        describe(admin)
                .forEach((topic, description) ->
                        partitions.put(topic, description.partitions().size()));
        return partitions;
    }

    /**
     * Ids of topics, by which one that was made again is told from the one before; without those that are not there, or
     * may not be looked at.
     */
    Map<String, String> ids(Admin admin) {
        Map<String, String> ids = new TreeMap<>();
        describe(admin, new LinkedHashSet<>())
                .forEach((topic, description) ->
                        ids.put(topic, description.topicId().toString()));
        return ids;
    }

    /** Whether this user may write to a topic; so it is taken to be where the broker does not tell. */
    boolean mayWrite(Admin admin, String topic) {
        Set<AclOperation> allowed = await(admin.describeTopics(
                                List.of(topic),
                                new DescribeTopicsOptions()
                                        .timeoutMs((int) TIMEOUT.toMillis())
                                        .includeAuthorizedOperations(true))
                        .topicNameValues()
                        .get(topic))
                .authorizedOperations();
        return !Permissions.misses(allowed, AclOperation.WRITE);
    }

    /** What is not as it must or should be, topic by topic; empty when all is well. */
    public List<Problem> problems(Admin admin) {
        Set<String> hidden = new LinkedHashSet<>();
        Map<String, TopicDescription> there = describe(admin, hidden);
        Map<String, Map<String, String>> configs = configs(admin, there.keySet());
        TopicDescription readings = there.get(names.readings());
        List<Problem> problems = new ArrayList<>();
        for (Required topic : required) {
            TopicDescription description = there.get(topic.name());
            if (hidden.contains(topic.name())) {
                problems.add(new Problem(
                        topic.name(),
                        true,
                        "topic " + topic.name() + " may not be looked at",
                        "allow READ or WRITE on it, as the role needs; DESCRIBE comes with both"));
                continue;
            }
            if (description == null) {
                problems.add(new Problem(
                        topic.name(),
                        true,
                        "topic " + topic.name() + " does not exist",
                        "make it with `tidecast topics create`"));
                continue;
            }
            partitionProblem(topic, description, readings).ifPresent(problems::add);
            Map<String, String> config = configs.get(topic.name());
            if (config == null) {
                problems.add(new Problem(
                        topic.name(),
                        false,
                        "the settings of topic " + topic.name() + " cannot be read",
                        "allow DESCRIBE_CONFIGS on it to have them checked"));
            } else {
                problems.addAll(configProblems(topic, description, config));
            }
        }
        return problems;
    }

    private static Optional<Problem> partitionProblem(
            Required topic, TopicDescription description, TopicDescription readings) {
        int count = description.partitions().size();
        if (topic.partitions() == Partitions.ONE && count != 1) {
            return Optional.of(new Problem(
                    topic.name(),
                    true,
                    "topic " + topic.name() + " must have 1 partition, has " + count,
                    "a pointer must follow its version; name a new topic and publish the model there"));
        }
        if (topic.partitions() == Partitions.AS_READINGS
                && readings != null
                && count != readings.partitions().size()) {
            return Optional.of(new Problem(
                    topic.name(),
                    false,
                    "topic " + topic.name() + " should have as many partitions as " + readings.name() + " ("
                            + readings.partitions().size() + "), has " + count,
                    "it works, but cannot be joined with the readings; make it anew with as many"));
        }
        return Optional.empty();
    }

    private static List<Problem> configProblems(
            Required topic, TopicDescription description, Map<String, String> config) {
        List<Problem> problems = new ArrayList<>();
        String name = topic.name();
        String policy = config.getOrDefault(TopicConfig.CLEANUP_POLICY_CONFIG, "");
        String wantedPolicy = topic.configs().get(TopicConfig.CLEANUP_POLICY_CONFIG);
        if (wantedPolicy != null && !wantedPolicy.equals(policy)) {
            problems.add(new Problem(
                    name,
                    true,
                    "topic " + name + " must have cleanup.policy=" + wantedPolicy + ", has " + policy,
                    "kafka-configs.sh --alter --entity-type topics --entity-name " + name
                            + " --add-config cleanup.policy=" + wantedPolicy));
        }
        long messageBytes = Long.parseLong(
                config.getOrDefault(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(Long.MAX_VALUE)));
        if (topic.partitions() == Partitions.ONE && messageBytes < MODELS_MESSAGE_BYTES) {
            problems.add(new Problem(
                    name,
                    false,
                    "topic " + name + " should have max.message.bytes of at least " + MODELS_MESSAGE_BYTES + ", has "
                            + messageBytes,
                    "a larger model could not be published; raise it with kafka-configs.sh"));
        }
        int replicas = description.partitions().get(0).replicas().size();
        int inSync = Integer.parseInt(config.getOrDefault(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "1"));
        if (inSync > replicas) {
            problems.add(new Problem(
                    name,
                    true,
                    "topic " + name + " must have min.insync.replicas of at most its " + replicas + " replicas, has "
                            + inSync,
                    "no write would be accepted; lower it or add replicas"));
        }
        return problems;
    }

    /** @throws TopicAuthorizationException if one of them may not be looked at */
    private Map<String, TopicDescription> describe(Admin admin) {
        Set<String> hidden = new LinkedHashSet<>();
        Map<String, TopicDescription> there = describe(admin, hidden);
        if (!hidden.isEmpty()) {
            throw new TopicAuthorizationException("topics that may not be looked at: " + hidden, hidden);
        }
        return there;
    }

    /** @param hidden gets the names of those that may not be looked at */
    private Map<String, TopicDescription> describe(Admin admin, Set<String> hidden) {
        Map<String, KafkaFuture<TopicDescription>> answers = admin.describeTopics(
                        requiredNames(), new DescribeTopicsOptions().timeoutMs((int) TIMEOUT.toMillis()))
                .topicNameValues();
        Map<String, TopicDescription> there = new LinkedHashMap<>();
        answers.forEach((name, answer) -> {
            try {
                there.put(name, await(answer));
            } catch (UnknownTopicOrPartitionException e) {
                // Not there: absent from the answer.
            } catch (TopicAuthorizationException e) {
                hidden.add(name);
            }
        });
        return there;
    }

    /** The topics' settings; a topic whose settings may not be read is absent. */
    private static Map<String, Map<String, String>> configs(Admin admin, Set<String> topics) {
        List<ConfigResource> resources = topics.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<String, Map<String, String>> configs = new LinkedHashMap<>();
        admin.describeConfigs(resources, new DescribeConfigsOptions().timeoutMs((int) TIMEOUT.toMillis()))
                .values()
                .forEach((resource, answer) -> {
                    try {
                        configs.put(
                                resource.name(),
                                await(answer).entries().stream()
                                        .filter(entry -> entry.value() != null)
                                        .collect(Collectors.toMap(e -> e.name(), e -> e.value())));
                    } catch (AuthorizationException e) {
                        // Absent, and reported so.
                    }
                });
        return configs;
    }

    /** The controller has made the topics; a broker asked at once may not know them yet. */
    private void awaitVisible(Admin admin) {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        List<String> missing = missing(admin);
        while (!missing.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException(
                        "topics " + missing + " were made but not visible within " + ShortDuration.of(TIMEOUT));
            }
            try {
                Thread.sleep(VISIBLE_POLL_MS);
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
            missing = missing(admin);
        }
    }

    private List<String> requiredNames() {
        return required.stream().map(Required::name).toList();
    }

    /**
     * Waits for an answer of the broker.
     *
     * @throws KafkaException what it answers instead
     */
    static <T> T await(KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException cause) {
                throw cause;
            }
            throw new KafkaException(e.getCause());
        }
    }
}
