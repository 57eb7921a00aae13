package io.tidecast.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.faults.Await;
import io.tidecast.settings.SettingSources;
import io.tidecast.settings.Settings;
import io.tidecast.stream.GroupMembershipOnStop;
import io.tidecast.stream.KafkaClients;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two instances of one fleet, whose devices each of them answers for; one goes without leaving its group. */
@Tag("faults")
@Timeout(300)
@SuppressWarnings("FutureReturnValueIgnored") // What is not sent, no forecast comes of.
class TwoInstancesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DEVICES = 8;
    private static final Duration SOON = Duration.ofMinutes(2);

    private final HttpClient client = HttpClient.newHttpClient();

    private static Settings settings(EmbeddedBroker broker, Path state) {
        return Settings.of(new SettingSources()
                .flags(Map.of(
                        "kafka.bootstrap.servers", broker.bootstrapServers(),
                        "kafka.state.dir", state.toString(),
                        "kafka.session.timeout.ms", "10000",
                        "roles", "forecaster",
                        "readings.values", "temp",
                        "series.step", "1s",
                        "series.grace", "0s",
                        "http.port", "0",
                        "http.api", "true"))
                .system(new Properties()));
    }

    private JsonNode get(Monitoring at, String path) throws Exception {
        URI address = at.address().orElseThrow().resolve("/api/v1/" + path);
        HttpResponse<String> answer =
                client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() == 200 ? JSON.readTree(answer.body()) : JSON.missingNode();
    }

    private boolean answersForAll(Monitoring at, int stale) throws Exception {
        JsonNode summary = get(at, "summary");
        return summary.path("devices").asInt() == DEVICES
                && summary.path("stale").asInt(-1) == stale;
    }

    @Test
    void shouldAnswerForEveryDeviceByEitherAndMarkThoseStaleThatNobodyHasTakenOver(@TempDir Path one, @TempDir Path two)
            throws Exception {
        ScheduledExecutorService sensors = Executors.newSingleThreadScheduledExecutor();
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            Settings first = settings(broker, one);
            Settings second = settings(broker, two);
            KafkaClients clients = new KafkaClients(first.kafka());
            try (Admin admin = clients.admin()) {
                Topics.all(first.topics()).create(admin, 2, Optional.of((short) 1));
            }
            TidecastStreams stays = new TidecastStreams(first.stream());
            TidecastStreams goes = new TidecastStreams(second.stream());
            try (Producer<String, byte[]> producer = clients.producer();
                    stays;
                    goes;
                    Monitoring here = Monitoring.of(first, stays);
                    Monitoring there = Monitoring.of(second, goes)) {
                sensors.scheduleAtFixedRate(() -> read(producer), 0, 500, TimeUnit.MILLISECONDS);
                stays.start();
                goes.start();
                Await.until("both have tasks", SOON, () -> tasks(here) > 0 && tasks(there) > 0);
                Await.until("all by one", SOON, () -> answersForAll(here, 0));
                Await.until("all by the other", SOON, () -> answersForAll(there, 0));

                goes.close(GroupMembershipOnStop.REMAIN);
                Await.until(
                        "some are stale",
                        SOON,
                        () -> get(here, "summary").path("stale").asInt() > 0);
                for (int device = 0; device < DEVICES; device++) {
                    assertThat(get(here, "devices/pump-" + device).has("stale")).isTrue();
                }
                Await.until("all are taken over", SOON, () -> answersForAll(here, 0));
            }
        } finally {
            sensors.shutdownNow();
        }
    }

    private int tasks(Monitoring at) throws Exception {
        return get(at, "process").at("/roles/0/tasks").asInt();
    }

    private static void read(Producer<String, byte[]> producer) {
        for (int device = 0; device < DEVICES; device++) {
            String reading = "{\"device\":\"pump-%d\",\"ts\":\"%s\",\"values\":{\"temp\":%d}}"
                    .formatted(device, Instant.now(), device);
            producer.send(new ProducerRecord<>("readings", "pump-" + device, reading.getBytes(UTF_8)));
        }
    }
}
