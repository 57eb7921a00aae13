package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.faults.Await;
import io.tidecast.stream.GroupMembershipOnStop;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that starts before its broker can be reached. */
@Tag("broker")
@Timeout(120)
class LateBrokerTest {
    private static EmbeddedBroker broker;

    @TempDir
    private Path state;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            Topics.all(StreamFixtures.settings(List.of("temp"), List.of("temp")).topics())
                    .create(admin, 1, Optional.of((short) 1));
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    /** Each has a group of its own: a member that stops stays in its group for a while. */
    private StreamSettings settings(String application, String bootstrap) {
        return StreamFixtures.settings(List.of("temp"), List.of("temp")).toBuilder()
                .applicationId(application)
                .roles(Set.of(Role.FORECASTER))
                .kafka(Map.of("bootstrap.servers", bootstrap, "state.dir", state.toString()))
                .build();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** A way to the broker, which names itself to whoever has come by it. */
    private static ServerSocket open(int port) throws IOException {
        ServerSocket door = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        URI address = URI.create("tcp://" + broker.bootstrapServers());
        background(() -> {
            while (true) {
                Socket near = door.accept();
                Socket far = new Socket(address.getHost(), address.getPort());
                background(() -> copy(near.getInputStream(), far.getOutputStream()));
                background(() -> copy(far.getInputStream(), near.getOutputStream()));
            }
        });
        return door;
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        try (in;
                out) {
            in.transferTo(out);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void background(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // Closed at the test's end.
                    }
                },
                "door");
        thread.setDaemon(true);
        thread.start();
    }

    @Test
    void shouldSayWhyItHasNotStartedAndRunOnceTheBrokerIsThere() throws Exception {
        int port = freePort();
        try (TidecastStreams streams = new TidecastStreams(settings("late", "127.0.0.1:" + port));
                StreamHealth health = streams.health(Duration.ofMinutes(5))) {
            CompletableFuture<Void> started = CompletableFuture.runAsync(() -> streams.start(Duration.ofMinutes(2)));
            Await.until("a reason", () -> health.notStarted().size() == 2);
            assertThat(health.notStarted().get(0)).isEqualTo("forecaster has not been running yet");
            assertThat(health.notStarted().get(1)).startsWith("waits for the broker: ");
            assertThat(health.notReady()).contains(health.notStarted().get(1));
            assertThat(health.notLive()).isEmpty();
            try (ServerSocket door = open(port)) {
                started.get();
                Await.until("started", () -> health.notStarted().isEmpty());
                assertThat(door.isBound()).isTrue();
            }
        }
    }

    @Test
    void shouldEndWithoutAFailureWhenItIsStoppedWhileItWaits() throws Exception {
        TidecastStreams streams = new TidecastStreams(settings("lost", "nowhere.invalid:9092"));
        try (StreamHealth health = streams.health(Duration.ofMinutes(5))) {
            CompletableFuture<Void> started = CompletableFuture.runAsync(() -> streams.start(Duration.ofMinutes(2)));
            Await.until("a reason", () -> health.notStarted().size() == 2);
            streams.close(GroupMembershipOnStop.REMAIN);
            started.get();
            assertThat(streams.awaitStop()).as("failed").isFalse();
        }
    }

    private int members() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            return admin.describeConsumerGroups(List.of("leaving-forecaster"))
                    .all()
                    .get()
                    .get("leaving-forecaster")
                    .members()
                    .size();
        }
    }

    @Test
    void shouldLeaveTheGroupAtTheStopAfterItWasToldAndAtOnceWhenItHadStopped() throws Exception {
        StreamSettings settings = settings("leaving", broker.bootstrapServers());
        assertThat(Departure.of(settings, Role.FORECASTER).how()).isEqualTo(Departure.How.IS_NO_MEMBER);
        try (TidecastStreams streams = new TidecastStreams(settings)) {
            streams.start();
            assertThat(streams.awaitRunning(Duration.ofMinutes(1))).isTrue();
            assertThat(Departure.of(settings, Role.FORECASTER).how()).isEqualTo(Departure.How.WHEN_IT_STOPS);
            assertThat(members()).as("as long as it runs").isEqualTo(1);
        }
        assertThat(members()).as("told before its stop").isZero();
        try (TidecastStreams streams = new TidecastStreams(settings)) {
            streams.start();
            assertThat(streams.awaitRunning(Duration.ofMinutes(1))).isTrue();
        }
        assertThat(members()).as("it was told of one stop").isEqualTo(1);
        assertThat(Departure.of(settings, Role.FORECASTER).how()).isEqualTo(Departure.How.NOW);
        assertThat(members()).isZero();
        assertThat(Departure.of(settings, Role.FORECASTER).how()).isEqualTo(Departure.How.IS_NO_MEMBER);
    }
}
