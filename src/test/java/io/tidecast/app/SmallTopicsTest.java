package io.tidecast.app;

import static io.tidecast.stream.StreamFixtures.at;
import static io.tidecast.stream.StreamFixtures.reading;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker whose topics take less than the producer sends, and a reading that is in between. */
@Timeout(120)
class SmallTopicsTest {
    @TempDir
    private Path folder;

    private EmbeddedBroker broker;
    private KafkaClients clients;
    private StreamSettings settings;

    @BeforeEach
    void start() throws Exception {
        broker = EmbeddedBroker.start();
        settings = StreamFixtures.settings(List.of("temp"), List.of("temp")).toBuilder()
                .roles(Set.of(Role.FORECASTER))
                .kafka(Map.of("bootstrap.servers", broker.bootstrapServers(), "state.dir", folder.toString()))
                .build();
        clients = new KafkaClients(Map.of("bootstrap.servers", broker.bootstrapServers()));
        try (Admin admin = clients.admin()) {
            Topics.of(settings).create(admin, 1, Optional.of((short) 1));
        }
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    /** Sets a limit, and waits until the broker keeps to it. */
    private void set(ConfigResource.Type type, String name, String setting, int value) throws Exception {
        ConfigResource topic =
                new ConfigResource(ConfigResource.Type.TOPIC, type == ConfigResource.Type.TOPIC ? name : "forecasts");
        try (Admin admin = clients.admin()) {
            ConfigEntry entry = new ConfigEntry(setting, String.valueOf(value));
            admin.incrementalAlterConfigs(Map.of(
                            new ConfigResource(type, name),
                            List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            String bytes;
            do {
                bytes = admin.describeConfigs(List.of(topic))
                        .values()
                        .get(topic)
                        .get()
                        .get("max.message.bytes")
                        .value();
            } while (!bytes.equals(entry.value()));
        }
    }

    private void send(String... values) throws Exception {
        try (Producer<String, byte[]> producer = clients.producer()) {
            for (String value : values) {
                producer.send(new ProducerRecord<>("readings", "a", value.getBytes(StandardCharsets.UTF_8)))
                        .get();
            }
        }
    }

    private ConsumerRecord<String, byte[]> first(String topic) {
        try (KafkaConsumer<String, byte[]> consumer = clients.consumer()) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            while (records.isEmpty()) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records.get(0);
        }
    }

    @Test
    void shouldDeadLetterAReadingThatFitsItsTopicButNotTheApplicationsOwn() throws Exception {
        set(ConfigResource.Type.BROKER, "", "message.max.bytes", 100_000);
        set(ConfigResource.Type.TOPIC, "readings", "max.message.bytes", 1_048_588);
        String plain = reading("a", at(0), Map.of("temp", 1));
        send(
                plain.substring(0, plain.length() - 1) + ",\"note\":\"" + "x".repeat(150_000) + "\"}",
                plain,
                reading("a", at(1), Map.of("temp", 2)));
        try (TidecastStreams app = new TidecastStreams(settings)) {
            app.start();
            ConsumerRecord<String, byte[]> letter = first("dead-letters");
            assertThat(new String(
                            letter.headers()
                                    .lastHeader("__streams.errors.message")
                                    .value(),
                            StandardCharsets.UTF_8))
                    .contains("reading must be at most 99741 bytes (max.message.bytes of topic"
                            + " test-forecaster-by-device-repartition, less what compression may add)");
            assertThat(letter.value().length).isBetween(89_000, 100_000);
            assertThat(first("forecasts").key()).isEqualTo("a");
            assertThat(app.isRunning()).isTrue();
        }
    }

    @Test
    void shouldNotStartWhereTheStateOfADeviceWouldNotFitItsChangelog() throws Exception {
        set(ConfigResource.Type.BROKER, "", "message.max.bytes", 600);
        set(ConfigResource.Type.TOPIC, "dead-letters", "max.message.bytes", 1_048_588);
        try (TidecastStreams app = new TidecastStreams(settings)) {
            assertThatThrownBy(app::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("topic test-forecaster-statistics-changelog must take records of ")
                    .hasMessageContaining("takes 535 bytes (max.message.bytes of topic")
                    .hasMessageContaining("set kafka.topic.max.message.bytes to so much or more");
        }
        StreamSettings remedied = settings.withKafka(Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "state.dir", folder.toString(),
                "topic.max.message.bytes", "1048588"));
        try (Admin admin = clients.admin()) {
            TopicSizes sizes = TopicSizes.read(admin, remedied);
            assertThat(sizes.maxMessageBytes())
                    .containsEntry("test-forecaster-statistics-changelog", 1_048_588)
                    .containsEntry("forecasts", 600);
            assertThat(new RecordSizes(
                                    remedied.toBuilder()
                                            .topicLimits(sizes.limits())
                                            .build(),
                                    sizes)
                            .problems())
                    .noneMatch(Topics.Problem::fatal);
        }
    }
}
