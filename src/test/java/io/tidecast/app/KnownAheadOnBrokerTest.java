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
import io.tidecast.record.Names;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.HolidaySettings;
import io.tidecast.stream.GroupMembershipOnStop;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Values known ahead on a broker: they come later than a forecast, change the next one, and outlive a restart, and an
 * update from a build that has kept none of a device.
 */
@Tag("broker")
@Timeout(600)
class KnownAheadOnBrokerTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Told of a plan, and never told of one. */
    private static final List<String> DEVICES = List.of("told", "untold");

    @TempDir
    private Path folder;

    private StreamSettings settings;
    private KafkaProducer<String, byte[]> producer;
    private KafkaConsumer<String, String> consumer;
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();
    private int step;

    private StreamSettings settings(String servers) {
        StreamSettings base = StreamFixtures.settings(List.of("temp", "load"), List.of("temp"));
        CovariateSettings covariates = new CovariateSettings(
                List.of(), ZoneId.of("UTC"), HolidaySettings.NONE, Optional.empty(), List.of("load"));
        return base.toBuilder()
                .applicationId("known-ahead")
                .roles(Set.of(Role.FORECASTER))
                .network(new NetworkSettings(base.network().layers(), true, covariates))
                .covariates(Optional.of("plans"))
                .kafka(Map.of("bootstrap.servers", servers, "state.dir", folder.toString()))
                .build();
    }

    /** Its forecast is what it makes of the plan. */
    private void publishModel() throws IOException {
        Forecaster drawn = StreamFixtures.drawn(settings, 1);
        Parameters parameters = drawn.parameters().copy();
        float[] out = new float[parameters.layout().view("decoder.weight_out").size()];
        Arrays.fill(out, 0.05f);
        parameters.set("decoder.weight_out", out);
        send("models", "default/1", ModelFile.write(drawn.manifest(), parameters.publish()));
        send("models", "default", PointerRecord.bytes(Pointer.bootstrap(1, "test")));
    }

    private void send(String topic, String key, byte[] value) {
        sent.add(producer.send(new ProducerRecord<>(topic, key, value)));
        flush();
    }

    private void plan(int at, Object load) {
        Map<String, Object> values = new HashMap<>();
        values.put("load", load);
        String json = StreamFixtures.reading("told", StreamFixtures.at(at), values);
        sent.add(producer.send(new ProducerRecord<>("plans", "planner", json.getBytes(StandardCharsets.UTF_8))));
    }

    private void flush() {
        producer.flush();
        assertThat(sent).allSatisfy(one -> assertThat(one.get().hasOffset()).isTrue());
        sent.clear();
    }

    /** Sends the next step of both devices, and gives the forecasts from it. */
    private Map<String, JsonNode> next() throws IOException {
        for (String device : DEVICES) {
            String json = StreamFixtures.reading(device, StreamFixtures.at(step), Map.of("temp", step % 5, "load", 1));
            send("readings", device, json.getBytes(StandardCharsets.UTF_8));
        }
        step++;
        // A step closes with the reading after it.
        String origin = StreamFixtures.at(step - 2).toString();
        Map<String, JsonNode> forecasts = new HashMap<>();
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (step > 1 && forecasts.size() < DEVICES.size()) {
            assertThat(System.nanoTime()).as("time to forecast from %s", origin).isLessThan(deadline);
            for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
                JsonNode forecast = JSON.readTree(record.value());
                if (forecast.path("origin").asText().equals(origin)) {
                    forecasts.put(forecast.path("device").asText(), forecast);
                }
            }
        }
        return forecasts;
    }

    private static double known(JsonNode forecast) {
        return forecast.path("quality").path("future").asDouble(-1);
    }

    /** Goes on until a forecast has read all that was told, by the table and by the task. */
    private Map<String, JsonNode> nextThatRead(long records) throws IOException {
        Map<String, JsonNode> forecasts = next();
        for (int i = 0; i < 100 && read(forecasts.get("told")) + own(forecasts.get("told")) < 2 * records - 1; i++) {
            forecasts = next();
        }
        assertThat(read(forecasts.get("told"))).isEqualTo(records);
        assertThat(own(forecasts.get("told"))).isEqualTo(records - 1);
        return forecasts;
    }

    /** Offset of the newest record of its own; all are in one partition. */
    private static long own(JsonNode forecast) {
        return forecast.path("quality").path("future-own").path(1).asLong(-1);
    }

    private static long read(JsonNode forecast) {
        long records = 0;
        for (JsonNode offset : forecast.path("quality").path("future-offset")) {
            records += offset.asLong();
        }
        return records;
    }

    private static JsonNode mean(JsonNode forecast) {
        return forecast.path("targets").path("temp").path("mean");
    }

    private TidecastStreams started() throws InterruptedException {
        TidecastStreams app = new TidecastStreams(settings);
        app.start();
        assertThat(app.awaitRunning(TIMEOUT)).as("running in time").isTrue();
        return app;
    }

    /** Leaves what a build leaves that reads the topic as a table alone. */
    private void forgetOwn(Map<String, Object> servers) throws Exception {
        String group = settings.applicationId(Role.FORECASTER);
        try (Admin admin = Admin.create(servers)) {
            admin.deleteConsumerGroupOffsets(
                            group, Set.of(new TopicPartition("plans", 0), new TopicPartition("plans", 1)))
                    .all()
                    .get();
            admin.deleteTopics(List.of(group + "-" + Names.KNOWN_AHEAD + "-changelog"))
                    .all()
                    .get();
        }
        Utils.delete(folder.resolve(group).toFile());
    }

    @Test
    void shouldChangeTheNextForecastAndStayAcrossARestartWhenItComesLaterThanAForecast() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            settings = settings(broker.bootstrapServers());
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
                publishModel();
                try (TidecastStreams app = started()) {
                    Map<String, JsonNode> before = Map.of();
                    for (int i = 0; i < 12; i++) {
                        before = next();
                    }
                    assertThat(known(before.get("told"))).isZero();
                    assertThat(mean(before.get("told"))).isEqualTo(mean(before.get("untold")));
                    for (int ahead = 0; ahead < 90; ahead++) {
                        plan(step + ahead, 40);
                    }
                    flush();
                    Map<String, JsonNode> after = nextThatRead(90);
                    assertThat(known(after.get("told"))).isEqualTo(1);
                    assertThat(known(after.get("untold"))).isZero();
                    assertThat(mean(after.get("told"))).isNotEqualTo(mean(after.get("untold")));
                    assertThat(app.awaitRunning(TIMEOUT)).isTrue();
                }
                try (TidecastStreams app = started()) {
                    Map<String, JsonNode> again = next();
                    assertThat(read(again.get("told")))
                            .as("read before the first reading")
                            .isEqualTo(90);
                    assertThat(known(again.get("told"))).as("kept").isEqualTo(1);
                    assertThat(app.awaitRunning(TIMEOUT)).isTrue();
                    app.close(GroupMembershipOnStop.LEAVE);
                }
                forgetOwn(servers);
                try (TidecastStreams app = started()) {
                    assertThat(known(nextThatRead(90).get("told")))
                            .as("read from the beginning")
                            .isEqualTo(1);
                    for (int ahead = 0; ahead < 60; ahead++) {
                        plan(step + ahead, null);
                    }
                    flush();
                    assertThat(known(nextThatRead(150).get("told")))
                            .as("taken back")
                            .isZero();
                    assertThat(app.awaitRunning(TIMEOUT)).isTrue();
                }
            }
        }
    }
}
