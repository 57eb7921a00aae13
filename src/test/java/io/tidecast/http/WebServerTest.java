package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.model.ModelRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class WebServerTest {
    private static final String TOKEN = "a-token-of-some-length";

    private final HttpClient client = HttpClient.newHttpClient();
    private List<String> notLive = List.of();
    private List<String> warnings = List.of();
    private List<ModelRegistry.Refused> refused = List.of();
    private WebServer server;

    @BeforeEach
    void start() {
        server = started(Optional.empty());
    }

    private WebServer started(Optional<BearerToken> token) {
        return WebServer.start(
                new HttpSettings("127.0.0.1", 0, token, false),
                endpoints(
                        new Health(() -> notLive, () -> List.of("no tasks"), List::of, () -> warnings, () -> refused)),
                // Who holds a place here is put out by no other, however slow the machine; SlowClientsTest looks at
                // that.
                new Admission.Limits(64, 16, 192, Duration.ofSeconds(10), Duration.ofSeconds(10)));
    }

    private static List<Endpoint> endpoints(Health health) {
        List<Endpoint> endpoints = new ArrayList<>(health.probes());
        endpoints.add(new MetricsEndpoint(type -> "up 1\n"));
        return endpoints;
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> ask(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.address() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String raw(String request) throws IOException {
        try (Socket socket = socket()) {
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private Socket socket() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
    }

    @Test
    void shouldAnswerEachProbeWithWhatSpeaksAgainstItWhenAsked() throws Exception {
        assertThat(ask("GET", "/health/live").body()).isEqualTo("{\"status\":\"up\",\"reasons\":[]}");
        assertThat(ask("GET", "/health/started").statusCode()).isEqualTo(200);
        HttpResponse<String> ready = ask("GET", "/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).isEqualTo("{\"status\":\"down\",\"reasons\":[\"no tasks\"]}");
        notLive = List.of("forecaster is ERROR");
        assertThat(ask("GET", "/health/live").statusCode()).isEqualTo(503);
    }

    @Test
    void shouldWarnInTheAnswerOfReadinessAndStayAsReadyAsItIs() throws Exception {
        warnings = List.of("readings go to the dead letters");
        assertThat(ask("GET", "/health/ready").body())
                .isEqualTo("{\"status\":\"down\",\"warnings\":[\"readings go to the dead letters\"],"
                        + "\"reasons\":[\"no tasks\"]}");
        assertThat(ask("GET", "/health/live").body()).isEqualTo("{\"status\":\"up\",\"reasons\":[]}");
    }

    @Test
    void shouldSayWhichVersionsAreRefusedAndStayAsReadyAsItIs() throws Exception {
        refused = List.of(new ModelRegistry.Refused("default", 7, "header \"length\" must be 2..9, was -1"));
        HttpResponse<String> ready = ask("GET", "/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body())
                .isEqualTo("{\"status\":\"down\",\"refused\":[{\"model\":\"default\",\"version\":7,"
                        + "\"reason\":\"header \\\"length\\\" must be 2..9, was -1\"}],\"reasons\":[\"no tasks\"]}");
        assertThat(ask("GET", "/health/live").body()).isEqualTo("{\"status\":\"up\",\"reasons\":[]}");
    }

    @Test
    void shouldServeMetricsInPrometheusTextFormatWhenAsked() throws Exception {
        HttpResponse<String> metrics = ask("GET", "/metrics");
        assertThat(metrics.body()).isEqualTo("up 1\n");
        assertThat(metrics.headers().firstValue("content-type")).contains("text/plain; version=0.0.4; charset=utf-8");
        HttpResponse<String> head = ask("HEAD", "/metrics");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
    void shouldRefuseAMethodThatMightChangeSomething(String method) throws Exception {
        HttpResponse<String> answer = ask(method, "/health/live");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).contains("GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/health", "/health/live/", "/metrics/x", "/%2e%2e/metrics", "/metrics;x=1"})
    void shouldKnowNoOtherPath(String path) throws Exception {
        assertThat(ask("GET", path).statusCode()).isIn(400, 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/live", "/health/ready", "/metrics", "/nowhere"})
    void shouldSetStrictHeadersAndNotNameItselfOnEveryAnswer(String path) throws Exception {
        var headers = ask("GET", path).headers();
        assertThat(headers.firstValue("cache-control")).contains("no-store");
        assertThat(headers.firstValue("x-content-type-options")).contains("nosniff");
        assertThat(headers.firstValue("content-security-policy"))
                .contains("default-src 'none'; frame-ancestors 'none'");
        assertThat(headers.map()).doesNotContainKeys("server", "x-powered-by", "access-control-allow-origin");
    }

    @Test
    void shouldRefuseARequestBeyondItsLimits() throws Exception {
        String longHead = "GET /metrics HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(9000) + "\r\n\r\n";
        assertThat(raw(longHead))
                .startsWith("HTTP/1.1 431")
                .contains("no-store")
                .doesNotContain("etty");
        String longPath = "GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: x\r\n\r\n";
        assertThat(raw(longPath)).startsWith("HTTP/1.1 414");
        String withBody = "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello";
        assertThat(raw(withBody)).startsWith("HTTP/1.1 413");
        assertThat(raw("GET /metrics\r\n\r\n")).as("HTTP 0.9").startsWith("HTTP/1.1 505");
    }

    @Test
    void shouldServeAgainWhenMoreConnectionsThanItTakesHaveGone() throws Exception {
        List<Socket> held = new ArrayList<>();
        try {
            for (int i = 0; i < 64; i++) {
                held.add(socket());
            }
            Socket oneMore = socket();
            held.add(oneMore);
            oneMore.getOutputStream().write("GET /health/live HTTP/1.0\r\n\r\n".getBytes(UTF_8));
            oneMore.setSoTimeout(200);
            assertThatThrownBy(() -> oneMore.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            for (Socket socket : held.subList(0, 64)) {
                socket.close();
            }
            oneMore.setSoTimeout(20_000);
            assertThat(new String(oneMore.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 200");
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
    }

    @Test
    void shouldBindToTheGivenAddressOnly() {
        assertThat(server.address().getHost()).isEqualTo("127.0.0.1");
        HttpSettings taken = new HttpSettings("127.0.0.1", server.address().getPort(), Optional.empty(), false);
        assertThatThrownBy(() ->
                        WebServer.start(taken, endpoints(new Health(List::of, List::of, List::of, List::of, List::of))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("http.port must be free on http.host, 127.0.0.1:" + taken.port() + " is not");
    }

    @Test
    void shouldAskForTheTokenOnMetricsOnlyWhenOneIsSet(@TempDir Path folder) throws Exception {
        server.close();
        Path file = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        server = started(Optional.of(BearerToken.read(HttpSettings.TOKEN_FILE, file)));
        HttpResponse<String> without = ask("GET", "/metrics");
        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(without.headers().firstValue("www-authenticate")).contains("Bearer realm=\"metrics\"");
        for (String wrong : List.of("Bearer", "Bearer ", "Bearer " + TOKEN + "x", "Basic " + TOKEN, TOKEN)) {
            assertThat(ask("GET", "/metrics", "Authorization", wrong).statusCode())
                    .as(wrong)
                    .isEqualTo(401);
        }
        assertThat(ask("GET", "/metrics", "Authorization", "Bearer " + TOKEN).statusCode())
                .isEqualTo(200);
        assertThat(ask("GET", "/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldRefuseATokenFileThatIsMissingOrHoldsTooLittle(@TempDir Path folder) throws Exception {
        assertThatThrownBy(() -> BearerToken.read(HttpSettings.TOKEN_FILE, folder.resolve("none")))
                .hasMessageStartingWith("http.token-file must be a file that can be read, was ");
        Path file = Files.writeString(folder.resolve("token"), "secret\n");
        assertThatThrownBy(() -> BearerToken.read(HttpSettings.TOKEN_FILE, file))
                .hasMessageStartingWith("http.token-file (" + file + ") must hold a token of at least 16 characters")
                .hasMessageNotContaining("secret");
        assertThat(BearerToken.read(HttpSettings.TOKEN_FILE, Files.writeString(file, TOKEN))
                        .toString())
                .doesNotContain(TOKEN);
    }

    @Test
    void shouldTellTheHealthOfAProcessWhenAskedByTheClient() throws Exception {
        HttpSettings there = new HttpSettings("127.0.0.1", server.address().getPort(), Optional.empty(), false);
        assertThat(HealthClient.ask(there, false).up()).isTrue();
        HealthClient.Answer ready = HealthClient.ask(there, true);
        assertThat(ready.up()).isFalse();
        assertThat(ready.body()).contains("no tasks");
        server.close();
        assertThatThrownBy(() -> HealthClient.ask(there, false)).isInstanceOf(IOException.class);
    }
}
