package io.tidecast.app;

import io.tidecast.model.ModelRegistry;
import io.tidecast.record.Names;
import io.tidecast.record.Reason;
import io.tidecast.stream.ClientConfig;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TaskMetadata;
import org.apache.kafka.streams.ThreadMetadata;

/**
 * Health of the running application, in words; each question is answered with what speaks against it.
 *
 * <p>Live: no role has failed, no stream thread is dead, no partition is stuck, and no client hangs in a rebalance. A
 * broker that is away is no reason against: a restart would not bring it back. Ready: every role is running with tasks
 * of its own, and a forecaster has a model to serve. An instance that got no task, because there are more instances
 * than tasks, is therefore never ready.
 */
public final class StreamHealth implements AutoCloseable {
    private static final int DEFAULT_MAX_POLL_INTERVAL_MS = 300_000;

    private static final Set<String> UNREADABLE =
            Set.of(Reason.UNREADABLE.label(), Reason.MISSING_FIELD.label(), Reason.INVALID_FIELD.label());

    private final TidecastStreams streams;
    private final StreamSettings settings;
    private final OffsetWatch watch;
    private final Set<Role> ran = EnumSet.noneOf(Role.class);

    StreamHealth(TidecastStreams streams, StreamSettings settings, Duration stuckAfter) {
        this.streams = streams;
        this.settings = settings;
        Map<String, OffsetWatch.Member> groups = new HashMap<>();
        settings.roles().forEach(role -> groups.put(settings.applicationId(role), member(role, stuckAfter)));
        Role any = settings.roles().iterator().next();
        StreamsConfig config = new StreamsConfig(ClientConfig.of(settings, any));
        String clientId = settings.applicationId() + "-health";
        watch = new OffsetWatch(() -> Admin.create(config.getAdminConfigs(clientId)), groups, stuckAfter);
        watch.start();
    }

    private OffsetWatch.Member member(Role role, Duration stuckAfter) {
        return new OffsetWatch.Member(
                role.lowerCase(),
                settings.topics().inputOf(role),
                () -> running(role),
                () -> state(role) == State.REBALANCING,
                () -> streams.restored(role),
                maxPollInterval(role).plus(stuckAfter));
    }

    private Duration maxPollInterval(Role role) {
        String group = settings.applicationId(role);
        Object ms = new StreamsConfig(ClientConfig.of(settings, role))
                .getMainConsumerConfigs(group, group, 0)
                .getOrDefault(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, DEFAULT_MAX_POLL_INTERVAL_MS);
        return Duration.ofMillis(Long.parseLong(String.valueOf(ms)));
    }

    private State state(Role role) {
        return streams.client(role).map(KafkaStreams::state).orElse(State.CREATED);
    }

    /** Why the process should be started again. */
    public List<String> notLive() {
        List<String> against = new ArrayList<>();
        for (Role role : settings.roles()) {
            streams.client(role).ifPresent(client -> deadParts(role, client).forEach(against::add));
        }
        against.addAll(watch.found());
        return against;
    }

    private Stream<String> deadParts(Role role, KafkaStreams client) {
        State state = client.state();
        if (state == State.ERROR || state == State.PENDING_ERROR || state == State.NOT_RUNNING) {
            return Stream.of(role.lowerCase() + " is " + state);
        }
        if (state != State.RUNNING && state != State.REBALANCING) {
            return Stream.empty();
        }
        int wanted = ClientConfig.threads(settings, role);
        long alive = client.metadataForLocalThreads().stream()
                .filter(thread -> !thread.threadState().equals("DEAD"))
                .count();
        return alive >= wanted
                ? Stream.empty()
                : Stream.of(role.lowerCase() + " has " + alive + " of " + wanted + " stream threads");
    }

