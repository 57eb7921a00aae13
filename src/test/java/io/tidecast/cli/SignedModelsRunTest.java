package io.tidecast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.app.StopSignal;
import io.tidecast.app.TopicReader;
import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.SigningKeys;
import io.tidecast.model.UntrainedModel;
import io.tidecast.stream.KafkaClients;
import io.tidecast.view.TopicScan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A forecaster that has public keys alone, on a broker: keys that change under it, and records sent again. */
@Tag("broker")
@Timeout(120)
class SignedModelsRunTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private final StopSignal stop = new StopSignal();
    private final TreeSet<Integer> served = new TreeSet<>();
    private KafkaClients clients;
    private SigningKeys keys;
    private int minute;

    @Test
    void shouldServeByANewKeyAndNothingThatWasSignedBeforeWhileRunning() throws Exception {
        keys = SigningKeys.in(folder);
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            clients = new KafkaClients(Map.of("bootstrap.servers", broker.bootstrapServers()));
            assertThat(run("topics", "create", "--partitions=1").exitCode()).isZero();
            assertThat(run(settings("run", "--roles=trainer", "--http-port=0")).err())
                    .contains("models.signing-key-file must be set for whatever writes to the models topic")
                    .contains("; the trainer does");
            CompletableFuture<CommandRun> running =
                    CompletableFuture.supplyAsync(() -> run(settings("run", "--http-port=0", "--roles=forecaster")));
            try (TopicReader forecasts = new TopicReader(clients, "forecasts", true, stop)) {
                publish(1);
                awaitVersion(forecasts, running, 1);
                List<ConsumerRecord<String, byte[]>> first = onTopic();
                keys.make("second");
                keys.trust("first", "second");
                keys.signWith("second");
                publish(2);
                awaitVersion(forecasts, running, 2);
                for (ConsumerRecord<String, byte[]> entry : first) {
                    send(new ProducerRecord<>("models", null, entry.key(), entry.value(), entry.headers()));
                }
                send(new ProducerRecord<>("models", "default", null));
                for (int more = 0; more < 20; more++) {
                    served.clear();
                    awaitVersion(forecasts, running, 2);
                    assertThat(served).containsExactly(2);
                }
                keys.trust("second");
                served.clear();
                assertThat(run(settings("models", "sign", "--models-signing-key-file=" + keys.signing()))
                                .err())
                        .isEmpty();
                publish(3);
                awaitVersion(forecasts, running, 3);
                assertThat(served).doesNotContain(1);
            } finally {
                stop.request();
                running.get(60, TimeUnit.SECONDS);
            }
        }
    }

    private List<ConsumerRecord<String, byte[]>> onTopic() {
        List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
        TopicScan.each(clients, "models", Map.of(), all::add);
        assertThat(all).extracting(ConsumerRecord::key).containsExactly("default/1", "default");
        return all;
    }

    private void publish(int version) throws Exception {
        ForecastSettings forecast = new ForecastSettings(
                "default",
                List.of("temp"),
                List.of("temp"),
                4,
                2,
                Duration.ofMinutes(1),
                Duration.ofMinutes(5),
                List.of());
        Forecaster drawn =
                UntrainedModel.untrained(forecast, NetworkSettings.defaults().withOwnLayers(), 1);
        Path file = Files.write(
                folder.resolve(version + ".safetensors"),
                ModelFile.write(drawn.manifest().numbered(version), drawn.parameters()));
        CommandRun published =
                run(settings("models", "publish", file.toString(), "--models-signing-key-file=" + keys.signing()));
        assertThat(published.err()).isEmpty();
        assertThat(published.out()).startsWith("model default: version " + version + " serves");
    }

    /** Sends a reading a minute until a forecast of the version is there, and notes the versions on the way. */
    private void awaitVersion(TopicReader forecasts, CompletableFuture<CommandRun> running, int version)
            throws Exception {
        while (!served.contains(version)) {
            assertThat(running).isNotDone();
            String reading = "{\"device\":\"a\",\"ts\":\"%s\",\"values\":{\"temp\":%d}}"
                    .formatted(START.plusSeconds(60L * minute), minute % 7);
            minute++;
            send(new ProducerRecord<>("readings", "a", reading.getBytes(UTF_8)));
            for (ConsumerRecord<String, byte[]> entry : forecasts.poll()) {
                int by = JSON.readTree(entry.value()).path("version").asInt();
                if (by > 0) {
                    served.add(by);
                }
            }
        }
    }

    private void send(ProducerRecord<String, byte[]> entry) throws Exception {
        try (Producer<String, byte[]> producer = clients.producer()) {
            producer.send(entry).get(10, TimeUnit.SECONDS);
        }
    }

    private String[] settings(String... args) {
        List<String> given = List.of(
                "--readings-values=temp",
                "--series-step=1m",
                "--forecast-window=4",
                "--forecast-horizon=2",
                "--models-trusted-keys-file=" + keys.trusted(),
                "--kafka=state.dir=" + folder.resolve("state"));
        return Stream.concat(
                        Stream.of(args),
                        given.stream()
                                .filter(flag -> !args[0].equals("models")
                                        || args[1].equals("publish")
                                        || flag.contains("trusted")))
                .toArray(String[]::new);
    }

    private CommandRun run(String... args) {
        return CommandRun.in(
                new CommandContext(
                        Map.of("TIDECAST_KAFKA_BOOTSTRAP_SERVERS", clients.bootstrap()), new Properties(), stop),
                args);
    }
}
