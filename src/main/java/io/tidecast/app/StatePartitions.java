package io.tidecast.app;

import io.tidecast.record.Names;
import io.tidecast.stream.Role;
import io.tidecast.stream.TopicNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Partition counts of a role's internal topics, held against that of its input. A device's state is in the partition
 * that its key hashes to, out of as many as there were when the topics were made; where partitions are added to the
 * input later, Kafka Streams stops every instance, again at each start, unless what routes readings to the state stays
 * as it was.
 *
 * @param routed whether a repartition topic stands between the input and the state, so that the two need not be alike
 * @param partitions of the topics that are there, by name
 */
record StatePartitions(Role role, String applicationId, String input, boolean routed, Map<String, Integer> partitions) {
    static final String REMEDY = "docs/deploy.md, growing the number of partitions";

    private static final int TIMEOUT_MS = (int) Topics.TIMEOUT.toMillis();

    /** @param applicationId the role's own, which is also its consumer group */
    static StatePartitions read(Admin admin, Role role, String applicationId, TopicNames names, boolean keyedByDevice) {
        boolean routed = role == Role.FORECASTER && !keyedByDevice;
        StatePartitions named = new StatePartitions(role, applicationId, names.inputOf(role), routed, Map.of());
        List<String> asked = new ArrayList<>(named.state());
        asked.add(named.input());
        asked.add(named.marker());
        Map<String, Integer> there = new LinkedHashMap<>();
        Map<String, KafkaFuture<TopicDescription>> answers = admin.describeTopics(
                        asked, new DescribeTopicsOptions().timeoutMs(TIMEOUT_MS))
                .topicNameValues();
        for (String topic : asked) {
            try {
                there.put(topic, Topics.await(answers.get(topic)).partitions().size());
            } catch (UnknownTopicOrPartitionException | TopicAuthorizationException e) {
                // Still to be made; or told by the questions about rights.
            }
        }
        return new StatePartitions(role, applicationId, named.input(), routed, there);
    }

    StatePartitions {
        partitions = Collections.unmodifiableMap(new LinkedHashMap<>(partitions));
    }

    /** Changelogs of the role's stores, by store. */
    Map<String, String> changelogs() {
        Map<String, String> changelogs = new LinkedHashMap<>();
        for (String store : role == Role.FORECASTER ? Names.forecasterStores(true) : Names.trainerStores()) {
            changelogs.put(store, applicationId + "-" + store + "-changelog");
        }
        return changelogs;
    }

    /** What stands between input and state, if it is there: of the readings, or of what is known ahead alone. */
    String repartition() {
        return applicationId + "-" + (routed ? Names.BY_DEVICE : Names.TOLD_BY_DEVICE) + "-repartition";
    }

    /** The topic that is there as long as a growth is under way, with as many partitions as there are to be. */
    String marker() {
        return applicationId + "-growing";
    }

    private Collection<String> state() {
        List<String> topics = new ArrayList<>(changelogs().values());
        if (role == Role.FORECASTER) {
            topics.add(repartition());
        }
        return topics;
    }

    /** Of the topics that hold or lead to the state, by name, those that are there. */
    Map<String, Integer> ofState() {
        Map<String, Integer> there = new LinkedHashMap<>(partitions);
        there.keySet().retainAll(state());
        return there;
    }

    /** Partitions of the state; before there is any, as many as it will have, and 0 where that is not known either. */
    int count() {
        return ofState().values().stream().max(Integer::compare).orElseGet(() -> partitions.getOrDefault(input, 0));
    }

    Optional<Integer> growing() {
        return Optional.ofNullable(partitions.get(marker()));
    }

    /** What keeps the role from starting, or from using all partitions of its input. */
    Optional<Topics.Problem> problem() {
        Map<String, Integer> state = ofState();
        int count = count();
        int inputs = partitions.getOrDefault(input, count);
        String grow = "`tidecast topics grow --partitions ";
        if (growing().isPresent()) {
            return Optional.of(fatal(
                    "the state of " + applicationId + " must be moved to all of its "
                            + growing().get() + " partitions, which is unfinished as topic " + marker() + " says",
                    "with every instance stopped, " + grow + growing().get() + "` once more (" + REMEDY + ")"));
        }
        if (state.values().stream().distinct().count() > 1) {
            return Optional.of(fatal(
                    "the topics of " + applicationId + " must have as many partitions as one another, have " + state,
                    "with every instance stopped, " + grow + count + "` (" + REMEDY + ")"));
        }
        if (state.isEmpty() || inputs == count) {
            return Optional.empty();
        }
        String unlike = "topic " + input + " has " + inputs + " partitions, the state of " + applicationId + " (topic "
                + state.keySet().iterator().next() + ") " + count;
        if (routed) {
            return inputs < count
                    ? Optional.empty()
                    : Optional.of(new Topics.Problem(
                            input,
                            false,
                            unlike + ": all are read, but no more than " + count + " tasks forecast",
                            "if that is too few, stop every instance and " + grow + inputs + "` (" + REMEDY + ")"));
        }
        return Optional.of(fatal("there must be as many of both: " + unlike, remedy(inputs, count, grow)));
    }

    private String remedy(int inputs, int count, String grow) {
        if (inputs < count) {
            return "add partitions to topic " + input + ", up to " + count;
        }
        return role == Role.TRAINER
                ? "with every instance stopped, " + grow + inputs + "` (" + REMEDY + ")"
                : "set readings.keyed-by-device=false, which routes readings to the state as it is; or, once all are"
                        + " read so, stop every instance and " + grow + inputs + "` (" + REMEDY + ")";
    }

    private Topics.Problem fatal(String message, String remedy) {
        return new Topics.Problem(input, true, message, remedy);
    }
}
