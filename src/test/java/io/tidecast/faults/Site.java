package io.tidecast.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.model.Forecaster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A place of its own for one scenario: brokers, topics, instances, a producer that remembers, and all that was
 * published.
 */
final class Site implements AutoCloseable {
    static final String READINGS = "readings";
    static final String RETRAINING = "retraining";
    static final String MODELS = "models";
    static final String DEAD_LETTERS = "dead-letters";
    private static final int PARTITIONS = 4;

    private final Path folder;
    private final Brokers brokers;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Plan plan = new Plan();
    private final Output output;
    private final List<App> apps = new ArrayList<>();
    private final List<Sent> sent = new ArrayList<>();

    private Site(Path folder, Brokers brokers) {
        this.folder = folder;
        this.brokers = brokers;
        createTopics();
        output = Output.following(brokers.bootstrap(), List.of("forecasts", RETRAINING, MODELS, DEAD_LETTERS));
        // Readings outlast any outage, in their order.
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", brokers.bootstrap(),
                        "acks", "all",
                        "max.in.flight.requests.per.connection", "1",
                        "max.block.ms", "200000",
                        "delivery.timeout.ms", "200000",
                        "max.request.size", "8000000",
                        "reconnect.backoff.max.ms", "200",
                        "metadata.max.age.ms", "2000"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** A broker, or so many of them, with all topics and no model. */
    static Site open(int brokers) {
        Path folder = temporaryFolder();
        Brokers started = null;
        try {
            started = Brokers.start(folder, brokers);
            return new Site(folder, started);
        } catch (RuntimeException | Error e) {
            if (started != null) {
                started.close();
            }
            TemporaryFiles.delete(folder);
            throw e;
        }
    }

    /** The same with version 1 of the trained model serving. */
    static Site serving(int brokers) {
        return serving(brokers, Models.trained());
    }

    /** The same with version 1 of a model. */
    static Site serving(int brokers, byte[] model) {
        Site site = open(brokers);
        site.publish(1, model);
        site.point(1);
        return site;
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("tidecast-faults");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void createTopics() {
        short replicas = (short) brokers.count();
        // Larger readings than the application may write on.
        Map<String, String> large = Map.of("max.message.bytes", "8388608");
        Map<String, String> compacted = Map.of("cleanup.policy", "compact", "min.cleanable.dirty.ratio", "1.0");
        try (Admin admin = admin()) {
            admin.createTopics(List.of(
                            new NewTopic(READINGS, PARTITIONS, replicas).configs(large),
                            new NewTopic("forecasts", PARTITIONS, replicas),
                            new NewTopic("scores", PARTITIONS, replicas),
                            new NewTopic(RETRAINING, PARTITIONS, replicas),
                            new NewTopic(MODELS, 1, replicas).configs(compacted),
                            new NewTopic(DEAD_LETTERS, 1, replicas)))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One more topic. */
    void createTopic(String name) {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(name, PARTITIONS, (short) brokers.count())))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Has a topic take no larger record batches. */
    void limit(String topic, int bytes) {
        try (Admin admin = admin()) {
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(ConfigResource.Type.TOPIC, topic),
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("max.message.bytes", String.valueOf(bytes)),
                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", brokers.bootstrap()));
    }

    /** Waits until every partition has all its replicas in sync again. */
    void awaitReplicas() {
        try (Admin admin = admin()) {
            Await.until("replicas in sync", () -> {
                var topics = admin.describeTopics(admin.listTopics().names().get())
                        .allTopicNames()
                        .get();
                return topics.values().stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .allMatch(partition ->
                                partition.isr().size() == partition.replicas().size());
            });
        }
    }

    Brokers brokers() {
        return brokers;
    }

    Path folder() {
        return folder;
    }

    /** What is told ahead. */
    Plan plan() {
        return plan;
    }

    Output output() {
        return output;
    }

    /** An instance that only forecasts, not started yet. */
    App forecaster(String name, Map<String, String> kafka) {
        return app(name, Map.of("roles", "forecaster"), kafka);
    }

    App app(String name, Map<String, String> settings, Map<String, String> kafka) {
        Map<String, String> clients = new TreeMap<>(kafka);
        clients.put("bootstrap.servers", brokers.bootstrap());
        App app = new App(folder, name, settings, clients);
        apps.add(app);
        return app;
    }

    /** Takes an instance out that has gone for good. */
    void forget(App app) {
        apps.remove(app);
    }

    /** Sends a reading of a device, and remembers it for the oracle. */
    synchronized Sent send(String device, long timeMs, List<Float> values) {
        StringBuilder json = new StringBuilder();
        json.append("{\"device\":\"").append(device).append("\",\"seq\":").append(sent.size());
        json.append(",\"ts\":\"").append(Instant.ofEpochMilli(timeMs)).append("\",\"values\":{");
        for (int f = 0; f < values.size(); f++) {
            json.append(f == 0 ? "" : ",")
                    .append('"')
                    .append(Shape.FEATURES.get(f))
                    .append("\":");
            json.append(values.get(f).isNaN() ? "null" : values.get(f).toString());
        }
        // Keyed by something else than the device: the application re-keys.
        Future<RecordMetadata> at =
                send(READINGS, "gateway-of-" + device, json.append("}}").toString());
        Sent one = new Sent(sent.size(), device, timeMs, values, at);
        sent.add(one);
        return one;
    }

    Future<RecordMetadata> send(String topic, String key, String value) {
        return send(topic, key == null ? null : utf8(key), utf8(value));
    }

    Future<RecordMetadata> send(String topic, byte[] key, byte[] value) {
        return send(new ProducerRecord<>(topic, key, value));
    }

    Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        return producer.send(record);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    void publish(int version, byte[] file) {
        sendNow(MODELS, Shape.MODEL + "/" + version, file);
    }

    void point(int version) {
        sendNow(MODELS, Shape.MODEL, utf8("{\"schema\":1,\"serving\":" + version + ",\"reason\":\"test\"}"));
    }

    /** Sends, and returns when the broker has the record. */
    Sent.Place sendNow(String topic, String key, byte[] value) {
        Future<RecordMetadata> at = send(topic, key == null ? null : utf8(key), value);
        producer.flush();
        return Sent.Place.of(at);
    }

    /** All readings so far. */
    synchronized List<Sent> sent() {
        return List.copyOf(sent);
    }

    /** Usable files of the model, by version. */
    private Map<Integer, Forecaster> models() {
        Map<Integer, Forecaster> models = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : output.of(MODELS)) {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            if (key.startsWith(Shape.MODEL + "/") && record.value() != null) {
                readable(record.value()).ifPresent(m -> models.put(Integer.parseInt(key.split("/", -1)[1]), m));
            }
        }
        return models;
    }

    private static Optional<Forecaster> readable(byte[] file) {
        try {
            return Optional.of(Models.read(file));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Waits until there are as many forecasts as must come of all that was sent. */
    void awaitForecasts() {
        sent().forEach(Sent::place);
        int expected = balance().expected();
        try {
            Await.until(
                    expected + " forecasts",
                    () -> output.forecasts().size() >= expected || apps.stream().noneMatch(App::isRunning));
        } catch (AssertionError e) {
            throw new AssertionError(
                    e.getMessage() + "; there were " + output.forecasts().size() + "\n" + logs(), e);
        }
    }

    private Balance balance() {
        List<JsonNode> chunks = output.of(RETRAINING).stream()
                .map(record -> Output.json(record.value()))
                .filter(json -> json.path("kind").asText().equals("chunk"))
                .toList();
        return Balance.of(sent(), models(), output.forecasts(), chunks, plan);
    }

    /** The same, once there are as many dead letters as there must be: they may come after the last forecast. */
    Balance settle(int letters) {
        Await.until(letters + " dead letters", () -> deadLetters().size() >= letters);
        return settle();
    }

    /** Waits for what must come, ends every instance, and compares all that was committed with the oracle. */
    Balance settle() {
        awaitForecasts();
        for (App app : apps) {
            assertThat(app.isRunning()).as("instance running\n" + app.log()).isTrue();
        }
        apps.forEach(App::terminate);
        output.awaitEnd();
        try {
            return balance().requireEven();
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + logs(), e);
        }
    }

    /** Places of the readings that came after their step had closed, as the oracle knows. */
    List<Sent.Place> late() {
        Map<Long, Sent> byNumber = sent().stream().collect(Collectors.toMap(Sent::number, one -> one));
        return sent().stream().collect(Collectors.groupingBy(Sent::device)).values().stream()
                .flatMap(readings -> Oracle.of(readings).late().stream())
                .map(number -> byNumber.get(number).place())
                .toList();
    }

    List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        return output.of(DEAD_LETTERS);
    }

    /** Where the dead letters that came with a record of the readings topic came from. */
    List<Sent.Place> deadLetterPlaces() {
        return deadLetters().stream()
                .filter(letter -> header(letter, "topic").equals(READINGS))
                .map(letter -> new Sent.Place(
                        Integer.parseInt(header(letter, "partition")), Long.parseLong(header(letter, "offset"))))
                .toList();
    }

    /** Why each dead letter is one. */
    List<String> reasons() {
        return deadLetters().stream().map(letter -> header(letter, "message")).toList();
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(
                letter.headers().lastHeader("__streams.errors." + name).value(), StandardCharsets.UTF_8);
    }

    /** Fails unless the dead letters are those of the records at these places, each once and with a reason. */
    void requireDeadLetters(List<Sent.Place> places) {
        assertThat(deadLetters().stream()
                        .map(letter -> new Sent.Place(
                                Integer.parseInt(header(letter, "partition")),
                                Long.parseLong(header(letter, "offset")))))
                .containsExactlyInAnyOrderElementsOf(places);
        assertThat(reasons()).allMatch(reason -> reason.contains(" must "));
    }

    /** Fails if a forecast holds what is not a finite number, or bounds that cross; the first ones have no bounds. */
    void requireFinite() {
        for (Output.Published forecast : output.forecasts()) {
            JsonNode target = forecast.json().path("targets").path(Shape.FEATURES.get(Shape.TARGET));
            JsonNode interval = target.path("intervals").path(0);
            for (int h = 0; h < Shape.HORIZON; h++) {
                float mean = (float) target.path("mean").path(h).asDouble(Double.NaN);
                float lower = bound(interval, "lower", h, mean);
                float upper = bound(interval, "upper", h, mean);
                assertThat(Float.isFinite(mean) && Float.isFinite(upper - lower) && lower <= mean && mean <= upper)
                        .as(forecast.json().toString())
                        .isTrue();
            }
        }
    }

    /** Versions of the model that have made published forecasts. */
    Set<Integer> versions() {
        return output.forecasts().stream()
                .filter(forecast -> forecast.json().path("source").asText().equals("network"))
                .map(forecast -> forecast.json().path("version").asInt())
                .collect(Collectors.toSet());
    }

    private String logs() {
        StringBuilder logs = new StringBuilder();
        apps.stream().filter(app -> app.stateFolder() != null).forEach(app -> {
            String log = app.log();
            logs.append(log.substring(Math.max(0, log.length() - 6000))).append('\n');
        });
        return logs.toString();
    }

    @Override
    public void close() {
        apps.forEach(App::close);
        output.close();
        producer.close(Duration.ZERO);
        brokers.close();
        TemporaryFiles.delete(folder);
    }

    private static float bound(JsonNode interval, String name, int h, float mean) {
        return interval.isMissingNode()
                ? mean
                : (float) interval.path(name).path(h).asDouble(Double.NaN);
    }
}
