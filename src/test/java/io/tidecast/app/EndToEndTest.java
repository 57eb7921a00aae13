package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.input.GroupSource;
import io.tidecast.learn.RetrainingRecord;
import io.tidecast.learn.ShadowSettings;
import io.tidecast.model.Pointer;
import io.tidecast.model.Verdict;
import io.tidecast.record.RequestRecord;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import io.tidecast.stream.TopicNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The whole way on a real broker: readings in, forecasts out, a fine-tune on request, and a restart. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndToEndTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final List<String> DEVICES = List.of("pump-1", "pump-2", "pump-3", "boiler-1", "boiler-2");

    @TempDir
    private Path folder;

    private Broker broker;
    private int run;
    private StreamSettings settings;
    private KafkaProducer<String, byte[]> producer;
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();

    /** A broker that runs, and what stops it. */
    record Broker(String bootstrapServers, AutoCloseable process) {}

    /** One in this process; {@link EndToEndContainerTest} has another. */
    Broker start() throws IOException {
        EmbeddedBroker embedded = EmbeddedBroker.start();
        return new Broker(embedded.bootstrapServers(), embedded);
    }

    @BeforeAll
    void startBroker() throws IOException {
        broker = start();
    }

    @AfterAll
    void stopBroker() throws Exception {
        if (broker != null) {
            broker.process().close();
        }
    }

    @BeforeEach
    void createTopics() {
        run++;
        StreamSettings base = StreamFixtures.settings(List.of("temp"), List.of("temp"));
        TopicNames d = TopicNames.defaults();
        TopicNames topics = new TopicNames(
                d.readings() + run,
                d.forecasts() + run,
                d.scores() + run,
                d.retraining() + run,
                d.models() + run,
                d.deadLetters() + run);
        Map<String, String> kafka = new HashMap<>();
        kafka.put("bootstrap.servers", broker.bootstrapServers());
        kafka.put("state.dir", folder.resolve("state" + run).toString());
        settings = base.toBuilder()
                .applicationId("end-to-end-" + run)
                .topics(topics)
                .learning(StreamFixtures.learning(1_000_000))
                .kafka(kafka)
                .build();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            Topics.of(settings).create(admin, 2, Optional.of((short) 1));
        }
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    @AfterEach
    void closeProducer() {
        producer.close();
    }

    private TidecastStreams started() throws InterruptedException {
        TidecastStreams app = new TidecastStreams(settings);
        app.start();
        assertThat(app.awaitRunning(TIMEOUT)).as("running in time").isTrue();
        return app;
    }

    private void send(String device, int step) {
        String json = StreamFixtures.reading(
                device,
                StreamFixtures.at(step),
                Map.of("temp", 10 * Math.sin(2 * Math.PI * step / 10) + step % 3 * 0.1));
        // Keyed by something else than the device: the application re-keys.
        send(settings.topics().readings(), "gateway-of-" + device, json.getBytes(StandardCharsets.UTF_8));
    }

    private void send(String topic, String key, byte[] value) {
        sent.add(producer.send(new ProducerRecord<>(topic, key, value)));
    }

    private void flush() {
        producer.flush();
        assertThat(sent).allSatisfy(one -> assertThat(one.get().hasOffset()).isTrue());
        sent.clear();
    }

    private void sendSteps(int from, int to) {
        for (int step = from; step < to; step++) {
            for (String device : DEVICES) {
                send(device, step);
            }
        }
        flush();
    }

    /** Reads a topic from its beginning, committed records only, until a record fits. */
    private List<ConsumerRecord<String, String>> readUntil(
            String topic, Predicate<List<ConsumerRecord<String, String>>> enough) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed");
        List<ConsumerRecord<String, String>> all = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
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

    private static JsonNode json(ConsumerRecord<String, String> record) {
        try {
            return JSON.readTree(record.value());
        } catch (IOException e) {
            throw new AssertionError(record.value(), e);
        }
    }

    private Verdict awaitVerdict(String request) {
        return awaitPointer("default", pointer -> answers(pointer, request)).verdict();
    }

    private static boolean answers(Pointer pointer, String request) {
        return pointer.verdict() != null && pointer.verdict().requests().contains(request);
    }

    /** The newest pointer of a model, once one is such as is wanted. */
    private Pointer awaitPointer(String model, Predicate<Pointer> wanted) {
        List<ConsumerRecord<String, String>> records =
                readUntil(settings.topics().models(), all -> all.stream()
                        .filter(record -> record.key().equals(model))
                        .anyMatch(record -> wanted.test(pointer(record))));
        return pointer(records.stream()
                .filter(record -> record.key().equals(model))
                .reduce((first, second) -> second)
                .orElseThrow());
    }

    private static Pointer pointer(ConsumerRecord<String, String> record) {
        try {
            return JSON.readValue(record.value(), Pointer.class);
        } catch (IOException e) {
            throw new AssertionError(record.value(), e);
        }
    }

    private void request(String id) {
        request("default", id);
    }

    private void request(String model, String id) {
        send(
                settings.topics().retraining(),
                model,
                RequestRecord.bytes(new RetrainingRecord.Request(model, "test", id)));
        flush();
    }

    @Test
    void shouldForecastEveryDeviceLearnOnRequestAndGoOnAfterARestart() throws Exception {
        int version;
        try (TidecastStreams app = started()) {
            sendSteps(0, 81);
            List<ConsumerRecord<String, String>> first =
                    readUntil(settings.topics().forecasts(), all -> all.size() >= DEVICES.size() * 80);
            assertOnePerDeviceAndStep(first, 80);

            request("first-request");
            Verdict verdict = awaitVerdict("first-request");
            assertThat(verdict.promoted()).as(verdict.reason()).isTrue();
            version = verdict.version();
            sendSteps(81, 91);
            List<ConsumerRecord<String, String>> second =
                    readUntil(settings.topics().forecasts(), all -> all.size() >= DEVICES.size() * 90);
            assertOnePerDeviceAndStep(second, 90);
            assertThat(json(second.get(second.size() - 1)).path("version").asInt())
                    .isEqualTo(version);
            assertThat(app.isRunning()).isTrue();
        }
        try (TidecastStreams app = started()) {
            sendSteps(91, 93);
            List<ConsumerRecord<String, String>> third =
                    readUntil(settings.topics().forecasts(), all -> all.size() >= DEVICES.size() * 92);
            assertOnePerDeviceAndStep(third, 92);
            JsonNode last = json(third.get(third.size() - 1));
            assertThat(last.path("version").asInt())
                    .as("the model is still there")
                    .isEqualTo(version);
            assertThat(last.path("quality").path("observed").asInt())
                    .as("the window is still there")
                    .isEqualTo(8);
            assertThat(app.isRunning()).isTrue();
        }
    }

    @Test
    void shouldTryAChallengerOnLiveTrafficAlsoWhenTheTrainerIsStartedAgain() throws Exception {
        settings = settings.withLearning(settings.learning().withShadow(new ShadowSettings(60, Duration.ofDays(1))));
        try (TidecastStreams app = started()) {
            sendSteps(0, 81);
            readUntil(settings.topics().forecasts(), all -> all.size() >= DEVICES.size() * 80);
            request("tried");
            Pointer pointer = awaitPointer("default", p -> answers(p, "tried"));
            assertThat(pointer.shadow().version()).isEqualTo(2);
            assertThat(pointer.serving()).isEqualTo(1);
            assertThat(app.isRunning()).isTrue();
        }
        try (TidecastStreams app = started()) {
            sendSteps(81, 91); // Fewer windows than it is judged by.
            readUntil(settings.topics().forecasts(), records -> records.size() >= DEVICES.size() * 90);
            sendSteps(91, 131);
            Pointer pointer = awaitPointer("default", p -> answers(p, "tried") && p.shadow() == null);
            assertThat(pointer.verdict().promoted())
                    .as(pointer.verdict().reason())
                    .isTrue();
            assertThat(pointer.verdict().live().windows()).isGreaterThanOrEqualTo(60);
            sendSteps(131, 133);
            List<ConsumerRecord<String, String>> all =
                    readUntil(settings.topics().forecasts(), records -> records.size() >= DEVICES.size() * 132);
            assertOnePerDeviceAndStep(all, 132);
            assertThat(all)
                    .filteredOn(record -> json(record)
                            .path("origin")
                            .asText()
                            .equals(StreamFixtures.at(89).toString()))
                    .as("before it was judged")
                    .allMatch(record -> json(record).path("version").asInt() == 1);
            assertThat(json(all.get(all.size() - 1)).path("version").asInt()).isEqualTo(2);
            assertThat(app.isRunning()).isTrue();
        }
    }

    @Test
    void shouldGiveGroupsOfATableModelsOfTheirOwn() throws Exception {
        String table = "groups" + run;
        settings = settings.withGroups(GroupSource.parse("table:" + table));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            NewTopic compacted = new NewTopic(table, 1, (short) 1).configs(Map.of("cleanup.policy", "compact"));
            admin.createTopics(List.of(compacted)).all().get();
        }
        Stream.concat(DEVICES.stream(), Stream.of("pump-9"))
                .forEach(device ->
                        send(table, device, device.replaceFirst("-.*", "").getBytes(StandardCharsets.UTF_8)));
        flush();
        try (TidecastStreams app = started()) {
            sendSteps(0, 101);
            readUntil(settings.topics().forecasts(), all -> all.size() >= DEVICES.size() * 100);
            request("pump", "of the pumps");
            request("boiler", "of the boilers");
            for (Map.Entry<String, String> asked :
                    Map.of("pump", "of the pumps", "boiler", "of the boilers").entrySet()) {
                Pointer pointer = awaitPointer(asked.getKey(), p -> answers(p, asked.getValue()));
                assertThat(pointer.serving()).as(pointer.verdict().reason()).isEqualTo(1);
            }
            sendSteps(101, 103);
            for (int step = 0; step < 9; step++) {
                send("pump-9", step);
            }
            flush();
            List<ConsumerRecord<String, String>> all =
                    readUntil(settings.topics().forecasts(), records -> records.size() >= DEVICES.size() * 102 + 8);
            Map<String, String> models = new HashMap<>();
            all.forEach(record ->
                    models.put(record.key(), json(record).path("model").asText()));
            assertThat(models).hasSize(6).allSatisfy((device, model) -> assertThat(device)
                    .startsWith(model + "-"));
            assertThat(json(all.stream()
                                    .filter(record -> record.key().equals("pump-9"))
                                    .reduce((first, second) -> second)
                                    .orElseThrow())
                            .path("source")
                            .asText())
                    .as("a new device, from its first full window")
                    .isEqualTo("network");
            assertThat(app.isRunning()).isTrue();
        }
    }

    private static void assertOnePerDeviceAndStep(List<ConsumerRecord<String, String>> records, int steps) {
        Set<String> seen = new HashSet<>();
        for (ConsumerRecord<String, String> record : records) {
            JsonNode forecast = json(record);
            assertThat(forecast.path("device").asText()).isEqualTo(record.key());
            assertThat(seen.add(record.key() + " " + forecast.path("origin").asText()))
                    .as("one forecast only for %s at %s", record.key(), forecast.path("origin"))
                    .isTrue();
            for (JsonNode mean : forecast.path("targets").path("temp").path("mean")) {
                assertThat(mean.isNumber()).isTrue();
                assertThat(Double.isFinite(mean.asDouble())).isTrue();
            }
        }
        assertThat(seen).hasSize(DEVICES.size() * steps);
    }

    @Test
    void shouldDeadLetterMalformedInputAndServeItsNeighbours() throws Exception {
        try (TidecastStreams app = started()) {
            sendSteps(0, 2);
            String readings = settings.topics().readings();
            send(readings, "k", "not json".getBytes(StandardCharsets.UTF_8));
            send(readings, "k", new byte[] {(byte) 0xff, 0});
            send(readings, null, null);
            sendSteps(2, 4);
            readUntil(settings.topics().forecasts(), all -> all.size() >= DEVICES.size() * 3);
            List<ConsumerRecord<String, String>> letters =
                    readUntil(settings.topics().deadLetters(), all -> all.size() >= 3);
            assertThat(letters).allSatisfy(letter -> assertThat(new String(
                            letter.headers()
                                    .lastHeader("__streams.errors.message")
                                    .value(),
                            StandardCharsets.UTF_8))
                    .startsWith("value must be"));
            assertThat(app.isRunning()).isTrue();
        }
    }

    @Test
    void shouldRefuseToStartWhenATopicIsMissing() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.deleteTopics(List.of(settings.topics().deadLetters())).all().get();
            long deadline = System.nanoTime() + TIMEOUT.toNanos();
            while (Topics.of(settings).missing(admin).isEmpty()) {
                assertThat(System.nanoTime()).as("time to delete a topic").isLessThan(deadline);
            }
        }
        try (TidecastStreams app = new TidecastStreams(settings)) {
            assertThatThrownBy(app::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("topic " + settings.topics().deadLetters() + " does not exist")
                    .hasMessageContaining("tidecast topics create");
        }
    }
}
