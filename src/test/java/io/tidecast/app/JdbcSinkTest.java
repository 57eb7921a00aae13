package io.tidecast.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.faults.Await;
import io.tidecast.model.ForecastSettings;
import io.tidecast.record.ForecastFormat;
import io.tidecast.stream.ForecastLayout;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Forecasts on their way through Kafka Connect and a JDBC sink into PostgreSQL, by the properties that the docs have.
 */
@Tag("connect")
@Timeout(600)
class JdbcSinkTest {
    private static final Path EXAMPLE = Path.of("docs/examples/consumers/jdbc-sink.properties");
    private static final List<String> DEVICES = List.of("pump-7", "pump-8");
    private static final List<String> TARGETS = List.of("temp", "load");
    private static final int STEPS = 14;
    private static final int HORIZON = 4;
    private static final int ROWS = DEVICES.size() * TARGETS.size() * STEPS * HORIZON;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void shouldBeARowOfTheTableForEachRecordAndNoMoreWhenItIsReadAgain() throws Exception {
        ConnectProcess.assumePlugin("jdbc");
        try (PostgresProcess postgres = PostgresProcess.start();
                EmbeddedBroker broker = EmbeddedBroker.start()) {
            StreamSettings settings = settings(broker.bootstrapServers());
            List<JsonNode> records = forecasts(settings);
            KafkaClients clients = new KafkaClients(settings.kafka());

            through(clients, settings, List.of(sink(postgres, settings, Map.of())));
            assertThat(shown(postgres.rows("SELECT * FROM forecasts")))
                    .containsExactlyInAnyOrderElementsOf(shown(records));
            assertThat(records)
                    .anySatisfy(row -> assertThat(row.path("lower_90").isNull()).isTrue());
            assertThat(records)
                    .anySatisfy(
                            row -> assertThat(row.path("lower_90").isDouble()).isTrue());
            assertThat(postgres.psql(
                            "SELECT DISTINCT pg_typeof(at), pg_typeof(mean), pg_typeof(step_ahead) FROM forecasts"))
                    .isEqualToIgnoringNewLines("timestamp with time zone|double precision|integer");

            through(
                    clients,
                    settings,
                    List.of(
                            sink(postgres, settings, Map.of("name", "again")),
                            sink(
                                    postgres,
                                    settings,
                                    Map.of(
                                            "name", "latest",
                                            "collection.name.format", "latest",
                                            "primary.key.fields", "device,target,at"))));
            assertThat(shown(postgres.rows("SELECT * FROM forecasts")))
                    .containsExactlyInAnyOrderElementsOf(shown(records));
            assertThat(shown(postgres.rows("SELECT * FROM latest")))
                    .containsExactlyInAnyOrderElementsOf(shown(last(records)));
        }
    }

