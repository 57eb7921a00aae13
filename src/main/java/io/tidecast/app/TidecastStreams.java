package io.tidecast.app;

import io.tidecast.device.HeapBudget;
import io.tidecast.forecaster.ForecasterTopology;
import io.tidecast.learn.FineTuner;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelKeys;
import io.tidecast.model.ModelMemory;
import io.tidecast.model.ModelRegistry;
import io.tidecast.model.UntrainedModel;
import io.tidecast.stream.ClientConfig;
import io.tidecast.stream.GroupMembershipOnStop;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.Role;
import io.tidecast.stream.StateFolder;
import io.tidecast.stream.StreamSettings;
import io.tidecast.trainer.ModelPartitions;
import io.tidecast.trainer.TrainerTopology;
import io.tidecast.trainer.TrainerWork;
import io.tidecast.trainer.TrainingWorker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kafka Streams clients of the running application, one per role. */
public final class TidecastStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TidecastStreams.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration WARM_UP_TIME = Duration.ofSeconds(2);

    private final StreamSettings settings;
    // Probes ask from threads of their own.
    private final Map<Role, KafkaStreams> clients = new ConcurrentHashMap<>();
    private final Map<Role, ModelRegistry> registries = new ConcurrentHashMap<>();
    private final Map<Role, StateClaim> claims = new ConcurrentHashMap<>();
    private final Set<Role> cleanUps = ConcurrentHashMap.newKeySet();
    private final RestoreCount restored = new RestoreCount();
    private final TrainingWorker<TrainerWork> worker = TrainingWorker.inBackground();
    private final Object changed = new Object();
    private final ModelKeys keys;
    private final ModelMemory models;
    private final HeapBudget devices;
    /** The settings with what the topics take. */
    private volatile StreamSettings bounded;

    private volatile ModelPartitions modelPartitions = ModelPartitions.ONE;

    private Throwable failure;
    private boolean closing;
    private boolean closed;

    /** With models that are not signed. */
    public TidecastStreams(StreamSettings settings) {
        this(settings, ModelKeys.none());
    }

    /** @param keys what records of the models topic are signed with */
    public TidecastStreams(StreamSettings settings, ModelKeys keys) {
        this.settings = settings;
        this.keys = keys;
        models = settings.memory().models(settings);
        devices = settings.memory().devices();
        bounded = settings;
    }

    /**
     * Starts every role and returns.
     *
     * @throws IllegalStateException if a topic is missing or cannot be used, or the trainer has no key to sign with
     *     where one is asked for, with what to do about it
     * @throws org.apache.kafka.common.KafkaException if the broker does not answer
     */
    public void start() {
        settings.warnings().forEach(LOG::warn);
        keys.warnings().forEach(LOG::warn);
        if (settings.roles().contains(Role.TRAINER) && !keys.canWrite()) {
            throw new IllegalStateException(ModelKeys.cannotWrite() + "; the trainer does");
        }
        claimState(requireTopics());
        settings.roles().forEach(this::start);
        if (settings.roles().contains(Role.TRAINER) && settings.learning().enabled()) {
            worker.execute(() -> {
                Forecaster model = UntrainedModel.untrained(settings.forecast(), settings.network(), 1);
                new FineTuner(settings.learning()).warmUp(model, WARM_UP_TIME, Thread::interrupted);
            });
        }
    }

    private void claimState(Map<Role, StateOrigin> origins) {
        StateFolder folder = StateFolder.of(settings.kafka());
        if (folder.lasting()) {
            LOG.info("{}", folder);
        } else {
            LOG.warn("{}", folder);
        }
        for (Role role : settings.roles()) {
            claims.put(role, StateClaim.take(folder.path(), settings.applicationId(role), origins.get(role)));
        }
    }

    /** Starts a role; where its local state is damaged, once more without it, since the changelogs have it all. */
    private void start(Role role) {
        KafkaStreams client = newClient(role);
        synchronized (changed) {
            if (closing) {
                return;
            }
            clients.put(role, client);
        }
        try {
            claims.get(role).state().open(isExactlyOnce(role));
            client.start();
        } catch (RuntimeException e) {
            if (!mayCleanUp(role, e)) {
                throw e;
            }
            startWithoutState(role, client);
        }
    }

    private boolean isExactlyOnce(Role role) {
        return StreamsConfig.EXACTLY_ONCE_V2.equals(
                ClientConfig.of(settings, role).get(StreamsConfig.PROCESSING_GUARANTEE_CONFIG));
    }

    private KafkaStreams newClient(Role role) {
        ModelRegistry registry = new ModelRegistry(settings.forecast(), keys, models);
        Optional.ofNullable(registries.put(role, registry)).ifPresent(ModelRegistry::close);
        KafkaStreams client = new KafkaStreams(
                role == Role.FORECASTER
                        ? ForecasterTopology.build(bounded, registry, devices)
                        : TrainerTopology.build(bounded, registry, worker, modelPartitions),
                new StreamsConfig(
                        ClientConfig.ofMember(bounded, role, claims.get(role).instanceId())));
        client.setGlobalStateRestoreListener(restored.of(role));
        AtomicBoolean damaged = new AtomicBoolean();
        client.setUncaughtExceptionHandler(e -> {
            if (damaged.get() || mayCleanUp(role, e)) {
                damaged.set(true);
            } else {
                fail(role, e);
            }
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        client.setStateListener((now, before) -> {
            LOG.debug("{}: {} -> {}", role.lowerCase(), before, now);
            if (now == KafkaStreams.State.RUNNING) {
                LOG.info("{}: running, {} records of state restored so far", role.lowerCase(), restored(role));
            }
            if (now == KafkaStreams.State.ERROR) {
                if (damaged.get()) {
                    // A client cannot be closed on a thread of its own.
                    new Thread(() -> startAgain(role, client), "tidecast-clean-up").start();
                } else {
                    fail(role, new IllegalStateException("its Kafka Streams client is in state ERROR"));
                }
            }
            synchronized (changed) {
                changed.notifyAll();
            }
        });
        return client;
    }

    /** Whether a failure is one that a clean-up mends, and the role has not had its one clean-up yet. */
    private boolean mayCleanUp(Role role, Throwable e) {
        boolean may = DamagedState.isCauseOf(e) && cleanUps.add(role);
        if (may) {
            LOG.warn("{}: local state is damaged; it is removed and restored from the changelogs", role.lowerCase(), e);
        }
        return may;
    }

    private void startAgain(Role role, KafkaStreams damaged) {
        try {
            startWithoutState(role, damaged);
        } catch (RuntimeException e) {
            fail(role, e);
        }
    }

    private void startWithoutState(Role role, KafkaStreams damaged) {
        clients.remove(role);
        damaged.close(CLOSE_TIMEOUT);
        damaged.cleanUp();
        start(role);
    }

    /** Roles whose local state was found damaged, and removed, since this process began. */
    public Set<Role> cleanUps() {
        return Set.copyOf(cleanUps);
    }

    /** What the state of each role has to be of, in a cluster whose topics are as they must be. */
    private Map<Role, StateOrigin> requireTopics() {
        try (Admin admin = new KafkaClients(settings.kafka()).admin()) {
            KafkaFuture<String> cluster = admin.describeCluster(
                            new DescribeClusterOptions().timeoutMs((int) Topics.TIMEOUT.toMillis()))
                    .clusterId();
            Topics topics = Topics.of(settings);
            requireNone(topics.problems(admin));
            Map<Role, StatePartitions> partitions = statePartitions(admin);
            List<Topics.Problem> problems = problems(partitions);
            requireNone(problems);
            TopicSizes sizes = TopicSizes.read(admin, settings);
            bounded = settings.toBuilder()
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
            modelPartitions = modelPartitions(topics, admin);
            Map<String, String> ids = topics.ids(admin);
            Map<Role, StateOrigin> origins = new EnumMap<>(Role.class);
            for (Role role : settings.roles()) {
                Optional<String> input =
                        Optional.ofNullable(ids.get(settings.topics().inputOf(role)));
                origins.put(role, new StateOrigin(Topics.await(cluster), input));
            }
            return origins;
        }
    }

    private ModelPartitions modelPartitions(Topics topics, Admin admin) {
        String retraining = settings.topics().retraining();
        ModelPartitions found =
                new ModelPartitions(topics.partitions(admin).get(retraining), topics.mayWrite(admin, retraining));
        if (settings.roles().contains(Role.TRAINER) && found.count() > 1 && !found.writable()) {
            LOG.warn(
                    "topic {} may not be written to: what another producer's hash puts into another partition than its"
                            + " model's becomes a dead letter; allow WRITE, and it is sent there",
                    retraining);
        }
        return found;
    }

    private Map<Role, StatePartitions> statePartitions(Admin admin) {
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

    private boolean hasFailed() {
        synchronized (changed) {
            return failure != null;
        }
    }

    /**
     * Takes this process out of a role's group, which a thread that has failed does not do by itself. Where it failed
     * for what it was assigned, it would be handed the same again, as a static member that is soon back.
     */
    private void leave(Role role) {
        Properties config =
                ClientConfig.ofMember(settings, role, claims.get(role).instanceId());
        String instance = config.getProperty(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        if (instance == null) {
            return;
        }
        int threads = Integer.parseInt(String.valueOf(config.getOrDefault(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1)));
        List<MemberToRemove> members = IntStream.rangeClosed(1, threads)
                .mapToObj(thread -> new MemberToRemove(instance + "-" + thread))
                .toList();
        try (Admin admin = new KafkaClients(settings.kafka()).admin()) {
            Topics.await(admin.removeMembersFromConsumerGroup(
                            settings.applicationId(role), new RemoveMembersFromConsumerGroupOptions(members))
                    .all());
        } catch (KafkaException e) {
            LOG.debug("{}: its place in the group is free when its session is over", role.lowerCase(), e);
        }
    }

    private void fail(Role role, Throwable reason) {
        synchronized (changed) {
            if (failure == null && !closing) {
                failure = reason;
                LOG.error("{} failed{}", role.lowerCase(), isFenced(reason) ? ": " + fenced(role) : "", reason);
            }
            changed.notifyAll();
        }
    }

    private static boolean isFenced(Throwable reason) {
        return Stream.iterate(reason, cause -> cause != null, Throwable::getCause)
                .anyMatch(FencedInstanceIdException.class::isInstance);
    }

    private String fenced(Role role) {
        Properties config =
                ClientConfig.ofMember(settings, role, claims.get(role).instanceId());
        return "group.instance.id must be of one process alone, " + config.get("group.instance.id")
                + " has been taken by another in group " + settings.applicationId(role)
                + ": a copy of the state folder " + config.get("state.dir")
                + " is at work elsewhere, or kafka.group.instance.id is set alike for both; give the other an empty "
                + StateFolder.SETTING + ", which is filled from Kafka";
    }

    /** Whether every role has its tasks and is processing. */
    public boolean isRunning() {
        return clients.size() == settings.roles().size()
                && clients.values().stream().allMatch(client -> client.state() == KafkaStreams.State.RUNNING);
    }

    /** Waits until {@link #isRunning()}; returns false if that did not happen in time or a role has failed. */
    public boolean awaitRunning(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (changed) {
            while (!isRunning() && failure == null && !closed) {
                long leftMs = (deadline - System.nanoTime()) / 1_000_000;
                if (leftMs <= 0) {
                    return false;
                }
                changed.wait(leftMs);
            }
            return failure == null && !closed;
        }
    }

    /** Blocks until a role has failed or {@link #close()} was called; returns true if a role has failed. */
    public boolean awaitStop() throws InterruptedException {
        synchronized (changed) {
            while (failure == null && !closed) {
                changed.wait();
            }
            if (failure == null) {
                return false;
            }
        }
        explain();
        return true;
    }

    /** Says of a failure whether it goes back to the numbers of partitions, which Kafka Streams has no remedy for. */
    private void explain() {
        try (Admin admin = new KafkaClients(settings.kafka()).admin()) {
            problems(statePartitions(admin)).stream()
                    .filter(Topics.Problem::fatal)
                    .forEach(problem -> LOG.error("{}", problem));
        } catch (KafkaException e) {
            LOG.debug("the broker cannot be asked why", e);
        }
    }

    /** A role's client, once it has been made. */
    Optional<KafkaStreams> client(Role role) {
        return Optional.ofNullable(clients.get(role));
    }

    /** Records of state that a role has restored since this process began. */
    long restored(Role role) {
        return restored.records(role);
    }

    /** The models as a role knows them, once it has been made. */
    Optional<ModelRegistry> registry(Role role) {
        return Optional.ofNullable(registries.get(role));
    }

    /** What models and sessions of all roles are held in. */
    ModelMemory models() {
        return models;
    }

    /** What the devices of all tasks are held in. */
    HeapBudget devices() {
        return devices;
    }

    /** The parts of the heap that are bounded, in MiB. */
    Map<String, Long> heapParts() {
        return settings.memory().heapParts(settings);
    }

    /**
     * What is to be told of the health of this application; to be closed before or after it.
     *
     * @param stuckAfter how long a partition with records to read may stand still
     */
    public StreamHealth health(Duration stuckAfter) {
        return new StreamHealth(this, settings, stuckAfter);
    }

    /** The metrics that Kafka Streams and its clients keep, per role. */
    public Map<Role, Map<MetricName, ? extends Metric>> metrics() {
        Map<Role, Map<MetricName, ? extends Metric>> metrics = new EnumMap<>(Role.class);
        clients.forEach((role, client) -> metrics.put(role, client.metrics()));
        return metrics;
    }

    /** Stops as {@link #close(Departure)} does, and stays a member of its consumer groups. */
    @Override
    public void close() {
        close(GroupMembershipOnStop.REMAIN);
    }

    /**
     * Finishes what is in flight, commits, and leaves the state stores ready for the next start; all roles at the same
     * time.
     */
    public void close(GroupMembershipOnStop departure) {
        synchronized (changed) {
            closing = true;
        }
        CloseOptions options = CloseOptions.timeout(CLOSE_TIMEOUT)
                .withGroupMembershipOperation(
                        departure == GroupMembershipOnStop.LEAVE
                                ? CloseOptions.GroupMembershipOperation.LEAVE_GROUP
                                : CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP);
        clients.entrySet().parallelStream().forEach(entry -> {
            if (entry.getValue().close(options)) {
                claims.get(entry.getKey()).state().closed();
            } else {
                LOG.warn("{} did not stop within {}", entry.getKey().lowerCase(), CLOSE_TIMEOUT);
            }
        });
        if (hasFailed() && !isFenced(failure)) {
            clients.keySet().forEach(this::leave);
        }
        claims.values().forEach(StateClaim::close);
        worker.close();
        synchronized (changed) {
            closed = true;
            changed.notifyAll();
        }
    }
}
