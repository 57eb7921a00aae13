package io.tidecast.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.faults.Await;
import io.tidecast.record.ForecastFormat;
import io.tidecast.stream.ForecastLayout;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Forecasts on their way through Kafka Connect to a sink. */
@Tag("connect")
@Timeout(240)
class ConnectSinkTest {
    private static final Path EXAMPLE = Path.of("docs/examples/consumers/file-sink.properties");
    private static final int STEPS = 6;
    private static final int HORIZON = 4;

    @TempDir
    private Path folder;

    /** The sink of the docs' example, but for its topic and its file. */
    private static Map<String, String> example(String topic, Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(EXAMPLE)) {
            properties.load(reader);
        }
        Map<String, String> example = new HashMap<>();
        properties.forEach((name, value) -> example.put((String) name, (String) value));
        assertThat(example.put("topics", topic)).isEqualTo("forecasts");
        assertThat(example.put("file", file.toString())).isEqualTo("/tmp/forecasts.jsonl");
        return example;
    }

    @Test
    void shouldArriveAsTheyAreByTheExampleAndAsRowsOfColumnsWhenTheFormatIsFlatJson() throws Exception {
        Path asTheyAre = folder.resolve("forecasts.jsonl");
        Path file = folder.resolve("rows.txt");
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            StreamSettings settings = StreamFixtures.settings(List.of("temp"), List.of("temp")).toBuilder()
                    .roles(Set.of(Role.FORECASTER))
                    .layout(new ForecastLayout(ForecastFormat.FLAT_JSON, 2, true, Optional.empty()))
                    .kafka(Map.of(
                            "bootstrap.servers", broker.bootstrapServers(),
                            "state.dir", folder.resolve("state").toString()))
                    .build();
            KafkaClients clients = new KafkaClients(settings.kafka());
            try (Admin admin = clients.admin()) {
                Topics.of(settings).create(admin, 1, Optional.of((short) 1));
            }
            try (ConnectProcess connect = ConnectProcess.start(
                            folder,
                            broker.bootstrapServers(),
                            List.of(
                                    example(settings.topics().forecasts(), asTheyAre),
                                    Map.of(
                                            "name", "rows",
                                            "connector.class", "org.apache.kafka.connect.file.FileStreamSinkConnector",
                                            "tasks.max", "1",
                                            "topics", settings.topics().forecasts(),
                                            "file", file.toString(),
                                            "value.converter", "org.apache.kafka.connect.json.JsonConverter",
                                            "value.converter.schemas.enable", "false")));
                    TidecastStreams app = new TidecastStreams(settings);
                    Producer<String, byte[]> producer = clients.producer()) {
                app.start();
                for (int step = 0; step <= STEPS; step++) {
                    String reading =
                            StreamFixtures.reading("pump-7", StreamFixtures.at(step), Map.of("temp", 20 + step));
                    producer.send(new ProducerRecord<>(settings.topics().readings(), "pump-7", reading.getBytes(UTF_8)))
                            .get();
                }
                Await.until("the rows in the sink", Duration.ofMinutes(3), () -> {
                    connect.requireAlive();
                    return hasRows(file) && hasRows(asTheyAre);
                });
            }
        }
        // Java's own text of a map: the converter has read columns.
        assertThat(Files.readAllLines(file))
                .hasSize(STEPS * HORIZON)
                .allMatch(row -> row.startsWith("{") && row.contains("device=pump-7") && row.contains("target=temp"))
                .anyMatch(row -> row.contains("step_ahead=4")
                        && row.contains("origin=" + StreamFixtures.at(0))
                        && row.contains("at=" + StreamFixtures.at(4))
                        && row.contains("mean=20.0"));
        assertThat(Files.readAllLines(asTheyAre)).hasSize(STEPS * HORIZON).allSatisfy(row -> assertThat(
                        new ObjectMapper().readTree(row).path("device").asText())
                .isEqualTo("pump-7"));
    }

    private static boolean hasRows(Path file) throws IOException {
        return Files.exists(file) && Files.readAllLines(file).size() >= STEPS * HORIZON;
    }
}