    private StreamSettings settings(String bootstrap) {
        StreamSettings usual = StreamFixtures.settings(TARGETS, TARGETS);
        ForecastSettings of = usual.forecast();
        return usual.toBuilder()
                .forecast(new ForecastSettings(
                        of.model(),
                        of.features(),
                        of.targets(),
                        of.window(),
                        HORIZON,
                        of.grid(),
                        of.season(),
                        List.of(0.9),
                        of.scaling()))
                .roles(Set.of(Role.FORECASTER))
                .layout(new ForecastLayout(ForecastFormat.FLAT_JSON, 2, false, Optional.empty()))
                .kafka(Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "state.dir",
                        folder.resolve("state").toString()))
                .build();
    }

    /** The records that a forecaster has made of readings, all of them. */
    private static List<JsonNode> forecasts(StreamSettings settings) throws Exception {
        KafkaClients clients = new KafkaClients(settings.kafka());
        try (Admin admin = clients.admin()) {
            Topics.of(settings).create(admin, 1, Optional.of((short) 1));
        }
        List<JsonNode> records = new ArrayList<>();
        try (TidecastStreams app = new TidecastStreams(settings);
                Producer<String, byte[]> producer = clients.producer();
                KafkaConsumer<String, byte[]> consumer = clients.consumer()) {
            app.start();
            for (int step = 0; step <= STEPS; step++) {
                for (String device : DEVICES) {
                    String reading = StreamFixtures.reading(
                            device,
                            StreamFixtures.at(step),
                            Map.of("temp", 20 + step % 5 + device.length() / 10.0, "load", -step / 3.0));
                    producer.send(new ProducerRecord<>(settings.topics().readings(), device, reading.getBytes(UTF_8)))
                            .get();
                }
            }
            List<TopicPartition> all =
                    List.of(new TopicPartition(settings.topics().forecasts(), 0));
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Await.until("forecasts", PATIENCE, () -> {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    records.add(JSON.readTree(record.value()));
                }
                return records.size() >= ROWS;
            });
        }
        assertThat(records).hasSize(ROWS);
        return records;
    }

    private static Map<String, String> sink(
            PostgresProcess postgres, StreamSettings settings, Map<String, String> others) throws Exception {
        Properties example = new Properties();
        try (Reader in = Files.newBufferedReader(EXAMPLE)) {
            example.load(in);
        }
        Map<String, String> sink = new HashMap<>();
        example.stringPropertyNames().forEach(name -> sink.put(name, example.getProperty(name)));
        assertThat(sink).containsEntry("topics", settings.topics().forecasts());
        sink.put("connection.url", postgres.url());
        sink.put("connection.username", PostgresProcess.USER);
        sink.putAll(others);
        return sink;
    }

    /** Runs the sinks until each has committed what follows the last record, which is before the transaction's end. */
    private void through(KafkaClients clients, StreamSettings settings, List<Map<String, String>> sinks)
            throws Exception {
        TopicPartition forecasts = new TopicPartition(settings.topics().forecasts(), 0);
        try (ConnectProcess connect =
                        ConnectProcess.start(folder, settings.kafka().get("bootstrap.servers"), sinks);
                Admin admin = clients.admin();
                KafkaConsumer<String, byte[]> consumer = clients.consumer()) {
            long last = last(consumer, forecasts);
            for (Map<String, String> sink : sinks) {
                Await.until("the rows of " + sink.get("name") + " in the table", PATIENCE, () -> {
                    connect.requireAlive();
                    OffsetAndMetadata read = admin.listConsumerGroupOffsets("connect-" + sink.get("name"))
                            .partitionsToOffsetAndMetadata()
                            .get()
                            .get(forecasts);
                    return read != null && read.offset() > last;
                });
            }
        }
    }

    private static long last(KafkaConsumer<String, byte[]> consumer, TopicPartition partition) {
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long last = -1;
        while (consumer.position(partition)
                < consumer.endOffsets(List.of(partition)).get(partition)) {
            for (var record : consumer.poll(Duration.ofMillis(200))) {
                last = record.offset();
            }
        }
        return last;
    }

    /** What the last record of each device, target and time says. */
    private static List<JsonNode> last(List<JsonNode> records) {
        Map<List<String>, JsonNode> last = new LinkedHashMap<>();
        for (JsonNode record : records) {
            last.put(
                    List.of(
                            record.path("device").asText(),
                            record.path("target").asText(),
                            record.path("at").asText()),
                    record);
        }
        assertThat(last).hasSizeLessThan(records.size());
        return List.copyOf(last.values());
    }

    /** Columns with their values; times as moments, however they are written. */
    private static List<Map<String, Object>> shown(List<JsonNode> rows) {
        return rows.stream()
                .map(row -> row.properties().stream()
                        .filter(column -> !column.getValue().isNull())
                        .collect(Collectors.<Map.Entry<String, JsonNode>, String, Object, Map<String, Object>>toMap(
                                Map.Entry::getKey,
                                column -> value(column.getKey(), column.getValue()),
                                (a, b) -> a,
                                TreeMap::new)))
                .toList();
    }

    private static Object value(String column, JsonNode value) {
        if (column.equals("at") || column.equals("origin")) {
            return OffsetDateTime.parse(value.asText()).toInstant();
        }
        return value.isNumber() ? (Object) value.doubleValue() : value.asText();
    }
}
