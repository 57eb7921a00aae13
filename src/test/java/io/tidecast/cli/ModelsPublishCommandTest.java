package io.tidecast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.app.StopSignal;
import io.tidecast.app.TopicReader;
import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.ModelKeys;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.UntrainedModel;
import io.tidecast.stream.KafkaClients;
import io.tidecast.view.PublishedFile;
import io.tidecast.view.PublishedModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Publishing against a real broker; each test has a models topic of its own. */
@Timeout(90)
class ModelsPublishCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final List<String> SETTINGS =
            List.of("--readings-values=temp", "--series-step=1m", "--forecast-window=4", "--forecast-horizon=2");

    private static EmbeddedBroker broker;
    private static KafkaClients clients;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start();
        clients = new KafkaClients(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void shouldForecastWithAVersionWhenItIsPublishedWhileRunning() throws Exception {
        assertThat(run("topics", "create", "--partitions=1").exitCode()).isZero();
        StopSignal stop = new StopSignal();
        CompletableFuture<CommandRun> running = CompletableFuture.supplyAsync(() -> CommandRun.in(
                context(stop),
                args("run", "--http-port=0", "--roles=forecaster", "--kafka=state.dir=" + folder.resolve("state"))));
        try (TopicReader forecasts = new TopicReader(clients, "forecasts", true, stop)) {
            awaitVersion(forecasts, running, 0, Optional.empty());
            CommandRun published = run("models", "publish", model(5).toString(), "--reason=trained offline");
            assertThat(published.err()).isEmpty();
            assertThat(published.out())
                    .isEqualTo("model default: version 5 serves (trained offline)" + System.lineSeparator());
            awaitVersion(forecasts, running, 100, Optional.of(5));
        } finally {
            stop.request();
            running.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void shouldTakeTheNextNumberAndKeepThePinWhenVersionsAreThere() throws Exception {
        assertThat(run("topics", "create", "--partitions=1", "--topics-models=m2")
                        .exitCode())
                .isZero();
        assertThat(publish("m2", model(1)).out()).startsWith("model default: version 1 serves (");
        assertThat(publish("m2", model(1)).out()).startsWith("model default: version 2 serves, before it version 1 (");
        send("m2", "default", PointerRecord.bytes(new Pointer(1, 2, 1, null, true, "mine", null, List.of(), 0, null)));
        send("m2", "default/7", null);
        send("m2", "other/9", new byte[1]);
        assertThat(publish("m2", model(3)).out()).startsWith("model default: version 8 serves, before it version 2 (");
        PublishedModels<PublishedFile> there = PublishedModels.read(clients, "m2", ModelKeys.none(), "default");
        assertThat(there.newest()).isEqualTo(8);
        assertThat(there.pointer().map(pointer -> pointer.withMovedAt(null)))
                .contains(new Pointer(1, 8, 2, null, true, "published by hand", null, List.of(), 1_000, null));
        assertThat(there.pointer().orElseThrow().movedAt()).startsWith("20").endsWith("Z");
    }

    @Test
    void shouldPublishNothingWhenTheModelIsNotWhatTheSettingsSay() throws Exception {
        assertThat(run("topics", "create", "--partitions=1", "--topics-models=m3")
                        .exitCode())
                .isZero();
        assertThat(publish("m3", model(1)).exitCode()).isZero();
        CommandRun other = publish("m3", model(1), "--forecast-model=pumps");
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.err()).contains("model must be pumps as forecast.model says, was default");
        CommandRun missing = publish("m4", model(1));
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("topic m4 does not exist on ");
        Path wide = write(
                new ForecastSettings(
                        "default",
                        List.of("temp"),
                        List.of("temp"),
                        9,
                        2,
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5),
                        List.of()),
                1);
        CommandRun window = publish("m3", wide);
        assertThat(window.exitCode()).isEqualTo(1);
        assertThat(window.err()).contains("model default/1: window must be 4 as configured, was 9");
        assertThat(PublishedModels.read(clients, "m3", ModelKeys.none(), "default")
                        .newest())
                .isEqualTo(1);
    }

    /** Sends a reading a minute until a forecast of the version, or of none, is there. */
    private static void awaitVersion(
            TopicReader forecasts, CompletableFuture<CommandRun> running, int from, Optional<Integer> version)
            throws Exception {
        for (int minute = from; ; minute++) {
            assertThat(running).isNotDone();
            String reading = "{\"device\":\"a\",\"ts\":\"%s\",\"values\":{\"temp\":%d}}"
                    .formatted(START.plusSeconds(60L * minute), minute % 7);
            send("readings", "a", reading.getBytes(UTF_8));
            for (ConsumerRecord<String, byte[]> entry : forecasts.poll()) {
                JsonNode forecast = JSON.readTree(entry.value());
                if (version.isEmpty() || forecast.path("version").asInt() == version.get()) {
                    return;
                }
            }
        }
    }

    private Path model(int version) throws IOException {
        return write(
                new ForecastSettings(
                        "default",
                        List.of("temp"),
                        List.of("temp"),
                        4,
                        2,
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5),
                        List.of()),
                version);
    }

    private Path write(ForecastSettings forecast, int version) throws IOException {
        Forecaster drawn =
                UntrainedModel.untrained(forecast, NetworkSettings.defaults().withOwnLayers(), 1);
        return Files.write(
                folder.resolve("model-" + forecast.window() + "-" + version + ".safetensors"),
                ModelFile.write(drawn.manifest().numbered(version), drawn.parameters()));
    }

    private CommandRun publish(String topic, Path file, String... more) {
        return run(Stream.concat(
                        Stream.of("models", "publish", file.toString(), "--topics-models=" + topic), Stream.of(more))
                .toArray(String[]::new));
    }

    private static CommandRun run(String... args) {
        return CommandRun.in(context(new StopSignal()), args[0].equals("topics") ? args : args(args));
    }

    private static String[] args(String... args) {
        return Stream.concat(Stream.of(args), SETTINGS.stream()).toArray(String[]::new);
    }

    private static CommandContext context(StopSignal stop) {
        return new CommandContext(
                Map.of("TIDECAST_KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers()), new Properties(), stop);
    }

    private static void send(String topic, String key, byte[] value) throws Exception {
        try (Producer<String, byte[]> producer = clients.producer()) {
            producer.send(new ProducerRecord<>(topic, key, value)).get(10, TimeUnit.SECONDS);
        }
    }
}
