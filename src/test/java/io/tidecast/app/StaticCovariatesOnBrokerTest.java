package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.nn.Parameters;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.HolidaySettings;
import io.tidecast.series.StaticSettings;
import io.tidecast.stream.Role;
import io.tidecast.stream.StaticSource;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Topics of static covariates and of days of one's own on a broker: read before the first reading, at each start. */
@Tag("broker")
@Timeout(300)
class StaticCovariatesOnBrokerTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> DEVICES = List.of("told", "untold");

    @TempDir
    private Path folder;

    private KafkaProducer<String, byte[]> producer;
    private KafkaConsumer<String, String> consumer;
    private int step;

    private StreamSettings settings(String servers) {
        StreamSettings base = StreamFixtures.settings(List.of("temp", "load"), List.of("temp"));
        CovariateSettings covariates = new CovariateSettings(
                List.of(),
                ZoneId.of("UTC"),
                HolidaySettings.NONE,
                Optional.empty(),
                List.of(),
                new StaticSettings(List.of("kind=a|b"), null, List.of()));
        return base.toBuilder()
                .applicationId("statics")
                .roles(Set.of(Role.FORECASTER))
                .network(new NetworkSettings(base.network().layers(), true, covariates))
                .statics(new StaticSource(Optional.of("pumps"), Map.of()))
                .days(Optional.of("own-days"))
                .kafka(Map.of("bootstrap.servers", servers, "state.dir", folder.toString()))
                .build();
    }

    private void send(String topic, String key, String text) throws Exception {
        send(topic, key, text.getBytes(StandardCharsets.UTF_8));
    }

    private void send(String topic, String key, byte[] value) throws Exception {
        assertThat(producer.send(new ProducerRecord<>(topic, key, value)).get().hasOffset())
                .isTrue();
    }

    /** A drawn network forecasts no change, whatever it reads; this one reads everything. */
    private static byte[] turned(Forecaster drawn) {
        float[] values = drawn.parameters().toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] += 0.02f * (i % 7 - 3);
        }
        return ModelFile.write(
                drawn.manifest(), Parameters.of(drawn.parameters().layout(), values));
    }

    /** Sends the next step of both devices, and gives what is forecast of each from the one before. */
    private Map<String, JsonNode> next() throws Exception {
        for (String device : DEVICES) {
            Map<String, Object> values = Map.of("temp", step % 5, "load", 1);
            send("readings", device, StreamFixtures.reading(device, StreamFixtures.at(step), values));
        }
        step++;
        String origin = StreamFixtures.at(step - 2).toString();
        Map<String, JsonNode> means = new HashMap<>();
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (step > 1 && means.size() < DEVICES.size()) {
            assertThat(System.nanoTime()).as("time to forecast from %s", origin).isLessThan(deadline);
            for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
                read(record.value(), origin, means);
            }
        }
        return means;
    }

    private static void read(String value, String origin, Map<String, JsonNode> means) throws IOException {
        JsonNode forecast = JSON.readTree(value);
        if (forecast.path("origin").asText().equals(origin)) {
            means.put(
                    forecast.path("device").asText(),
                    forecast.path("targets").path("temp").path("mean"));
        }
    }

    @Test
    void shouldForecastByWhatATopicTellsFromTheFirstReadingOnAndAfterARestart() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            StreamSettings settings = settings(broker.bootstrapServers());
            Map<String, Object> servers = Map.of("bootstrap.servers", broker.bootstrapServers());
            try (Admin admin = Admin.create(servers)) {
                Topics.of(settings).create(admin, 2, Optional.of((short) 1));
            }
            Map<String, Object> reading = new HashMap<>(servers);
            reading.put("group.id", "reader");
            reading.put("auto.offset.reset", "earliest");
            try (KafkaProducer<String, byte[]> to =
                            new KafkaProducer<>(servers, new StringSerializer(), new ByteArraySerializer());
                    KafkaConsumer<String, String> from =
                            new KafkaConsumer<>(reading, new StringDeserializer(), new StringDeserializer())) {
                producer = to;
                consumer = from;
                consumer.subscribe(List.of("forecasts"));
                send("models", "default/1", turned(StreamFixtures.drawn(settings, 1)));
                send("models", "default", PointerRecord.bytes(Pointer.bootstrap(1, "test")));
                send("pumps", "told", "{\"kind\":\"b\"}");
                send("own-days", "stop", "2026-12-24");
                for (int start = 0; start < 2; start++) {
                    try (TidecastStreams app = new TidecastStreams(settings)) {
                        app.start();
                        assertThat(app.awaitRunning(TIMEOUT))
                                .as("running in time")
                                .isTrue();
                        Map<String, JsonNode> means = next();
                        for (int i = 0; i < 11; i++) {
                            means = next();
                        }
                        assertThat(means.get("told")).isNotEqualTo(means.get("untold"));
                    }
                }
            }
        }
    }
}
