package io.tidecast.app;

import io.tidecast.stream.Role;
import io.tidecast.stream.TopicNames;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTransactionsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Authorisation check: asks a broker whether its ACLs allow this user what the application does, by what the broker
 * tells of operations and by asking for what it would refuse. Changes nothing.
 */
final class Permissions {
    private static final int TIMEOUT_MS = (int) Topics.TIMEOUT.toMillis();

    private final TopicNames names;
    private final Topics required;
    private final Map<Role, String> applicationIds;
    private final boolean exactlyOnce;
    private final Consumer<Finding> report;

    /**
     * The check of a process.
     *
     * @param required the topics it needs
     * @param applicationIds of the roles that it has
     */
    Permissions(
            TopicNames names,
            Topics required,
            Map<Role, String> applicationIds,
            boolean exactlyOnce,
            Consumer<Finding> report) {
        this.names = names;
        this.required = required;
        this.applicationIds = applicationIds;
        this.exactlyOnce = exactlyOnce;
        this.report = report;
    }

    void examine(Admin admin) {
        ofTopics(admin);
        ofGroups(admin);
        ofItsOwn(admin);
    }

    private void ofTopics(Admin admin) {
        Map<String, Set<AclOperation>> needed = neededOperations();
        Map<String, KafkaFuture<TopicDescription>> answers = admin.describeTopics(
                        needed.keySet(),
                        new DescribeTopicsOptions().timeoutMs(TIMEOUT_MS).includeAuthorizedOperations(true))
                .topicNameValues();
        boolean all = true;
        for (Map.Entry<String, Set<AclOperation>> topic : needed.entrySet()) {
            try {
                Set<AclOperation> allowed =
                        Topics.await(answers.get(topic.getKey())).authorizedOperations();
                for (AclOperation operation : topic.getValue()) {
                    if (misses(allowed, operation)) {
                        all = false;
                        report.accept(Finding.fail(
                                "permissions: no " + operation + " on topic " + topic.getKey(), "allow it"));
                    }
                }
            } catch (UnknownTopicOrPartitionException | AuthorizationException e) {
                all = false; // Reported with the topics.
            }
        }
        if (all) {
            report.accept(Finding.ok("permissions: all topics can be read and written as needed"));
        }
    }

    private Map<String, Set<AclOperation>> neededOperations() {
        Map<String, Set<AclOperation>> needed = new LinkedHashMap<>();
        if (applicationIds.containsKey(Role.FORECASTER)) {
            needed.put(names.readings(), EnumSet.of(AclOperation.READ));
            needed.put(names.forecasts(), EnumSet.of(AclOperation.WRITE));
            needed.put(names.scores(), EnumSet.of(AclOperation.WRITE));
        }
        needed.put(names.retraining(), EnumSet.noneOf(AclOperation.class));
        needed.put(names.models(), EnumSet.of(AclOperation.READ));
        needed.put(names.deadLetters(), EnumSet.of(AclOperation.WRITE));
        if (applicationIds.containsKey(Role.FORECASTER)) {
            needed.get(names.retraining()).add(AclOperation.WRITE);
        }
        // Tables of groups and values known ahead.
        required.required().forEach(topic -> needed.putIfAbsent(topic.name(), EnumSet.of(AclOperation.READ)));
        if (applicationIds.containsKey(Role.TRAINER)) {
            needed.get(names.retraining()).add(AclOperation.READ);
            needed.get(names.retraining()).add(AclOperation.WRITE); // What lies in another partition is sent on.
            needed.get(names.models()).add(AclOperation.WRITE);
        }
        return needed;
    }

    /** A group that is not there yet cannot be asked about, and is passed over. */
    private void ofGroups(Admin admin) {
        for (String group : applicationIds.values()) {
            try {
                Set<AclOperation> allowed = Topics.await(admin.describeConsumerGroups(
                                        List.of(group),
                                        new DescribeConsumerGroupsOptions()
                                                .timeoutMs(TIMEOUT_MS)
                                                .includeAuthorizedOperations(true))
                                .describedGroups()
                                .get(group))
                        .authorizedOperations();
                if (misses(allowed, AclOperation.READ)) {
                    report.accept(Finding.fail("permissions: no READ on group " + group, "allow it"));
                }
            } catch (AuthorizationException e) {
                report.accept(
                        Finding.fail("permissions: no DESCRIBE on group " + group, "allow READ, which includes it"));
            } catch (KafkaException e) {
                // Not there yet, or of the other protocol.
            }
        }
    }

    /**
     * What the application makes for itself, asked for by making a topic that is not made and by looking for a
     * transaction.
     */
    private void ofItsOwn(Admin admin) {
        for (String id : applicationIds.values()) {
            String prefix = id + "-";
            try {
                Topics.await(admin.createTopics(
                                List.of(new NewTopic(prefix + "doctor", Optional.of(1), Optional.empty())),
                                new CreateTopicsOptions().timeoutMs(TIMEOUT_MS).validateOnly(true))
                        .all());
            } catch (AuthorizationException e) {
                report.accept(Finding.fail(
                        "permissions: no CREATE on topics that begin with " + prefix,
                        "allow CREATE, READ, WRITE and DELETE on them: they are its changelogs"));
            } catch (KafkaException e) {
                report.accept(Finding.warn(
                        "topics: the broker would not make one such as " + prefix + "doctor: " + Doctor.rootMessage(e),
                        "see to what it says"));
            }
            if (exactlyOnce) {
                try {
                    Topics.await(admin.describeTransactions(
                                    List.of(prefix + "doctor"), new DescribeTransactionsOptions().timeoutMs(TIMEOUT_MS))
                            .all());
                } catch (AuthorizationException e) {
                    report.accept(Finding.fail(
                            "permissions: no WRITE on transactional ids that begin with " + prefix, "allow it"));
                } catch (KafkaException e) {
                    // There is none, which was to be expected.
                }
            }
        }
    }

    /** Whether a broker says that an operation is not allowed; one that says nothing does not. */
    static boolean misses(Set<AclOperation> allowed, AclOperation operation) {
        return allowed != null && !allowed.contains(operation) && !allowed.contains(AclOperation.ALL);
    }
}
