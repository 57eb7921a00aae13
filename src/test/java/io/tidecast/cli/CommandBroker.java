package io.tidecast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.app.StopSignal;
import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.stream.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** A broker, and the commands as run by somebody whose environment names it. */
final class CommandBroker implements AutoCloseable {
    private final EmbeddedBroker broker;
    private final KafkaClients clients;

    private CommandBroker(EmbeddedBroker broker) {
        this.broker = broker;
        clients = new KafkaClients(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    static CommandBroker start() throws Exception {
        return new CommandBroker(EmbeddedBroker.start());
    }

    String servers() {
        return broker.bootstrapServers();
    }

    KafkaClients clients() {
        return clients;
    }

    CommandContext context(StopSignal stop) {
        return new CommandContext(Map.of("TIDECAST_KAFKA_BOOTSTRAP_SERVERS", servers()), new Properties(), stop);
    }

    CommandRun run(String... args) {
        return CommandRun.in(context(new StopSignal()), args);
    }

    void send(String topic, String key, String value) throws Exception {
        send(topic, key, value.getBytes(UTF_8));
    }

    void send(String topic, String key, byte[] value) throws Exception {
        try (Producer<String, byte[]> producer = clients.producer()) {
            producer.send(new ProducerRecord<>(topic, key, value)).get(10, TimeUnit.SECONDS);
        }
    }

    /** The first records of a topic of one partition, key and value. */
    List<String> texts(String topic, int count) {
        List<String> texts = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = clients.consumer()) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            while (texts.size() < count) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    texts.add(record.key() + " " + new String(record.value(), UTF_8));
                }
            }
        }
        return texts;
    }

    void removeTopics() throws Exception {
        try (Admin admin = clients.admin()) {
            admin.deleteTopics(admin.listTopics().names().get()).all().get(10, TimeUnit.SECONDS);
            while (!admin.listTopics().names().get().isEmpty()) {
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void close() {
        broker.close();
    }
}
