package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tidecast.faults.Await;
import io.tidecast.faults.SlowClients;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that {@link SlowClients} hold on to. */
@Timeout(60)
class SlowClientsTest {
    private SlowClients slow;
    private WebServer server;

    private void start(Admission.Limits limits) {
        server = WebServer.start(
                new HttpSettings("127.0.0.1", 0, Optional.empty(), false),
                new Health(List::of, List::of, List::of, List::of, List::of).probes(),
                limits);
    }

    @AfterEach
    void stop() throws Exception {
        if (slow != null) {
            slow.close();
        }
        server.close();
    }

    private int port() {
        return server.address().getPort();
    }

    private Socket connect(String from) throws IOException {
        return SlowClients.connect(from, port());
    }

    private void slowClients(int many) throws IOException {
        slow = SlowClients.open(port(), many);
    }

    @Test
    void shouldAnswerProbesWithinTheirTimeWhenMoreSlowClientsHoldOnThanThereArePlaces() throws Exception {
        start(Admission.Limits.of(16));
        slowClients(100);
        for (int i = 0; i < 5; i++) {
            // Gives up after the three seconds that the pods' probes have too.
            assertThat(HealthClient.ask(new HttpSettings("127.0.0.1", port(), Optional.empty(), false), false)
                            .up())
                    .isTrue();
        }
        Await.until("a slow client to notice that it was put out", () -> slow.putOut() > 0);
    }

    @Test
    void shouldAnswerWhoWaitsAsItWouldAnybodyWhenItsHeadComesInPiecesOrIsTooLong() throws Exception {
        start(Admission.Limits.of(16));
        slowClients(20);
        String tooLong = "GET /health/live HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(9_000) + "\r\n\r\n";
        try (Socket inPieces = connect("127.0.0.1");
                Socket tooMuch = connect("127.0.0.1");
                Socket gone = connect("127.0.0.1")) {
            gone.getOutputStream().write("GET /health/live HTT".getBytes(UTF_8));
            gone.shutdownOutput();
            assertThat(gone.getInputStream().read()).as("no head will come").isEqualTo(-1);
            inPieces.getOutputStream().write("GET /health/live HTT".getBytes(UTF_8));
            Await.pass(Duration.ofMillis(50));
            inPieces.getOutputStream().write("P/1.0\r\n\r\n".getBytes(UTF_8));
            assertThat(new String(inPieces.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("{\"status\":\"up\",\"reasons\":[]}");
            tooMuch.getOutputStream().write(tooLong.getBytes(UTF_8));
            assertThat(new String(tooMuch.getInputStream().readNBytes(12), UTF_8))
                    .isEqualTo("HTTP/1.1 431");
        }
    }

    @Test
    void shouldAnswerAtOnceWhenTheSlowClientsAreOfAnotherAddress() throws Exception {
        assumeThat(System.getProperty("os.name"))
                .as("127.0.0.2 is an address of its own")
                .startsWith("Linux");
        start(new Admission.Limits(64, 16, 192, Duration.ofSeconds(60), Duration.ofSeconds(60)));
        slowClients(100);
        try (Socket probe = connect("127.0.0.2")) {
            probe.setSoTimeout(3_000);
            probe.getOutputStream().write("GET /health/live HTTP/1.0\r\n\r\n".getBytes(UTF_8));
            assertThat(new String(probe.getInputStream().readAllBytes(), UTF_8)).startsWith("HTTP/1.1 200");
        }
        assertThat(slow.putOut()).isZero();
    }

    @Test
    void shouldCloseAConnectionWhenItsHeadIsNotCompleteInTime() throws Exception {
        start(new Admission.Limits(64, 16, 192, Duration.ofMillis(500), Duration.ofMillis(500)));
        slowClients(1);
        Await.until("the slow client to be put out", Duration.ofSeconds(10), () -> slow.putOut() > 0);
    }

    @Test
    void shouldGiveThePlaceOfAnIdleConnectionToWhoWaitsAtOnce() throws Exception {
        start(new Admission.Limits(1, 1, 192, Duration.ofSeconds(60), Duration.ofSeconds(60)));
        byte[] half = "GET /health/live HTTP/1.1\r\nHost: a\r\n".getBytes(UTF_8);
        byte[] end = "\r\n".getBytes(UTF_8);
        try (Socket first = connect("127.0.0.1")) {
            first.setSoTimeout(10_000);
            first.getOutputStream().write(half);
            first.getOutputStream().write(end);
            assertThat(new String(first.getInputStream().readNBytes(15), UTF_8)).isEqualTo("HTTP/1.1 200 OK");
            // Not before: of two that come at once either may have the place.
            try (Socket second = connect("127.0.0.1")) {
                second.setSoTimeout(10_000);
                second.getOutputStream().write(half);
                second.getOutputStream().write(end);
                assertThat(new String(second.getInputStream().readNBytes(15), UTF_8))
                        .as("the place of one that is idle is given up at once")
                        .isEqualTo("HTTP/1.1 200 OK");
            }
            assertThat(new String(first.getInputStream().readAllBytes(), UTF_8)).endsWith("\"reasons\":[]}");
        }
    }

    @Test
    void shouldKeepAConnectionThatAsksAgainWhenNobodyWaits() throws Exception {
        start(new Admission.Limits(64, 16, 192, Duration.ofSeconds(2), Duration.ofMillis(100)));
        try (Socket client = connect("127.0.0.1")) {
            client.setSoTimeout(3_000);
            for (int i = 0; i < 5; i++) {
                client.getOutputStream().write("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(UTF_8));
                assertThat(new String(client.getInputStream().readNBytes(15), UTF_8))
                        .isEqualTo("HTTP/1.1 200 OK");
                StringBuilder rest = new StringBuilder();
                while (!rest.toString().endsWith("\"reasons\":[]}")) {
                    rest.append((char) client.getInputStream().read());
                }
                Await.pass(Duration.ofMillis(600));
            }
        }
    }
}
