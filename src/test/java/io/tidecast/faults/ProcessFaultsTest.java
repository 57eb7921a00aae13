package io.tidecast.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.http.HealthClient;
import io.tidecast.http.HttpSettings;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Instances and brokers that are killed and frozen. */
@Tag("faults")
class ProcessFaultsTest {
    private static final int DEVICES = 12;
    private static final int STEPS_PER_SECOND = 15;
    private static final int KILLS = 20;
    /** Steps measured before a fault and after. */
    private static final int BEFORE = 60;

    private static final int SLOW_CLIENTS = 100;
    private static final int PROBES = 60;

    @Test
    void shouldLoseNothingWhenTheForecasterIsKilledAgainAndAgain() {
        Scenario scenario = Scenario.of(
                "forecaster-kill",
                "kill -9 of the only forecaster, " + KILLS + " times under load",
                "every step's forecast once");
        try (Site site = Site.serving(1);
                Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            App app = site.forecaster("a", Map.of()).start();
            for (int kill = 0; kill < KILLS; kill++) {
                site.output().awaitStep(load.step(), System.nanoTime());
                Await.pass(Duration.ofMillis(37L * kill)); // At another point of the commit interval each time.
                app.kill();
                long since = System.nanoTime();
                long step = load.step() + 1;
                app.start();
                scenario.recovered(site.output().awaitStep(step, since));
            }
            load.end();
            scenario.passed(site.settle().toString());
        }
    }

    @Test
    void shouldLoseNothingWhenTheBrokerIsKilledAndComesBack() {
        Scenario scenario = Scenario.of(
                "broker-kill",
                "kill -9 of the only broker, 10 s without it, started again on its data",
                "the forecaster stays up; every step's forecast once");
        try (Site site = Site.serving(1);
                Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            site.forecaster("a", Map.of()).start();
            site.output().awaitStep(load.first() + BEFORE, System.nanoTime());
            site.brokers().broker(0).kill();
            Await.pass(Duration.ofSeconds(10));
            site.brokers().restart(0);
            long since = System.nanoTime();
            scenario.recovered(site.output().awaitStep(load.step() + 1, since));
            load.awaitStep(load.step() + BEFORE);
            load.end();
            scenario.passed(site.settle().toString());
        }
    }

    @Test
    void shouldLoseNothingWhenTheBrokerIsFrozenForAMinute() {
        Scenario scenario = Scenario.of(
                "broker-frozen",
                "SIGSTOP of the only broker for 60 s, then SIGCONT",
                "the forecaster stays up; every step's forecast once");
        try (Site site = Site.serving(1);
                Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            site.forecaster("a", Map.of()).start();
            site.output().awaitStep(load.first() + BEFORE, System.nanoTime());
            site.brokers().broker(0).freeze();
            Await.pass(Duration.ofSeconds(60));
            site.brokers().broker(0).thaw();
            long since = System.nanoTime();
            scenario.recovered(site.output().awaitStep(load.step() + 1, since));
            load.awaitStep(load.step() + BEFORE);
            load.end();
            scenario.passed(site.settle().toString());
        }
    }

    @Test
    void shouldLoseNothingWhenBrokersOfAClusterAndTheForecasterAreKilledInTurn() {
        Scenario scenario = Scenario.of(
                "cluster-rolling-kills",
                "three brokers, replication factor 3: kill -9 of each in turn, the forecaster killed with the second"
                        + " and the third",
                "every step's forecast once");
        try (Site site = Site.serving(3);
                Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            App app = site.forecaster("a", Map.of()).start();
            site.output().awaitStep(load.first() + BEFORE, System.nanoTime());
            for (int broker = 0; broker < 3; broker++) {
                site.brokers().broker(broker).kill();
                if (broker > 0) {
                    app.restart();
                }
                long since = System.nanoTime();
                scenario.recovered(site.output().awaitStep(load.step() + 1, since));
                site.brokers().restart(broker);
                site.brokers().awaitAll();
                site.awaitReplicas();
            }
            load.end();
            scenario.passed(site.settle().toString());
        }
    }

    @Test
    void shouldBeLiveAndForecastWhenSlowClientsHoldOnToItsPort() throws Exception {
        Scenario scenario = Scenario.of(
                "slow-clients",
                SLOW_CLIENTS
                        + " sockets that send a byte of their request now and then, and come back when they are put"
                        + " out",
                "each probe is answered within the three seconds that pods give it; every step's forecast once");
        int port = freePort();
        try (Site site = Site.serving(1);
                Load load = Load.begin(site, "pump", DEVICES, STEPS_PER_SECOND)) {
            App app = site.app(
                    "a",
                    Map.of("roles", "forecaster", "http.enabled", "true", "http.port", String.valueOf(port)),
                    Map.of());
            app.start();
            site.output().awaitStep(load.first() + BEFORE, System.nanoTime());
            try (SlowClients clients = SlowClients.open(port, SLOW_CLIENTS)) {
                for (int probe = 0; probe < PROBES; probe++) {
                    assertThat(HealthClient.ask(new HttpSettings("127.0.0.1", port, Optional.empty(), false), false)
                                    .up())
                            .as("probe " + probe)
                            .isTrue();
                    load.awaitStep(load.step() + 1);
                }
                assertThat(clients.putOut()).as("clients that were put out").isPositive();
            }
            load.end();
            scenario.passed(site.settle() + "; " + PROBES + " of " + PROBES + " probes answered");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void shouldRefuseToStartWhenTheDeadLetterTopicIsMissing() throws Exception {
        Scenario scenario = Scenario.of(
                "dead-letter-topic-missing",
                "the dead-letter topic deleted before the start",
                "refuses to start and says why");
        try (Site site = Site.open(1);
                Admin admin = site.admin()) {
            admin.deleteTopics(List.of(Site.DEAD_LETTERS)).all().get();
            Await.until(
                    "the topic gone", () -> !admin.listTopics().names().get().contains(Site.DEAD_LETTERS));
            App app = site.forecaster("a", Map.of());
            long since = System.nanoTime();
            app.start();
            OptionalInt code = app.await(Duration.ofSeconds(60));
            Duration took = Duration.ofNanos(System.nanoTime() - since);
            assertThat(code).as(app.log()).hasValue(1);
            assertThat(app.log()).contains("topic dead-letters does not exist").contains("tidecast topics create");
            scenario.passed("exit code 1 after " + Scenario.seconds(took) + ", start of the JVM included");
        }
    }
}
