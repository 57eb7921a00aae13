package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An endpoint that the server has never heard of, added as any other is: one class, one place in the list. */
@Timeout(30)
class EndpointTest {
    private static final String POLICY = "default-src 'self'";

    /** Says which device it was asked for. */
    private record Echo(Rights rights) implements Endpoint {
        @Override
        public String path() {
            return "/api/v1/devices/{id}/echo";
        }

        @Override
        public List<String> methods() {
            return List.of("GET");
        }

        @Override
        public Map<String, String> headers() {
            return Map.of("Content-Security-Policy", POLICY);
        }

        @Override
        public Answer answer(Request request) {
            String id = request.segments().get("id");
            if (id.equals("broken")) {
                throw new IllegalStateException("a secret of the inside");
            }
            return new Answer(200, "text/plain", id.getBytes(UTF_8), Map.of("X-Length", "" + id.length()));
        }
    }

    private final HttpClient client = HttpClient.newHttpClient();
    private WebServer server;

    private void start(Endpoint... endpoints) {
        start(Optional.empty(), endpoints);
    }

    private void start(Optional<BearerToken> token, Endpoint... endpoints) {
        server = WebServer.start(new HttpSettings("127.0.0.1", 0, token, false), List.of(endpoints));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private HttpResponse<String> ask(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.address() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({
        "pump-7, pump-7",
        "pump%207, pump 7",
        "a+b, a+b",
        "%C3%A4%2Fb, ä/b",
        "100%25, 100%",
        "once%252Fonly, once%2Fonly",
        "a;b=1, a;b=1"
    })
    void shouldDecodeASegmentOnceWhenAPathNamesIt(String segment, String device) throws Exception {
        start(new Echo(Endpoint.Rights.OPEN));
        HttpResponse<String> answer = ask("GET", "/api/v1/devices/" + segment + "/echo?any=query");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(device);
        assertThat(answer.headers().firstValue("x-length")).contains("" + device.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/devices/echo",
                "/api/v1/devices//echo",
                "/api/v1/devices/a/b/echo",
                "/api/v1/devices/a/echo/",
                "/api/v1/devices/%2e%2e/echo",
                "/api/v1/devices/a/%65cho",
                "/API/v1/devices/a/echo"
            })
    void shouldKnowNoPathThatIsNotOfItsFormWhenAsked(String path) throws Exception {
        start(new Echo(Endpoint.Rights.OPEN));
        assertThat(ask("GET", path).statusCode()).isIn(400, 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%4", "%zz", "%ff", "%c3"})
    void shouldRefuseASegmentThatIsNotEncodedAsItShouldBe(String segment) throws Exception {
        start(new Echo(Endpoint.Rights.OPEN));
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            String request = "GET /api/v1/devices/" + segment + "/echo HTTP/1.0\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(UTF_8));
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 400")
                    .contains("no-store");
        }
    }

    @Test
    void shouldSetItsOwnHeadersInPlaceOfTheStrictOnesWhenItHasSome() throws Exception {
        start(new Echo(Endpoint.Rights.OPEN));
        var headers = ask("GET", "/api/v1/devices/a/echo").headers();
        assertThat(headers.allValues("content-security-policy")).containsExactly(POLICY);
        assertThat(headers.firstValue("x-frame-options")).contains("DENY");
        assertThat(ask("GET", "/nowhere").headers().allValues("content-security-policy"))
                .containsExactly("default-src 'none'; frame-ancestors 'none'");
    }

    @Test
    void shouldNameTheMethodsThatItHasWhenAskedByAnother() throws Exception {
        start(new Echo(Endpoint.Rights.OPEN));
        for (String method : List.of("HEAD", "POST", "DELETE")) {
            HttpResponse<String> answer = ask(method, "/api/v1/devices/a/echo");
            assertThat(answer.statusCode()).as(method).isEqualTo(405);
            assertThat(answer.headers().firstValue("allow")).contains("GET");
        }
    }

    @Test
    void shouldAskForTheTokenWhenItsRightsSaySo(@TempDir Path folder) throws Exception {
        String token = "a-token-of-some-length";
        start(
                Optional.of(
                        BearerToken.read(HttpSettings.TOKEN_FILE, Files.writeString(folder.resolve("token"), token))),
                new Echo(Endpoint.Rights.BEARER));
        HttpResponse<String> without = ask("GET", "/api/v1/devices/a/echo");
        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(without.body()).doesNotStartWith("a");
        assertThat(without.headers().firstValue("www-authenticate")).contains("Bearer realm=\"api\"");
        assertThat(ask("GET", "/api/v1/devices/a/echo", "Authorization", "Bearer " + token)
                        .body())
                .isEqualTo("a");
    }

    @Test
    void shouldSayNothingOfTheInsideWhenAnEndpointFails() throws Exception {
        start(new Echo(Endpoint.Rights.OPEN));
        HttpResponse<String> answer = ask("GET", "/api/v1/devices/broken/echo");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("cache-control")).contains("no-store");
        assertThat(ask("GET", "/api/v1/devices/a/echo").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldRefuseAPathThatTwoHaveOrThatIsNone() {
        assertThatThrownBy(() -> start(new Echo(Endpoint.Rights.OPEN), new Echo(Endpoint.Rights.BEARER)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an endpoint must have a path of its own, two have /api/v1/devices/{id}/echo");
        assertThatThrownBy(() -> start(new Probe("health/live", List::of)))
                .hasMessage("the path of an endpoint must begin with / and name each segment once, was health/live");
        assertThatThrownBy(() -> start(new Probe("/{a}/{a}", List::of)))
                .hasMessageContaining("name each segment once, was /{a}/{a}");
    }
}
