package io.tidecast.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.config.Printable;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;

/** HTTP client of the other instances of an application, which serve as this one does. */
public final class PeerClient {
    private static final Duration CONNECT = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final int MOST_SHOWN = 200;

    private static final String LOCAL = "local=true";

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
     * Answer of an instance.
     *
     * @param status of HTTP
     * @param missing what it says first where there is none
     */
    public record Said(int status, String body, String missing) {
        /** Why there is none, where it says so itself; not where it has no such path. */
        public Optional<String> unknown() throws IOException {
            if (status != HttpStatus.NOT_FOUND_404) {
                return Optional.empty();
            }
            JsonNode reasons = FleetJson.JSON.readTree(body).path("reasons");
            return Optional.of(reasons.path(1).asText())
                    .filter(why -> reasons.path(0).asText().equals(Printable.message(missing)));
        }

        /** What it says, in short, where it is not what was asked for. */
        public String inShort() {
            return "status " + status + ", " + body.substring(0, Math.min(MOST_SHOWN, body.length()));
        }
    }

    /**
     * The window of a device that another instance holds, as {@link WindowEndpoint} answers.
     *
     * @throws IOException if it does not answer
     */
    public Said window(String host, int port, String device, Caller caller) throws IOException, InterruptedException {
        return said(
                send(host, port, "GET", WindowEndpoint.PATH, device, LOCAL, caller), WindowEndpoint.missing(device));
    }

    /**
     * An inquiry into a device that another instance holds, as {@link InquiryEndpoint} answers.
     *
     * @param local whether that instance alone is asked, and passes it on to none
     * @throws IOException if it does not answer
     */
    public Said inquire(String host, int port, InquirySource.Inquiry inquiry, Caller caller, boolean local)
            throws IOException, InterruptedException {
        String set = inquiry.set().isEmpty() ? "" : "&set=" + URLEncoder.encode(inquiry.set(), UTF_8);
        String query = (local ? LOCAL : "local=false") + set;
        InquirySource.Kind kind = inquiry.kind();
        return said(
                send(host, port, kind.methods().get(0), kind.path(), inquiry.device(), query, caller),
                InquiryEndpoint.missing(inquiry.device()));
    }

    private static Said said(HttpResponse<String> answer, String missing) {
        return new Said(answer.statusCode(), answer.body(), missing);
    }

    private HttpResponse<String> send(
            String host, int port, String method, String path, String device, String query, Caller caller)
            throws IOException, InterruptedException {
        String name = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        // In a path a space is %20, which the encoding of forms writes as a plus.
        String id = URLEncoder.encode(device, UTF_8).replace("+", "%20");
        URI uri = URI.create(scheme + name + ":" + port + path.replace("{id}", id) + "?" + query);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(ANSWER);
        if (!caller.authorization().isEmpty()) {
            request.header("Authorization", caller.authorization());
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
