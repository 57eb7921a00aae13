package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.http.HttpSettings.Part;
import io.tidecast.view.Changes;
import io.tidecast.view.Fleet;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ReadRightsTest {
    private static final String TOKEN = "a-token-of-some-length";
    private static final String DEVICES = "/api/v1/devices";

    @TempDir
    private Path folder;

    private WebServer server;

    @AfterEach
    void stop() {
        server.close();
    }

    private void start(String host, Optional<BearerToken> token, HttpSettings.Readers readers) {
        Fleet fleet = new Fleet(5, new Changes());
        List<Endpoint> endpoints = new ArrayList<>(ResourceEndpoint.all());
        endpoints.add(new DevicesEndpoint(fleet, List::of));
        endpoints.addAll(new Health(List::of, List::of, List::of, List::of, List::of).probes());
        endpoints.add(new MetricsEndpoint(type -> "up 1\n"));
        server = WebServer.start(new HttpSettings(host, 0, token, true, readers), endpoints);
    }

    private BearerToken token(String text) throws IOException {
        return BearerToken.read(HttpSettings.READ_TOKEN_FILE, Files.writeString(folder.resolve("token"), text));
    }

    private static HttpSettings.Readers readers(Optional<BearerToken> token, boolean everybody) {
        return new HttpSettings.Readers(token, everybody ? Set.of(Part.API) : Set.of());
    }

    /** A request as any client may write it, the Host included. */
    private String ask(String path, String host, String... headers) throws IOException {
        return ask(InetAddress.getLoopbackAddress(), path, host, headers);
    }

    private String ask(InetAddress to, String path, String host, String... headers) throws IOException {
        URI address = server.address();
        try (Socket socket = new Socket(to, address.getPort())) {
            String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n" + more + "\r\n")
                            .getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private int status(String path, String... headers) throws IOException {
        return Integer.parseInt(ask(path, "localhost", headers).substring(9, 12));
    }

    @Test
    void shouldLetThisMachineReadWithoutAToken() throws Exception {
        start("127.0.0.1", Optional.empty(), HttpSettings.Readers.OWN);
        assertThat(status(DEVICES)).isEqualTo(200);
        assertThat(status("/")).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:8080", "127.0.0.1", "127.1.2.3:1", "[::1]:8080"})
    void shouldTakeANameOfThisMachine(String host) throws Exception {
        start("127.0.0.1", Optional.empty(), HttpSettings.Readers.OWN);
        assertThat(ask(DEVICES, host)).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8080", "192.0.2.7"})
    void shouldRefuseAForeignNameOfThisMachineSinceABrowserCouldBeMadeToSendIt(String host) throws Exception {
        start("127.0.0.1", Optional.empty(), HttpSettings.Readers.OWN);
        assertThat(ask(DEVICES, host)).startsWith("HTTP/1.1 403").contains("the Host header must be localhost");
        assertThat(ask("/", host)).startsWith("HTTP/1.1 403");
    }

    @ParameterizedTest
    @ValueSource(strings = {DEVICES, "/", "/ui/app.js", "/api/v1/openapi.json"})
    void shouldNameTheSettingWhenOtherMachinesCouldAsk(String path) throws Exception {
        start("0.0.0.0", Optional.empty(), HttpSettings.Readers.OWN);
        assertThat(ask(path, "localhost"))
                .startsWith("HTTP/1.1 403")
                .contains("http.read-token-file must be set, or http.public have api");
    }

    @Test
    void shouldLetEverybodyReadWhenThatIsPublic() throws Exception {
        start("0.0.0.0", Optional.empty(), readers(Optional.empty(), true));
        assertThat(ask(DEVICES, "tidecast.example")).startsWith("HTTP/1.1 200");
    }

    @Test
    void shouldServeProbesAndMetricsToOtherMachinesWhenNothingElseIsSaid() throws Exception {
        start("0.0.0.0", Optional.empty(), HttpSettings.Readers.OWN);
        assertThat(fromElsewhere("/health/live")).startsWith("HTTP/1.1 200");
        assertThat(fromElsewhere("/metrics")).startsWith("HTTP/1.1 200");
        assertThat(fromElsewhere(DEVICES)).startsWith("HTTP/1.1 403");
    }

    @Test
    void shouldKeepProbesAndMetricsToThisMachineWhenTheyAreNotPublic() throws Exception {
        start("0.0.0.0", Optional.empty(), new HttpSettings.Readers(Optional.empty(), Set.of(Part.API)));
        assertThat(fromElsewhere("/health/live"))
                .startsWith("HTTP/1.1 403")
                .contains("http.token-file must be set, or http.public have health");
        assertThat(fromElsewhere("/metrics")).startsWith("HTTP/1.1 403").contains("http.public have metrics");
        assertThat(fromElsewhere(DEVICES)).startsWith("HTTP/1.1 200");
        assertThat(status("/health/live")).isEqualTo(200);
        assertThat(status("/metrics")).isEqualTo(200);
    }

    @Test
    void shouldLetTheTokenReadWhatIsNotPublic() throws Exception {
        start("0.0.0.0", Optional.of(token(TOKEN)), new HttpSettings.Readers(Optional.empty(), Set.of()));
        String bearer = "Authorization: Bearer " + TOKEN;
        for (String path : List.of("/health/live", "/metrics", DEVICES)) {
            assertThat(fromElsewhere(path)).as(path).startsWith("HTTP/1.1 401");
            assertThat(fromElsewhere(path, bearer)).as(path).startsWith("HTTP/1.1 200");
        }
    }

    /** By this machine's own address on a network, which is none of its loopback's; skipped where it has none. */
    private String fromElsewhere(String path, String... headers) throws IOException {
        InetAddress outer = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst()
                .orElseGet(() -> Assumptions.abort("this machine is on no network"));
        return ask(outer, path, "localhost", headers);
    }

    @Test
    void shouldAskForTheReadTokenAndServeThePageThatAsksForIt() throws Exception {
        start("0.0.0.0", Optional.empty(), readers(Optional.of(token(TOKEN)), false));
        assertThat(ask(DEVICES, "localhost")).startsWith("HTTP/1.1 401").contains("WWW-Authenticate: Bearer");
        assertThat(status(DEVICES, "Authorization: Bearer another-token-of-length"))
                .isEqualTo(401);
        assertThat(status(DEVICES, "Authorization: Bearer " + TOKEN)).isEqualTo(200);
        assertThat(status("/")).isEqualTo(200);
    }

    @Test
    void shouldTakeTheTokenOfTheMetricsWhereReadersHaveNone() throws Exception {
        start("0.0.0.0", Optional.of(token(TOKEN)), HttpSettings.Readers.OWN);
        assertThat(status(DEVICES)).isEqualTo(401);
        assertThat(status(DEVICES, "Authorization: Bearer " + TOKEN)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {DEVICES, "/metrics"})
    void shouldTakeTheTokenThatTheFileHoldsNowAndLetNobodyInWhenItHoldsNone(String path) throws Exception {
        start("0.0.0.0", Optional.of(token(TOKEN)), HttpSettings.Readers.OWN);
        String bearer = "Authorization: Bearer " + TOKEN;
        assertThat(status(path, bearer)).isEqualTo(200);
        String other = "another-token-of-some-length";
        Path file = Files.writeString(folder.resolve("token"), other);
        assertThat(status(path, bearer)).isEqualTo(401);
        assertThat(status(path, "Authorization: Bearer " + other)).isEqualTo(200);
        Files.writeString(file, "short");
        assertThat(status(path, "Authorization: Bearer short")).isEqualTo(401);
        assertThat(status(path, "Authorization: Bearer " + other)).isEqualTo(401);
        Files.writeString(file, other);
        assertThat(status(path, "Authorization: Bearer " + other)).isEqualTo(200);
        Files.delete(file);
        assertThat(status(path, "Authorization: Bearer " + other)).isEqualTo(401);
    }

    @Test
    void shouldServeAPageThatLoadsNothingFromElsewhereAndRunsNothingThatStandsInIt() throws Exception {
        start("127.0.0.1", Optional.empty(), HttpSettings.Readers.OWN);
        String page = ask("/", "localhost");
        assertThat(page)
                .contains("Content-Security-Policy: default-src 'none'; script-src 'sha256-", "; style-src 'self';")
                .doesNotContain("script-src 'self'")
                .contains("X-Content-Type-Options: nosniff")
                .doesNotContain("Access-Control-Allow")
                .doesNotContain("unsafe-inline");
        for (Endpoint endpoint : ResourceEndpoint.all()) {
            assertThat(new String(((ResourceEndpoint) endpoint).body(), UTF_8))
                    .as(endpoint.path())
                    .doesNotContainPattern("(src|href)=\"?https?:|@import|fetch\\(\"http| on[a-z]+=\"| style=\"");
        }
    }

    @Test
    void shouldAllowEachScriptByTheHashOfWhatIsServed() throws Exception {
        start("127.0.0.1", Optional.empty(), HttpSettings.Readers.OWN);
        String page = ask("/", "localhost");
        String allowed = page.lines()
                .filter(line -> line.startsWith("Content-Security-Policy: "))
                .findFirst()
                .orElseThrow()
                .replaceFirst(".*script-src ([^;]*);.*", "$1");
        List<String> scripts = new ArrayList<>();
        for (Endpoint endpoint : ResourceEndpoint.all()) {
            String path = endpoint.path();
            if (path.startsWith("/ui/")) {
                String answer = ask(path, "localhost");
                byte[] body = answer.substring(answer.indexOf("\r\n\r\n") + 4).getBytes(UTF_8);
                String hash = "sha256-"
                        + Base64.getEncoder()
                                .encodeToString(
                                        MessageDigest.getInstance("SHA-256").digest(body));
                assertThat(page).containsOnlyOnce("\"" + path.substring(1) + "\" integrity=\"" + hash + "\"");
                if (path.endsWith(".js")) {
                    scripts.add("'" + hash + "'");
                }
            }
        }
        assertThat(allowed.split(" ", -1)).hasSizeGreaterThan(5).containsExactlyElementsOf(scripts);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ui/../../../etc/passwd",
                "/ui/..%2f..%2fopenapi.json",
                "/ui/%2e%2e/openapi.json",
                "/ui/app.js%00",
                "/ui/app.js/",
                "/ui//app.js",
                "/dashboard/index.html"
            })
    void shouldKnowNoPathButItsOwn(String path) throws Exception {
        start("127.0.0.1", Optional.empty(), HttpSettings.Readers.OWN);
        assertThat(status(path)).isIn(400, 404);
    }

    @Test
    void shouldPutNoLineOfARequestIntoTheHeadOfAnAnswer() throws Exception {
        start("127.0.0.1", Optional.empty(), HttpSettings.Readers.OWN);
        String answer = ask(DEVICES + "?cursor=a%0d%0aX-Injected:%20yes&sort=%0d%0aX-Injected:%20yes", "localhost");
        assertThat(answer).startsWith("HTTP/1.1 400");
        assertThat(answer.substring(0, answer.indexOf("\r\n\r\n"))).doesNotContain("X-Injected");
    }
}
