package io.tidecast.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EmbeddedBrokerTest {
    @Test
    void shouldKeepRecordsClusterIdAndPortWhenStartedAgainOnItsFolder(@TempDir Path temp) throws Exception {
        Path folder = temp.resolve("broker");
        String bootstrap;
        String clusterId;
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
            bootstrap = broker.bootstrapServers();
            clusterId = clusterId(bootstrap);
            createTopic(bootstrap, "readings");
            send(bootstrap, "pump-1");
            broker.restart();
            assertThat(keys(bootstrap, 1)).containsExactly("pump-1");
            send(bootstrap, "pump-2");
        }
        assertThat(folder).exists();
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
            assertThat(broker.bootstrapServers()).isEqualTo(bootstrap);
            assertThat(clusterId(bootstrap)).isEqualTo(clusterId);
            assertThat(keys(bootstrap, 2)).containsExactly("pump-1", "pump-2");
        }
    }

    @Test
    void shouldRefuseAnUnknownTopicWhenNobodyCreatedIt() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            assertThatThrownBy(() -> admin.describeTopics(List.of("nowhere"))
                            .allTopicNames()
                            .get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
            assertThat(admin.listTopics().names().get(10, TimeUnit.SECONDS)).isEmpty();
        }
    }

    @Test
    void shouldRemoveItsTemporaryFolderWhenClosed() throws Exception {
        Path folder;
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            folder = broker.folder();
            assertThat(folder).isNotEmptyDirectory();
        }
        assertThat(Files.exists(folder)).isFalse();
    }

    @Test
    void shouldSayWhichFolderWhenItsPortIsTaken(@TempDir Path folder) throws Exception {
        String bootstrap;
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder)) {
            bootstrap = broker.bootstrapServers();
        }
        int port = Integer.parseInt(bootstrap.substring(bootstrap.indexOf(':') + 1));
        try (ServerSocket taken = new ServerSocket()) {
            taken.setReuseAddress(true);
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            assertThatThrownBy(() -> EmbeddedBroker.start(folder))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining(String.valueOf(port));
        }
    }

    private static void createTopic(String bootstrap, String name) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(new NewTopic(name, Optional.of(1), Optional.empty())))
                    .all()
                    .get(10, TimeUnit.SECONDS);
        }
    }

    private static String clusterId(String bootstrap) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            return admin.describeCluster().clusterId().get(10, TimeUnit.SECONDS);
        }
    }

    private static void send(String bootstrap, String key) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("readings", key, "{}")).get(10, TimeUnit.SECONDS);
        }
    }

    private static List<String> keys(String bootstrap, int count) {
        List<String> keys = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition("readings", 0)));
            while (keys.size() < count) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    keys.add(record.key());
                }
            }
        }
        return keys;
    }
}
