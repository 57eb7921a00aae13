package io.tidecast.app;

import io.tidecast.device.HeapBudget;
import io.tidecast.device.RecentWindows;
import io.tidecast.forecaster.ForecastQuestions;
import io.tidecast.forecaster.ForecasterTopology;
import io.tidecast.kernel.KernelProvider;
import io.tidecast.learn.FineTuner;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelKeys;
import io.tidecast.model.ModelMemory;
import io.tidecast.model.ModelRegistry;
import io.tidecast.model.Pointer;
import io.tidecast.model.UntrainedModel;
import io.tidecast.stream.GroupMembershipOnStop;
import io.tidecast.stream.Role;
import io.tidecast.stream.StateFolder;
import io.tidecast.stream.StreamSettings;
import io.tidecast.trainer.TrainerTopology;
import io.tidecast.trainer.TrainerWork;
import io.tidecast.trainer.TrainingWorker;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kafka Streams clients of the running application, one per role. */
public final class TidecastStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TidecastStreams.class);
    private static final Duration WARM_UP_TIME = Duration.ofSeconds(2);

    private final StreamSettings settings;
    // Probes ask from threads of their own.
    private final Map<Role, RoleClient> clients = new ConcurrentHashMap<>();
    private final Map<Role, StateClaim> claims = new ConcurrentHashMap<>();
    private final RestoreCount restored = new RestoreCount();
    private final TrainingWorker<TrainerWork> worker = TrainingWorker.inBackground();
    private final Object changed = new Object();
    private final ModelKeys keys;
    private final ModelMemory models;
    private final HeapBudget devices;
    /** What the API reads of windows, and where others reach it; both are set before the start. */
    private volatile RecentWindows windows = RecentWindows.none();

    private final ForecastQuestions questions = new ForecastQuestions();

    private volatile Optional<HostInfo> server = Optional.empty();
    private final BrokerWait broker = new BrokerWait("start", this::isClosingWithin);

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
    }

    /**
     * Keeps the windows of so many devices for readers, and tells the other instances where they may ask for them; to
     * be called before the start.
     *
     * @param at the address that Kafka Streams' metadata names, {@code application.server}
     */
    void serveWindows(int devices, HostInfo at) {
        windows = new RecentWindows(devices);
        server = Optional.of(at);
    }

    /** Where others reach this process; empty before it serves windows. */
    Optional<HostInfo> server() {
        return server;
    }

    /** Windows of this process' devices. */
    RecentWindows windows() {
        return windows;
    }

    /** Questions about the forecasts of this process' devices. */
    ForecastQuestions questions() {
        return questions;
    }

    /** Starts as {@link #start(Duration)} does, with a broker that is there. */
    public void start() {
        start(Duration.ZERO);
    }

    /**
     * Starts every role and returns; starts none if it is closed meanwhile.
     *
     * @param patience how long a broker that does not answer is asked again
     * @throws IllegalStateException if a topic is missing or cannot be used, or the trainer has no key to sign with
     *     where one is asked for, with what to do about it
     * @throws org.apache.kafka.common.KafkaException if the broker does not answer
     */
    public void start(Duration patience) {
        settings.warnings().forEach(LOG::warn);
        keys.warnings().forEach(LOG::warn);
        if (settings.roles().contains(Role.TRAINER) && !keys.canWrite()) {
            throw new IllegalStateException(ModelKeys.cannotWrite() + "; the trainer does");
        }
        broker.answer(() -> StartChecks.of(settings), patience).ifPresent(this::start);
    }

    private void start(StartChecks checks) {
        claimState(checks.origins());
        settings.roles().forEach(role -> start(role, checks));
        if (settings.roles().contains(Role.TRAINER)
                && settings.learning().enabled()
                && KernelProvider.kernels().isSlowUntilCompiled()) {
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

    private void start(Role role, StartChecks checks) {
        RoleClient client = new RoleClient(
                role, settings, claims.get(role), checks.origins().get(role), new Plan(role), restored);
        synchronized (changed) {
            if (closing) {
                return;
            }
            clients.put(role, client);
        }
        client.start(checks);
    }

    private final class Plan implements RoleClient.Plan {
        private final Role role;

        Plan(Role role) {
            this.role = role;
        }

        @Override
        public StartChecks check() {
            return StartChecks.of(settings);
        }

        @Override
        public ModelRegistry registry() {
            return new ModelRegistry(settings.forecast(), keys, models);
        }

        @Override
        public Topology topology(StartChecks checks, ModelRegistry registry) {
            return role == Role.FORECASTER
                    ? ForecasterTopology.build(checks.bounded(), registry, devices, windows, questions)
                    : TrainerTopology.build(checks.bounded(), registry, worker, checks.modelPartitions());
        }

        @Override
        public Optional<HostInfo> server() {
            return server;
        }

        @Override
        public void changed() {
            synchronized (changed) {
                changed.notifyAll();
            }
        }
    }

    /** Why the roles are not started yet: what keeps the broker from answering. */
    Optional<String> waitsForBroker() {
        return broker.reason().map(reason -> "waits for the broker: " + reason);
    }

    private boolean isClosingWithin(Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        synchronized (changed) {
            try {
                long leftMs = time.toMillis();
                while (!closing && leftMs > 0) {
                    changed.wait(leftMs);
                    leftMs = (deadline - System.nanoTime()) / 1_000_000;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
            return closing;
        }
    }

    /** Roles whose local state was found damaged, and removed, since this process began. */
    public Set<Role> cleanUps() {
        return clients.entrySet().stream()
                .filter(entry -> entry.getValue().cleanedUp())
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private boolean hasFailed() {
        return clients.values().stream().anyMatch(RoleClient::hasFailed);
    }

    /** Whether every role has its tasks and is processing. */
    public boolean isRunning() {
        return clients.size() == settings.roles().size()
                && clients.values().stream().allMatch(RoleClient::isRunning);
    }

    /** Waits until {@link #isRunning()}; returns false if that did not happen in time or a role has failed. */
    public boolean awaitRunning(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (changed) {
            while (!isRunning() && !hasFailed() && !closed) {
                long leftMs = (deadline - System.nanoTime()) / 1_000_000;
                if (leftMs <= 0) {
                    return false;
                }
                changed.wait(leftMs);
            }
            return !hasFailed() && !closed;
        }
    }

    /** Blocks until a role has failed or {@link #close()} was called; returns true if a role has failed. */
    public boolean awaitStop() throws InterruptedException {
        synchronized (changed) {
            while (!hasFailed() && !closed) {
                changed.wait();
            }
            if (!hasFailed()) {
                return false;
            }
        }
        StartChecks.explain(settings);
        return true;
    }

    /** A role's client, once it has been made. */
    Optional<KafkaStreams> client(Role role) {
        return Optional.ofNullable(clients.get(role)).flatMap(RoleClient::client);
    }

    /** Records of state that a role has restored since this process began. */
    long restored(Role role) {
        return restored.records(role);
    }

    /** How much of a role's changelogs is left to restore, in offsets. */
    long toRestore(Role role) {
        return restored.left(role);
    }

    /** The version of a model that serves, as the roles of this process know it; 0 as long as there is none. */
    int servingVersion(String model) {
        return Stream.of(Role.values())
                .flatMap(role -> registry(role).stream())
                .flatMap(registry -> registry.pointer(model).stream())
                .mapToInt(Pointer::serving)
                .max()
                .orElse(0);
    }

    /** The models as a role knows them, once it has been made. */
    Optional<ModelRegistry> registry(Role role) {
        return Optional.ofNullable(clients.get(role)).flatMap(RoleClient::registry);
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
        for (Role role : settings.roles()) {
            client(role).ifPresent(client -> metrics.put(role, client.metrics()));
        }
        return metrics;
    }

    /** Stops as {@link #close(GroupMembershipOnStop)} does, and stays a member of its consumer groups. */
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
            changed.notifyAll();
        }
        clients.values().parallelStream().forEach(client -> client.close(departure));
        if (hasFailed()) {
            clients.values().forEach(RoleClient::leave);
        }
        claims.values().forEach(StateClaim::close);
        worker.close();
        synchronized (changed) {
            closed = true;
            changed.notifyAll();
        }
    }
}
