package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** HTTP client of the other instances of an application, which serve as this one does. */
public final class PeerClient {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final int MOST_SHOWN = 200;

    private final HttpClient client;
    private final String scheme;

    /** @param settings of this instance; with TLS the others have the same certificate */
    public PeerClient(HttpSettings settings) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER);
        settings.tls().ifPresent(tls -> builder.sslContext(OwnCertificate.of(tls)));
        client = builder.build();
        scheme = settings.tls().isPresent() ? "https://" : "http://";
    }

    /**
     * The window of a device that another instance holds, as {@link WindowEndpoint} answers.
     *
     * @throws IOException if it does not answer, or not with a window, with what it says
     */
    public String window(String host, int port, String device, Caller caller) throws IOException, InterruptedException {
        String name = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        // In a path a space is %20, which the encoding of forms writes as a plus.
        String id = URLEncoder.encode(device, UTF_8).replace("+", "%20");
        URI uri = URI.create(scheme + name + ":" + port + WindowEndpoint.PATH.replace("{id}", id) + "?local=true");
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(ANSWER);
        if (!caller.authorization().isEmpty()) {
            request.header("Authorization", caller.authorization());
        }
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            String said = answer.body();
            throw new IOException(
                    "status " + answer.statusCode() + ", " + said.substring(0, Math.min(MOST_SHOWN, said.length())));
        }
        return answer.body();
    }
}
