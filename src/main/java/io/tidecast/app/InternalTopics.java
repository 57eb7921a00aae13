package io.tidecast.app;

import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.Role;
import io.tidecast.stream.TopicNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Replication of the internal topics: the changelogs and repartition topics that Kafka Streams makes for itself, with
 * the broker's replication factor unless it is told another. They hold all that has been learnt of the devices, and
 * should outlive what the readings outlive.
 */
final class InternalTopics {
    private static final int TIMEOUT_MS = (int) Topics.TIMEOUT.toMillis();
    private static final String CONFIG = StreamsConfig.REPLICATION_FACTOR_CONFIG;
    private static final String SETTING = KafkaClients.PREFIX + CONFIG;

    private final String applicationId;
    private final Set<Role> roles;
    private final TopicNames names;
    private final Map<String, String> kafka;

    /** @param applicationId prefix of the roles' own */
    InternalTopics(String applicationId, Set<Role> roles, TopicNames names, Map<String, String> kafka) {
        this.applicationId = applicationId;
        this.roles = roles;
        this.names = names;
        this.kafka = kafka;
    }

    /** Of each role the topics with fewer replicas than its input; none where the broker does not tell. */
    List<Topics.Problem> problems(Admin admin) {
        List<Topics.Problem> problems = new ArrayList<>();
        try {
            for (Role role : roles.stream().sorted().toList()) {
                String input = names.inputOf(role);
                int wanted = replicas(admin, List.of(input)).get(input);
                Map<String, Integer> found = replicas(admin, role);
                boolean there = !found.containsKey(toCome(role));
                problems.addAll(problems(found, there, input, wanted));
            }
        } catch (KafkaException e) {
            // What may not be looked at, or is not there, is told by the questions about rights and topics.
        }
        return problems;
    }

    /** @param there whether the topics have been made, or their replicas are what they would get */
    static List<Topics.Problem> problems(Map<String, Integer> replicas, boolean there, String input, int wanted) {
        String setting = "set " + SETTING + "=" + wanted;
        return replicas.entrySet().stream()
                .filter(topic -> topic.getValue() < wanted)
                .map(topic -> new Topics.Problem(
                        topic.getKey(),
                        false,
                        topic.getKey() + " should have a replication factor of at least the " + wanted + " of " + input
                                + ", " + (there ? "has " : "would have ") + topic.getValue(),
                        there
                                ? "raise it with kafka-reassign-partitions.sh, and " + setting + " for those to come"
                                : setting))
                .toList();
    }

    /** How many replicas the topics of a role have, or those to come would get. */
    Map<String, Integer> replicas(Admin admin, Role role) {
        List<String> internal =
                Topics.await(admin.listTopics(new ListTopicsOptions().timeoutMs(TIMEOUT_MS))
                                .names())
                        .stream()
                        .filter(name -> name.startsWith(prefix(role)))
                        .filter(name -> name.endsWith("-changelog") || name.endsWith("-repartition"))
                        .sorted()
                        .toList();
        return internal.isEmpty() ? Map.of(toCome(role), toBe(admin, prefix(role))) : replicas(admin, internal);
    }

    private String prefix(Role role) {
        return applicationId + "-" + role.lowerCase() + "-";
    }

    private String toCome(Role role) {
        return "the topics that begin with " + prefix(role);
    }

    private static Map<String, Integer> replicas(Admin admin, List<String> topics) {
        Map<String, TopicDescription> descriptions =
                Topics.await(admin.describeTopics(topics, new DescribeTopicsOptions().timeoutMs(TIMEOUT_MS))
                        .allTopicNames());
        Map<String, Integer> replicas = new LinkedHashMap<>();
        topics.forEach(topic -> replicas.put(
                topic,
                descriptions.get(topic).partitions().stream()
                        .mapToInt(partition -> partition.replicas().size())
                        .min()
                        .orElse(0)));
        return replicas;
    }

    /** What the broker would give a topic that is not there yet, asked by one that is not made. */
    private int toBe(Admin admin, String prefix) {
        int set = Integer.parseInt(kafka.getOrDefault(CONFIG, "-1"));
        if (set > 0) {
            return set;
        }
        KafkaFuture<Integer> answer = admin.createTopics(
                        List.of(new NewTopic(prefix + "doctor", Optional.of(1), Optional.empty())),
                        new CreateTopicsOptions().timeoutMs(TIMEOUT_MS).validateOnly(true))
                .replicationFactor(prefix + "doctor");
        return Topics.await(answer);
    }
}
