package io.tidecast.app;

import io.tidecast.config.ShortDuration;
import io.tidecast.model.ModelRegistry;
import io.tidecast.stream.ClientConfig;
import io.tidecast.stream.GroupMembershipOnStop;
import io.tidecast.stream.Role;
import io.tidecast.stream.SecondName;
import io.tidecast.stream.StateFolder;
import io.tidecast.stream.StreamSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka Streams client of one role. One that has ended is started anew where that can mend it: with its local state
 * where the failure was the broker's, see {@link RestartPolicy}, and once without it where the state is damaged, since
 * the changelogs have it all.
 */
final class RoleClient {
    private static final Logger LOG = LoggerFactory.getLogger(RoleClient.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration BEFORE_RESTART = Duration.ofSeconds(1);

    private final Role role;
    private final StreamSettings settings;
    private final StateClaim claim;
    private final StateOrigin origin;
    private final Plan plan;
    private final RestoreCount restored;
    private final RestartPolicy restarts = new RestartPolicy();
    private final Object changed = new Object();

    // Probes ask from threads of their own.
    private volatile KafkaStreams client;
    private volatile ModelRegistry registry;
    private volatile boolean cleanedUp;
    private volatile Throwable failure;
    private final CountDownLatch closing = new CountDownLatch(1);

    /** What a role is made of, and who is told of it. */
    interface Plan {
        StartChecks check();

        ModelRegistry registry();

        Topology topology(StartChecks checks, ModelRegistry registry);

        /** Where other instances may ask for what this one holds; empty where they may not. */
        Optional<HostInfo> server();

        /** State or failure of the role may have changed. */
        void changed();
    }

    RoleClient(
            Role role,
            StreamSettings settings,
            StateClaim claim,
            StateOrigin origin,
            Plan plan,
            RestoreCount restored) {
        this.role = role;
        this.settings = settings;
        this.claim = claim;
        this.origin = origin;
        this.plan = plan;
        this.restored = restored;
    }

    /** Starts the role; where its local state is damaged, once more without it. */
    void start(StartChecks checks) {
        KafkaStreams made = make(checks);
        synchronized (changed) {
            if (isClosing()) {
                return;
            }
            client = made;
        }
        try {
            claim.state().open(isExactlyOnce());
            made.start();
        } catch (RuntimeException e) {
            if (!mayCleanUp(e)) {
                throw e;
            }
            stop(made);
            made.cleanUp();
            start(checks);
        }
    }

    private boolean isExactlyOnce() {
        return StreamsConfig.EXACTLY_ONCE_V2.equals(
                ClientConfig.of(settings, role).get(StreamsConfig.PROCESSING_GUARANTEE_CONFIG));
    }

    private KafkaStreams make(StartChecks checks) {
        ModelRegistry before = registry;
        ModelRegistry models = plan.registry();
        registry = models;
        if (before != null) {
            before.close();
        }
        Properties config = ClientConfig.ofMember(checks.bounded(), role, claim.instanceId());
        plan.server()
                .ifPresent(at -> config.putIfAbsent(StreamsConfig.APPLICATION_SERVER_CONFIG, DeviceQueries.text(at)));
        KafkaStreams made =
                new KafkaStreams(plan.topology(checks, models), new StreamsConfig(config), new SecondName());
        made.setGlobalStateRestoreListener(restored.of(role));
        AtomicReference<Restart> restart = new AtomicReference<>();
        made.setUncaughtExceptionHandler(e -> {
            synchronized (restart) {
                if (restart.get() == null) {
                    restartAfter(e).ifPresentOrElse(restart::set, () -> fail(e));
                }
            }
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        made.setStateListener((now, from) -> {
            LOG.debug("{}: {} -> {}", role.lowerCase(), from, now);
            if (now == KafkaStreams.State.RUNNING) {
                LOG.info("{}: running, {} records of state restored so far", role.lowerCase(), restored.records(role));
            }
            if (now == KafkaStreams.State.ERROR) {
                if (restart.get() == null) {
                    fail(new IllegalStateException("its Kafka Streams client is in state ERROR"));
                } else {
                    // A client cannot be closed on a thread of its own.
                    new Thread(() -> startAgain(made, restart.get()), "tidecast-restart-" + role.lowerCase()).start();
                }
            }
            plan.changed();
        });
        return made;
    }

    /** How a client that has ended is started anew. */
    private enum Restart {
        WITH_STATE,
        WITHOUT_STATE
    }

    private Optional<Restart> restartAfter(Throwable e) {
        if (mayCleanUp(e)) {
            return Optional.of(Restart.WITHOUT_STATE);
        }
        if (!isClosing() && restarts.mayRestart(e, System.nanoTime())) {
            LOG.warn("{}: its Kafka Streams client has ended and is started again", role.lowerCase(), e);
            return Optional.of(Restart.WITH_STATE);
        }
        return Optional.empty();
    }

    /** Whether a failure is one that a clean-up mends, and the role has not had its one clean-up yet. */
    private boolean mayCleanUp(Throwable e) {
        if (cleanedUp || !DamagedState.isCauseOf(e)) {
            return false;
        }
        cleanedUp = true;
        LOG.warn("{}: local state is damaged; it is removed and restored from the changelogs", role.lowerCase(), e);
        return true;
    }

    private void startAgain(KafkaStreams ended, Restart how) {
        try {
            stop(ended);
            if (how == Restart.WITHOUT_STATE) {
                ended.cleanUp();
            }
            Optional<StartChecks> checks = awaitBroker();
            if (checks.isPresent()) {
                StateOrigin now = checks.get().origins().get(role);
                if (!now.equals(origin)) {
                    throw new IllegalStateException("the state is of " + origin + ", what is there now is " + now
                            + ": the cluster or topic is another one; start again");
                }
                start(checks.get());
            }
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void stop(KafkaStreams ended) {
        client = null;
        ended.close(CLOSE_TIMEOUT);
    }

    /** Asks as long as the broker does not answer; empty once this role is closed. */
    private Optional<StartChecks> awaitBroker() {
        return isClosingWithin(BEFORE_RESTART)
                ? Optional.empty()
                : new BrokerWait(role.lowerCase(), this::isClosingWithin).answer(plan::check, BrokerWait.UNBOUNDED);
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private boolean isClosingWithin(Duration time) {
        try {
            return closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void fail(Throwable reason) {
        synchronized (changed) {
            if (failure == null && !isClosing()) {
                failure = reason;
                LOG.error("{} failed{}", role.lowerCase(), isFenced() ? ": " + fenced() : "", reason);
            }
        }
        plan.changed();
    }

    private boolean isFenced() {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .anyMatch(FencedInstanceIdException.class::isInstance);
    }

    private Properties config() {
        return ClientConfig.ofMember(settings, role, claim.instanceId());
    }

    private String fenced() {
        Properties config = config();
        return "group.instance.id must be of one process alone, " + config.get("group.instance.id")
                + " has been taken by another in group " + settings.applicationId(role)
                + ": a copy of the state folder " + config.get("state.dir")
                + " is at work elsewhere, or kafka.group.instance.id is set alike for both; give the other an empty "
                + StateFolder.SETTING + ", which is filled from Kafka";
    }

    /** The client, once it has been made and as long as it has not ended. */
    Optional<KafkaStreams> client() {
        return Optional.ofNullable(client);
    }

    /** The models as the role knows them, once it has been made. */
    Optional<ModelRegistry> registry() {
        return Optional.ofNullable(registry);
    }

    boolean isRunning() {
        return client().map(own -> own.state() == KafkaStreams.State.RUNNING).orElse(false);
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** Whether local state was found damaged, and removed, since this process began. */
    boolean cleanedUp() {
        return cleanedUp;
    }

    /** Starts nothing any more. */
    void closing() {
        synchronized (changed) {
            closing.countDown();
        }
    }

    /** Finishes what is in flight, commits, and leaves the state stores ready for the next start. */
    void close(GroupMembershipOnStop departure) {
        closing();
        CloseOptions options = CloseOptions.timeout(CLOSE_TIMEOUT)
                .withGroupMembershipOperation(
                        departure == GroupMembershipOnStop.LEAVE || claim.isLeaving()
                                ? CloseOptions.GroupMembershipOperation.LEAVE_GROUP
                                : CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP);
        client().ifPresent(own -> {
            if (own.close(options)) {
                claim.state().closed();
            } else {
                LOG.warn("{} did not stop within {}", role.lowerCase(), ShortDuration.of(CLOSE_TIMEOUT));
            }
        });
    }

    /**
     * Takes this process out of the role's group, which a thread that has failed does not do by itself. Where it failed
     * for what it was assigned, it would be handed the same again, as a static member that is soon back. Another's
     * place is left alone.
     */
    void leave() {
        if (isFenced()) {
            return;
        }
        try {
            StaticMember.of(settings, role, claim.instanceId()).ifPresent(member -> member.remove(settings.kafka()));
        } catch (KafkaException e) {
            LOG.debug("{}: its place in the group is free when its session is over", role.lowerCase(), e);
        }
    }
}
