package io.tidecast.demo;

import io.tidecast.app.Topics;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamSettings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;

/**
 * Topic setup of the demo: makes its topics, and on a broker that outlives the demo takes away all that it has left
 * there.
 */
final class DemoTopics {
    /** A small fleet is no work for two stream threads, and each partition is stores that somebody waits for. */
    private static final int PARTITIONS = 1;

    private DemoTopics() {}

    static void create(Admin admin, StreamSettings settings) {
        Topics.of(settings).create(admin, PARTITIONS, Optional.empty());
    }

    /** Removes the topics and groups whose names begin with this run's own application id. */
    static void remove(Admin admin, StreamSettings settings) throws InterruptedException, ExecutionException {
        Set<String> names = admin.listTopics().names().get();
        List<String> mine = names.stream()
                .filter(name -> name.startsWith(settings.applicationId()))
                .toList();
        admin.deleteTopics(mine).all().get();
        for (Role role : Role.values()) {
            String group = settings.applicationId(role);
            // Static members stay in the group when they stop.
            admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get();
            admin.deleteConsumerGroups(List.of(group)).all().get();
        }
    }
}
