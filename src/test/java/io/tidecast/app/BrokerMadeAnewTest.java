package io.tidecast.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.stream.GroupMembershipOnStop;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker whose data is gone and whose cluster id is the same, as in images that format with an id of their own. */
@Tag("broker")
@Timeout(120)
class BrokerMadeAnewTest {
    private static final int STEPS = 20;

    @TempDir
    private Path folder;

    @Test
    void shouldHoldNoReadingAgainstClocksOfTopicsThatAreGone() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"))) {
            String address = broker.bootstrapServers();
            assertThat(topicsOfOutput(address, "a", "pump", 500, 1)).containsOnly("forecasts");
            broker.stop();
            Utils.delete(broker.folder().resolve("data").toFile());
            broker.restart();
            // Its changelogs grow past the offsets that the checkpoint in the first folder has.
            assertThat(topicsOfOutput(address, "b", "pump", 0, 1)).containsOnly("forecasts");
            assertThat(topicsOfOutput(address, "b", "fan", 0, 2)).containsOnly("forecasts");
            assertThat(topicsOfOutput(address, "a", "pump", STEPS, 3)).containsOnly("forecasts");
        }
    }

    /** Runs a forecaster over steps from the first one on, and returns where output went, this round's and before. */
    private List<String> topicsOfOutput(String address, String state, String device, int first, int rounds)
            throws Exception {
        Map<String, String> kafka = Map.of(
                "bootstrap.servers", address, "state.dir", folder.resolve(state).toString());
        StreamSettings settings = StreamFixtures.settings(List.of("temp"), List.of("temp")).toBuilder()
                .applicationId("anew")
                .roles(Set.of(Role.FORECASTER))
                .kafka(kafka)
                .build();
        KafkaClients clients = new KafkaClients(kafka);
        try (Admin admin = clients.admin()) {
            Topics.of(settings).create(admin, 1, Optional.of((short) 1));
        }
        try (TidecastStreams app = new TidecastStreams(settings);
                Producer<String, byte[]> producer = clients.producer()) {
            app.start();
            for (int step = first; step < first + STEPS; step++) {
                String reading = StreamFixtures.reading(device, StreamFixtures.at(step), Map.of("temp", step % 3));
                producer.send(new ProducerRecord<>("readings", device, reading.getBytes(UTF_8)))
                        .get();
            }
            List<String> topics = first(clients, rounds * (STEPS - 1));
            app.close(GroupMembershipOnStop.LEAVE); // The next one need not wait for its session to expire.
            return topics;
        }
    }

    /** The topics of the first forecasts and dead letters, so many, as they come. */
    private static List<String> first(KafkaClients clients, int count) {
        try (KafkaConsumer<String, byte[]> consumer = clients.consumer()) {
            List<TopicPartition> partitions =
                    List.of(new TopicPartition("forecasts", 0), new TopicPartition("dead-letters", 0));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<String> topics = new ArrayList<>();
            while (topics.size() < count) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> topics.add(record.topic()));
            }
            return topics;
        }
    }
}
