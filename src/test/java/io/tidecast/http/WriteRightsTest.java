package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.http.ModelChanger.Change;
import io.tidecast.http.ModelChanger.Order;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class WriteRightsTest {
    private static final String TOKEN = "a-token-of-some-length";
    private static final String BEARER = "Authorization: Bearer " + TOKEN + "\r\n";
    private static final String PIN = "/api/v1/models/default/pin?version=5";

    @TempDir
    private Path folder;

    private final List<Order> orders = new ArrayList<>();
    private WebServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private void start(Optional<BearerToken> token, int perMinute) {
        start(token, perMinute, order -> {
            orders.add(order);
            return "done";
        });
    }

    private void start(Optional<BearerToken> token, int perMinute, ModelChanger changer) {
        server = WebServer.start(
                new HttpSettings("127.0.0.1", 0, Optional.empty(), true).withWriters(new Writers(token, perMinute)),
                ChangeEndpoint.all(changer));
    }

    private Path file(String text, String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        return file;
    }

    private BearerToken token() throws IOException {
        return BearerToken.readPrivate(Writers.TOKEN_FILE, file(TOKEN, "rw-r-----"));
    }

    private String ask(String method, String path, String headers, String body) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.getOutputStream()
                    .write((method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers
                                    + "\r\n" + body)
                            .getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    private String post(String path, String headers) throws IOException {
        return ask("POST", path, headers, "");
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void shouldChangeNothingUnlessATokenIsSet(Change change) throws Exception {
        start(Optional.empty(), 5);
        assertThat(post("/api/v1/models/default/" + change.name().toLowerCase(Locale.ROOT), BEARER))
                .startsWith("HTTP/1.1 403")
                .contains("http.write-token-file must be set");
        assertThat(orders).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Authorization: Bearer another-token-of-length\r\n", "Authorization: Basic x\r\n"})
    void shouldChangeNothingWithoutTheTokenOnThisMachineEither(String headers) throws Exception {
        start(Optional.of(token()), 5);
        assertThat(post(PIN, headers)).startsWith("HTTP/1.1 401").contains("WWW-Authenticate: Bearer");
        assertThat(orders).isEmpty();
    }

    @Test
    void shouldPassTheOrderOnWhenTheTokenIsBrought() throws Exception {
        start(Optional.of(token()), 5);
        assertThat(post("/api/v1/models/site%2Fa/pin?version=5&reason=a%20b", BEARER))
                .startsWith("HTTP/1.1 200")
                .contains("{\"model\":\"site/a\",\"done\":\"done\"}")
                .doesNotContain("Access-Control-Allow");
        assertThat(orders).containsExactly(new Order(Change.PIN, "site/a", 5, "a b", "127.0.0.1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"})
    void shouldChangeNothingByAnyOtherMethod(String method) throws Exception {
        start(Optional.of(token()), 5);
        assertThat(ask(method, PIN, BEARER, "")).startsWith("HTTP/1.1 405").contains("Allow: POST");
        assertThat(orders).isEmpty();
    }

    @Test
    void shouldReadNoBodyHoweverItIsSent() throws Exception {
        start(Optional.of(token()), 5);
        assertThat(ask("POST", PIN, BEARER + "Content-Length: 1000000000\r\n", "x"))
                .startsWith("HTTP/1.1 413");
        assertThat(ask("POST", PIN, BEARER + "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        assertThat(orders).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "version=0", "version=x", "version=1%0d%0aX-Injected:1", "version=99999999999"})
    void shouldNameTheRuleWhenAVersionIsNone(String query) throws Exception {
        start(Optional.of(token()), 5);
        assertThat(post("/api/v1/models/default/pin?" + query, BEARER))
                .startsWith("HTTP/1.1 400")
                .contains("version must be")
                .doesNotContain("\nX-Injected");
        assertThat(orders).isEmpty();
    }

    @Test
    void shouldTellToComeBackWhenThereAreTooManyWhateverTheyBring() throws Exception {
        start(Optional.of(token()), 2);
        assertThat(post(PIN, "Authorization: Bearer a-guess-of-some-length\r\n"))
                .startsWith("HTTP/1.1 401");
        assertThat(post(PIN, BEARER)).startsWith("HTTP/1.1 200");
        assertThat(post(PIN, BEARER))
                .startsWith("HTTP/1.1 429")
                .containsPattern("Retry-After: [0-9]+\r\n")
                .contains("http.writes-per-minute is 2");
    }

    @Test
    void shouldAnswerWithTheStatusOfARefusal() throws Exception {
        start(Optional.of(token()), 5, order -> {
            throw order.change() == Change.UNPIN ? ChangeRefused.busy() : ChangeRefused.conflict("it is pinned", null);
        });
        assertThat(post("/api/v1/models/default/rollback", BEARER))
                .startsWith("HTTP/1.1 409")
                .contains("{\"reasons\":[\"it is pinned\"]}");
        assertThat(post("/api/v1/models/default/unpin", BEARER))
                .startsWith("HTTP/1.1 429")
                .contains("Retry-After: 1\r\n");
    }

    @Test
    void shouldTakeTheTokenThatTheFileHoldsNowAndLetNobodyInWhenItHoldsNone() throws Exception {
        start(Optional.of(token()), 50);
        String other = "another-token-of-some-length";
        file(other, "rw-------");
        assertThat(post(PIN, BEARER)).startsWith("HTTP/1.1 401");
        assertThat(post(PIN, "Authorization: Bearer " + other + "\r\n")).startsWith("HTTP/1.1 200");
        file("short", "rw-------");
        assertThat(post(PIN, "Authorization: Bearer short\r\n")).startsWith("HTTP/1.1 401");
        assertThat(post(PIN, "Authorization: Bearer " + other + "\r\n")).startsWith("HTTP/1.1 401");
        Path file = file(other, "rw-------");
        assertThat(post(PIN, "Authorization: Bearer " + other + "\r\n")).startsWith("HTTP/1.1 200");
        Files.delete(file);
        assertThat(post(PIN, "Authorization: Bearer " + other + "\r\n")).startsWith("HTTP/1.1 401");
    }

    @Test
    void shouldLetNobodyInWhileOthersMayReadTheFileThoughItHoldsTheSame() throws Exception {
        start(Optional.of(token()), 50);
        assertThat(post(PIN, BEARER)).startsWith("HTTP/1.1 200");
        Files.setPosixFilePermissions(folder.resolve("token"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(post(PIN, BEARER)).startsWith("HTTP/1.1 401");
        Files.setPosixFilePermissions(folder.resolve("token"), PosixFilePermissions.fromString("rw-------"));
        assertThat(post(PIN, BEARER)).startsWith("HTTP/1.1 200");
    }

    @Test
    void shouldRefuseAFileThatOthersMayRead() throws Exception {
        Path open = file(TOKEN, "rw-r--r--");
        assertThatThrownBy(() -> BearerToken.readPrivate(Writers.TOKEN_FILE, open))
                .hasMessageStartingWith("http.write-token-file (" + open
                        + ") must be closed to others than owner and group, is rw-r--r--")
                .hasMessageNotContaining(TOKEN);
    }
}
