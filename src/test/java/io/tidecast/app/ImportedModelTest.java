package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.interchange.Exports;
import io.tidecast.interchange.ForeignModel;
import io.tidecast.interchange.ImportedModel;
import io.tidecast.interchange.Imports;
import io.tidecast.interchange.OnnxRun;
import io.tidecast.learn.LearningSettings;
import io.tidecast.learn.RetrainingRecord;
import io.tidecast.learn.TrainingSettings;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.LevelScale;
import io.tidecast.model.ModelFile;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.record.RequestRecord;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A network from a notebook on a real broker: the Keras model of the weather experiment is imported, published, serves,
 * is tuned on request, goes out as ONNX, and ONNX Runtime forecasts what the application did.
 */
@Tag("broker")
class ImportedModelTest {
    private static final Path KERAS = Path.of("src/test/resources/interchange/weather-seq2seq.keras");
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final List<String> PLACES = List.of("Albany", "Darwin", "Hobart");
    private static final int STEPS = 18;
    private static final int FIRST = 161;
    private static final int LAST = 661;

    @TempDir
    private Path folder;

    private EndToEndTest.Broker broker;
    private StreamSettings settings;
    private KafkaProducer<String, byte[]> producer;
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();

    /** One in this process; {@link ImportedModelContainerTest} has another. */
    EndToEndTest.Broker start() throws IOException {
        EmbeddedBroker embedded = EmbeddedBroker.start();
        return new EndToEndTest.Broker(embedded.bootstrapServers(), embedded);
    }

    @BeforeEach
    void createTopics() throws IOException {
        broker = start();
        Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
        ForecastSettings forecast = new ForecastSettings(
                        "default",
                        List.of("temp"),
                        List.of("temp"),
                        STEPS,
                        STEPS,
                        StreamFixtures.STEP,
                        StreamFixtures.STEP.multipliedBy(7), // not the year's, which would be hard to beat
                        List.of(0.9))
                .withGrid(StreamFixtures.settings(List.of("temp"), List.of("temp"))
                        .forecast()
                        .grid());
        Map<String, String> kafka = new HashMap<>();
        kafka.put("bootstrap.servers", broker.bootstrapServers());
        kafka.put("state.dir", folder.resolve("state").toString());
        settings = StreamFixtures.settings(List.of("temp"), List.of("temp")).withForecast(forecast).toBuilder()
                .applicationId("imported")
                .learning(learning())
                .kafka(kafka)
                .build();
        try (Admin admin = Admin.create(client)) {
            Topics.of(settings).create(admin, 2, Optional.of((short) 1));
        }
        producer = new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
    }

    @AfterEach
    void stopBroker() throws Exception {
        producer.close();
        broker.process().close();
    }

    @Test
    void shouldServeLearnAndLeaveAsOnnxWithTheSameForecasts() throws Exception {
        publish(imported());
        try (TidecastStreams app = new TidecastStreams(settings)) {
            app.start();
            assertThat(app.awaitRunning(TIMEOUT)).as("running in time").isTrue();
            sendSteps(0, FIRST);
            assertThat(json(forecast(1, STEPS)).path("source").asText())
                    .as("of its first window, before it is judged")
                    .isEqualTo("network");
            forecast(1, FIRST - 2);

            send(
                    settings.topics().retraining(),
                    "default",
                    RequestRecord.bytes(new RetrainingRecord.Request("default", "test", "asked")));
            flush();
            Pointer pointer = awaitPointer(found ->
                    found.verdict() != null && found.verdict().requests().contains("asked"));
            assertThat(pointer.verdict().promoted())
                    .as(pointer.verdict().reason())
                    .isTrue();
            assertThat(pointer.serving()).isEqualTo(2);
            Forecaster tuned = version(2);
            assertThat(tuned.manifest().parent()).isEqualTo("default/1");
            assertThat(version(1).manifest().provenance()).containsEntry("reason", "imported");

            sendSteps(FIRST, LAST + 2); // as long as it takes to live down what the first version did
            assertSame(tuned, forecast(2, LAST), LAST);
            assertThat(app.isRunning()).isTrue();
        }
    }

    /** As of {@link StreamFixtures}, but for ten times the updates. */
    private static LearningSettings learning() {
        LearningSettings usual = StreamFixtures.learning(1_000_000);
        return new LearningSettings(
                true,
                usual.history(),
                usual.triggers(),
                new TrainingSettings(
                        8, 4, 4, 1e-2, 1.0, Duration.ofMinutes(5), 400, 0.5, 12, 1, TrainingSettings.From.CHAMPION),
                usual.gate(),
                usual.shadow(),
                usual.trial(),
                usual.keepVersions(),
                usual.seed());
    }

    private Forecaster imported() throws IOException {
        ForeignModel network = Imports.read(Files.readAllBytes(KERAS), Optional.empty());
        return ImportedModel.of(
                network,
                settings.forecast(),
                new CovariateSettings(List.of(), ZoneId.of("UTC")),
                new LevelScale(List.of(15.0), List.of(15.0), network.order()),
                new ImportedModel.Origin(KERAS.getFileName().toString(), "00"));
    }