    /** Why the process cannot do its work now. */
    public List<String> notReady() {
        List<String> against = new ArrayList<>();
        for (Role role : settings.roles()) {
            State state = state(role);
            if (state != State.RUNNING) {
                against.add(role.lowerCase() + " is " + state);
            } else if (tasks(role).findAny().isEmpty()) {
                against.add(role.lowerCase() + " has no tasks");
            }
        }
        String model = settings.forecast().model();
        boolean serves = streams.registry(Role.FORECASTER)
                .flatMap(registry -> registry.serving(model))
                .isPresent();
        if (settings.roles().contains(Role.FORECASTER) && !serves) {
            String unusable = streams.client(Role.FORECASTER)
                    .map(client -> unusableReadings(client.metrics().values()))
                    .orElse("");
            against.add("no version of model " + model + " serves yet" + unusable);
        }
        streams.waitsForBroker().ifPresent(against::add);
        return against;
    }

    /** What is wrong although the process does its work: readings that it cannot take, lately. */
    public List<String> warnings() {
        return streams.client(Role.FORECASTER)
                .map(client -> failedReadings(client.metrics().values()))
                .orElse(List.of());
    }

    /** Versions on the models topic that this process does not serve, though it may be asked to, and why. */
    public List<ModelRegistry.Refused> refused() {
        return settings.roles().stream()
                .flatMap(role -> streams.registry(role).stream())
                .flatMap(registry -> registry.refused().stream())
                .distinct()
                .toList();
    }

    /** Readings that were dropped for a fault in what is done with them, while their rate says lately. */
    static List<String> failedReadings(Collection<? extends Metric> metrics) {
        if (sum(metrics, Names.FAILED_READINGS + "-rate") <= 0) {
            return List.of();
        }
        long total = (long) sum(metrics, Names.FAILED_READINGS + "-total");
        return List.of("readings go to the dead letters for a fault in what is done with them: " + total
                + " since the start, the newest within a minute; the log says why");
    }

    /** How many readings nothing could be made of, as a reason; empty if there was none. */
    static String unusableReadings(Collection<? extends Metric> metrics) {
        double refused = metrics.stream()
                .filter(metric -> metric.metricName().name().equals("dead-letters-total"))
                .filter(metric -> UNREADABLE.contains(metric.metricName().tags().getOrDefault("reason", "")))
                .mapToDouble(metric -> (double) metric.metricValue())
                .sum();
        long total = (long) (refused + sum(metrics, Names.UNUSABLE_READINGS + "-total"));
        return total == 0
                ? ""
                : ", and " + total + " readings had no value or one that cannot be read; `tidecast doctor` and the dead"
                        + " letters say why";
    }

    private static double sum(Collection<? extends Metric> metrics, String name) {
        return metrics.stream()
                .filter(metric -> metric.metricName().name().equals(name))
                .mapToDouble(metric -> (double) metric.metricValue())
                .sum();
    }

    /** Why the process is still starting: a role that has never been running. */
    public synchronized List<String> notStarted() {
        for (Role role : settings.roles()) {
            if (state(role) == State.RUNNING) {
                ran.add(role);
            }
        }
        return Stream.concat(
                        settings.roles().stream()
                                .filter(role -> !ran.contains(role))
                                .map(role -> role.lowerCase() + " has not been running yet"),
                        streams.waitsForBroker().stream())
                .toList();
    }

    private Stream<TaskMetadata> tasks(Role role) {
        return threads(role, t -> Stream.concat(t.activeTasks().stream(), t.standbyTasks().stream()));
    }

    private Stream<TaskMetadata> threads(Role role, Function<ThreadMetadata, Stream<TaskMetadata>> tasks) {
        return streams.client(role).stream()
                .flatMap(client -> client.metadataForLocalThreads().stream())
                .flatMap(tasks);
    }

    /** The partitions a role should be making progress on; none while it is restoring or waiting for others. */
    private Set<TopicPartition> running(Role role) {
        if (state(role) != State.RUNNING) {
            return Set.of();
        }
        Set<TopicPartition> partitions = new HashSet<>();
        threads(role, t -> t.activeTasks().stream()).forEach(task -> partitions.addAll(task.topicPartitions()));
        return partitions;
    }

    @Override
    public void close() {
        watch.close();
    }
}
