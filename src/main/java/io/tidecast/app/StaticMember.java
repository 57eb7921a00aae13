package io.tidecast.app;

import io.tidecast.stream.ClientConfig;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupResult;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownMemberIdException;

/**
 * Static membership of a process in a role's consumer group: a member for each of its stream threads, whose place is
 * kept for it while it is away, for as long as its session lasts.
 *
 * @param group the role's consumer group
 * @param instance what the members' {@code group.instance.id} begin with
 * @param threads how many members it has
 */
record StaticMember(String group, String instance, int threads) {
    /** A role's in a process of this identity; empty where the group's protocol has no static members. */
    static Optional<StaticMember> of(StreamSettings settings, Role role, String identity) {
        Properties config = ClientConfig.ofMember(settings, role, identity);
        return Optional.ofNullable(config.getProperty(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG))
                .map(instance ->
                        new StaticMember(settings.applicationId(role), instance, ClientConfig.threads(settings, role)));
    }

    /**
     * Takes the members out of the group, so that the others take over their tasks at once.
     *
     * @return how many of them were in it
     * @throws KafkaException if the broker does not answer, or refuses
     */
    int remove(Map<String, String> kafka) {
        List<MemberToRemove> members = IntStream.rangeClosed(1, threads)
                .mapToObj(thread -> new MemberToRemove(instance + "-" + thread))
                .toList();
        try (Admin admin = new KafkaClients(kafka).admin()) {
            RemoveMembersFromConsumerGroupResult answers = admin.removeMembersFromConsumerGroup(
                    group,
                    new RemoveMembersFromConsumerGroupOptions(members).timeoutMs((int) Topics.TIMEOUT.toMillis()));
            return (int)
                    members.stream().filter(member -> wasThere(answers, member)).count();
        }
    }

    private static boolean wasThere(RemoveMembersFromConsumerGroupResult answers, MemberToRemove member) {
        try {
            Topics.await(answers.memberResult(member));
            return true;
        } catch (UnknownMemberIdException | GroupIdNotFoundException e) {
            return false;
        }
    }
}
