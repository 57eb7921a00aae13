package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceEndpointTest {
    private static final int MOST_BYTES = 150_000;

    private final ResourceEndpoint script = resource("/ui/app.js");

    private static ResourceEndpoint resource(String path) {
        return ResourceEndpoint.all().stream()
                .map(ResourceEndpoint.class::cast)
                .filter(one -> one.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private static Request request(String encodings, String tags) {
        return new Request("GET", Map.of(), Map.of(), "", encodings, "", tags, "", Caller.UNKNOWN);
    }

    @Test
    void shouldTakeAtMost150KilobytesCompressedWhenAllOfThePageIsLoaded() {
        int bytes = 0;
        for (Endpoint endpoint : ResourceEndpoint.all()) {
            if (!endpoint.path().startsWith("/api/")) {
                bytes += endpoint.answer(request("gzip, br", "")).body().length;
            }
        }
        assertThat(bytes).isBetween(10_000, MOST_BYTES);
    }

    @Test
    void shouldBeCompressedWhereThatIsTakenAndTheSameAsOtherwise() throws IOException {
        Answer plain = script.answer(request("gzip;q=0", ""));
        Answer compressed = script.answer(request("gzip", ""));
        assertThat(plain.headers()).doesNotContainKey("Content-Encoding");
        assertThat(compressed.headers()).containsEntry("Content-Encoding", "gzip");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed.body())).readAllBytes())
                .isEqualTo(plain.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "\"another\", %s", "%s,W/\"another\""})
    void shouldNotBeSentAgainToWhoHasIt(String tags) {
        Answer answer = script.answer(request("gzip", tags.formatted(script.tag())));
        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "W/\"another\"", "%s.", "W/\"\""})
    void shouldBeSentToWhoHasAnother(String tags) {
        assertThat(script.answer(request("", tags.formatted(script.tag()))).status())
                .isEqualTo(200);
        assertThat(script.tag()).isNotEqualTo(resource("/ui/fleet.js").tag());
    }

    @Test
    void shouldBeKeptByABrowserThatAsksEachTimeWhetherItIsTheSame() throws IOException {
        try (WebServer server =
                WebServer.start(new HttpSettings("127.0.0.1", 0, Optional.empty(), true), ResourceEndpoint.all())) {
            String first = ask(server, "");
            assertThat(first)
                    .contains("Cache-Control: no-cache\r\n", "Vary: Accept-Encoding\r\n", "ETag: " + script.tag())
                    .doesNotContain("no-store");
            String again = ask(server, "If-None-Match: " + script.tag() + "\r\n");
            assertThat(again)
                    .startsWith("HTTP/1.1 304")
                    .contains("ETag: " + script.tag())
                    .doesNotContain("\nContent-Type")
                    .endsWith("\r\n\r\n");
        }
    }

    private String ask(WebServer server, String headers) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.getOutputStream()
                    .write(("GET " + script.path() + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers
                                    + "\r\n")
                            .getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
