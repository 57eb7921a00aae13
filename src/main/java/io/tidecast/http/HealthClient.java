package io.tidecast.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** HTTP client of the probes of a process on this machine, for health checks where there is no other HTTP client. */
public final class HealthClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private HealthClient() {}

    /**
     * Response of a probe.
     *
     * @param up whether all is well
     * @param body what the process said
     */
    public record Answer(boolean up, String body) {}

    /** What serves on all addresses serves on this machine's own. */
    public static String host(HttpSettings settings) {
        return settings.host().equals("0.0.0.0") || settings.host().equals("::") ? "localhost" : settings.host();
    }

    /**
     * Asks whether a process is live, or ready.
     *
     * @throws IOException if nothing answers within {@link #TIMEOUT}
     */
    public static Answer ask(HttpSettings settings, boolean ready) throws IOException, InterruptedException {
        String host = host(settings);
        String name = host.contains(":") ? "[" + host + "]" : host;
        String scheme = settings.tls().isPresent() ? "https://" : "http://";
        URI uri = URI.create(scheme + name + ":" + settings.port() + (ready ? Health.READY : Health.LIVE));
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(TIMEOUT);
        settings.tls().ifPresent(tls -> builder.sslContext(OwnCertificate.of(tls)));
        HttpClient client = builder.build();
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode() == 200, response.body());
    }
}
