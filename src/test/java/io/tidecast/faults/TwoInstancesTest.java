package io.tidecast.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.app.Topics;
import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.TopicNames;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances of one fleet in JVMs of their own, each of which answers for every device; one is killed. Steps are of
 * an hour, so that no clock tells within this test that a device is stale: who does not answer for it does.
 */
@Tag("faults")
@Timeout(300)
class TwoInstancesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DEVICES = 8;
    private static final int STEPS = 60;
    private static final int MEGABYTES = 192;
    private static final Duration SOON = Duration.ofMinutes(2);
    private final Instant start = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(200, ChronoUnit.HOURS);

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    /** Instance of the application, and where it answers. */
    private record Instance(ChildJvm process, int port) {
        String name() {
            return "127.0.0.1:" + port;
        }
    }

    private Instance instance(EmbeddedBroker broker, String name) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Map<String, String> flags = new TreeMap<>(Map.of(
                "bootstrap", broker.bootstrapServers(),
                "roles", "forecaster",
                "readings-values", "temp",
                "series-step", "1h",
                "series-grace", "0s",
                "series-idle-close", "0s",
                "http-port", String.valueOf(port),
                "http-api", "true"));
        List<String> args = new ArrayList<>(List.of("run"));
        flags.forEach((flag, value) -> args.addAll(List.of("--" + flag, value)));
        for (String property :
                List.of("state.dir=" + folder.resolve(name), "session.timeout.ms=10000", "num.standby.replicas=1")) {
            args.addAll(List.of("--kafka", property));
        }
        return new Instance(ChildJvm.start(folder, name, MEGABYTES, AppMain.class, args), port);
    }

    private JsonNode get(Instance at, String path) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://" + at.name() + "/api/v1/" + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() == 200 ? JSON.readTree(answer.body()) : JSON.missingNode();
    }

    private JsonNode device(Instance at, int device) throws Exception {
        try {
            return get(at, "devices/pump-" + device);
        } catch (IOException e) {
            return JSON.missingNode(); // It does not serve yet.
        }
    }

    /** Whether it answers with the window that ends with a step, as of an instance that forecasts the device. */
    private boolean isAnswered(Instance at, int device, Instant last) throws Exception {
        JsonNode answer = device(at, device);
        JsonNode times = answer.at("/window/times");
        return times.size() > 0
                && times.get(times.size() - 1).asText().equals(last.toString())
                && !answer.path("stale").asBoolean(true)
                && answer.at("/forecast/origin").asText().equals(last.toString());
    }

    private boolean areAnswered(Instance at, Instant last) throws Exception {
        for (int device = 0; device < DEVICES; device++) {
            if (!isAnswered(at, device, last)) {
                return false;
            }
        }
        return true;
    }

    private Instant at(int step) {
        return start.plus(step, ChronoUnit.HOURS);
    }

    private void send(Producer<String, byte[]> producer, int step) throws Exception {
        List<java.util.concurrent.Future<?>> sent = new ArrayList<>();
        for (int device = 0; device < DEVICES; device++) {
            String reading = "{\"device\":\"pump-%d\",\"ts\":\"%s\",\"values\":{\"temp\":%d}}"
                    .formatted(device, at(step), 100 * device + step % 24);
            sent.add(producer.send(new ProducerRecord<>("readings", "pump-" + device, reading.getBytes(UTF_8))));
        }
        for (java.util.concurrent.Future<?> one : sent) {
            one.get();
        }
    }

    @Test
    void shouldAnswerForEveryDeviceByEitherAndCallThoseStaleThatNobodyHasTakenOverWhenOneIsKilled() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            KafkaClients clients = new KafkaClients(Map.of("bootstrap.servers", broker.bootstrapServers()));
            try (Admin admin = clients.admin()) {
                Topics.all(TopicNames.defaults()).create(admin, 2, Optional.of((short) 1));
            }
            Instance stays = instance(broker, "stays");
            Instance goes = instance(broker, "goes");
            try (ChildJvm first = stays.process();
                    ChildJvm second = goes.process();
                    Producer<String, byte[]> producer = clients.producer()) {
                Await.until("both have tasks", SOON, () -> tasks(stays) > 0 && tasks(goes) > 0);
                for (int step = 0; step <= STEPS; step++) {
                    send(producer, step);
                }
                Instant last = at(STEPS - 1);
                Await.until("all by one", SOON, () -> areAnswered(stays, last));
                Await.until("all by the other", SOON, () -> areAnswered(goes, last));
                List<JsonNode> before = new ArrayList<>();
                for (int device = 0; device < DEVICES; device++) {
                    JsonNode answer = device(stays, device);
                    assertThat(device(goes, device).path("window"))
                            .as("of either, the window that one of them holds")
                            .isEqualTo(answer.path("window"));
                    assertThat(device(goes, device).path("forecast")).isEqualTo(answer.path("forecast"));
                    before.add(answer);
                }
                assertThat(before.stream().map(TwoInstancesTest::holder).distinct())
                        .containsExactlyInAnyOrder(stays.name(), goes.name());

                second.kill();
                for (int device = 0; device < DEVICES; device++) {
                    JsonNode answer = device(stays, device);
                    boolean itsOwn = holder(before.get(device)).equals(stays.name());
                    assertThat(answer.path("forecast"))
                            .isEqualTo(before.get(device).path("forecast"));
                    assertThat(answer.path("stale").asBoolean())
                            .as("pump-%d", device)
                            .isEqualTo(!itsOwn);
                    assertThat(answer.at("/window/features"))
                            .as("of the standby, or its own")
                            .isEqualTo(before.get(device).at("/window/features"));
                    assertThat(answer.at("/window/stale").asBoolean()).isEqualTo(!itsOwn);
                }

                Await.until("all are taken over", SOON, () -> areAnswered(stays, last));
                assertThat(device(stays, 0).at("/window/instance").asText()).isEqualTo(stays.name());
                send(producer, STEPS + 1);
                Await.until("forecasts go on", SOON, () -> areAnswered(stays, at(STEPS)));
            }
        }
    }

    private static String holder(JsonNode answer) {
        return answer.at("/window/instance").asText();
    }

    private int tasks(Instance at) throws Exception {
        try {
            return get(at, "process").at("/roles/0/tasks").asInt();
        } catch (IOException e) {
            return 0;
        }
    }
}