    private void publish(Forecaster model) {
        send(settings.topics().models(), model.manifest().id(), ModelFile.write(model.manifest(), model.parameters()));
        send(
                settings.topics().models(),
                "default",
                PointerRecord.bytes(Pointer.bootstrap(1, "imported").byHand()));
        flush();
    }

    private static float temperature(String place, int step) {
        return (float) (15 + 8 * Math.sin(2 * Math.PI * step / 12) + PLACES.indexOf(place) * 2 + step % 5 * 0.1);
    }

    private void sendSteps(int from, int to) {
        for (int step = from; step < to; step++) {
            for (String place : PLACES) {
                Map<String, Float> values = Map.of("temp", temperature(place, step));
                String reading = StreamFixtures.reading(place, StreamFixtures.at(step), values);
                send(settings.topics().readings(), place, reading.getBytes(StandardCharsets.UTF_8));
            }
        }
        flush();
    }

    private void send(String topic, String key, byte[] value) {
        sent.add(producer.send(new ProducerRecord<>(topic, key, value)));
    }

    private void flush() {
        producer.flush();
        assertThat(sent).allSatisfy(one -> assertThat(one.get().hasOffset()).isTrue());
        sent.clear();
    }

    /** The forecast of the first place from a step, which a version has made. */
    private ConsumerRecord<String, byte[]> forecast(int version, int step) {
        Predicate<ConsumerRecord<String, byte[]>> wanted =
                record -> record.key().equals(PLACES.get(0))
                        && json(record).path("version").asInt() == version
                        && json(record)
                                .path("origin")
                                .asText()
                                .equals(StreamFixtures.at(step).toString());
        return readUntil(settings.topics().forecasts(), all -> all.stream().anyMatch(wanted)).stream()
                .filter(wanted)
                .findFirst()
                .orElseThrow();
    }

    private Pointer awaitPointer(Predicate<Pointer> wanted) {
        Predicate<ConsumerRecord<String, byte[]>> fits =
                record -> record.key().equals("default") && wanted.test(PointerRecord.of(record.value()));
        return readUntil(settings.topics().models(), all -> all.stream().anyMatch(fits)).stream()
                .filter(fits)
                .map(record -> PointerRecord.of(record.value()))
                .findFirst()
                .orElseThrow();
    }

    private Forecaster version(int number) {
        Predicate<ConsumerRecord<String, byte[]>> fits = record -> record.key().equals("default/" + number);
        return readUntil(settings.topics().models(), all -> all.stream().anyMatch(fits)).stream()
                .filter(fits)
                .map(record -> ModelFile.read(record.value()))
                .findFirst()
                .orElseThrow();
    }

    /** The network's own forecasts: as ONNX Runtime gives them, and, where the network was chosen, as published. */
    private void assertSame(Forecaster model, ConsumerRecord<String, byte[]> record, int origin) throws Exception {
        double[] values = new double[STEPS + 1];
        for (int t = 0; t < values.length; t++) {
            values[t] = temperature(PLACES.get(0), origin - STEPS + t);
        }
        boolean[] observed = new boolean[values.length];
        Arrays.fill(observed, true);
        Segment segment = new Segment(0, 1, values, observed);
        Scale scale = new Scale(new double[1], new float[] {1}, new float[] {1});
        byte[] onnx = Exports.of(model, Exports.Library.ONNX, "m.onnx").get("m.onnx");
        float[] outside = OnnxRun.forecast(onnx, model, segment, scale, new float[0]);
        assertThat(json(record).path("source").asText()).isEqualTo("network");
        JsonNode published = json(record).path("targets").path("temp").path("mean");
        assertThat(published).hasSize(STEPS);
        double most = 0;
        for (float value : outside) {
            most = Math.max(most, Math.abs(value));
        }
        for (int h = 0; h < STEPS; h++) {
            assertThat(published.get(h).asDouble()).isCloseTo(outside[h], within(1e-5 * most));
        }
    }

    private static JsonNode json(ConsumerRecord<String, byte[]> record) {
        try {
            return new ObjectMapper().readTree(record.value());
        } catch (IOException e) {
            throw new AssertionError(new String(record.value(), StandardCharsets.UTF_8), e);
        }
    }

    /** Reads a topic from its beginning, committed records only, until there is enough. */
    private List<ConsumerRecord<String, byte[]>> readUntil(
            String topic, Predicate<List<ConsumerRecord<String, byte[]>>> enough) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed");
        List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(topic, p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long deadline = System.nanoTime() + TIMEOUT.toNanos();
            while (!enough.test(all)) {
                assertThat(System.nanoTime())
                        .as("time to read topic %s, which has given %s records", topic, all.size())
                        .isLessThan(deadline);
                consumer.poll(Duration.ofMillis(100)).forEach(all::add);
            }
        }
        return all;
    }
}
