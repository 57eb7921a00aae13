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

    /**
     * Asks whether a process is live, or ready.
     *
     * @throws IOException if nothing answers within {@link #TIMEOUT}
     */
    public static Answer ask(String host, int port, boolean ready) throws IOException, InterruptedException {
        String name = host.contains(":") ? "[" + host + "]" : host;
        URI uri = URI.create("http://" + name + ":" + port + (ready ? Health.READY : Health.LIVE));
        HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode() == 200, response.body());
    }
}
