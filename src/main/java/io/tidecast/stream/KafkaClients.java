package io.tidecast.stream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Kafka clients of the commands, which are no Kafka Streams, made from the settings that are passed through. A key with
 * a client's prefix ({@code consumer.}, {@code producer.}, {@code admin.}) goes to that client alone and wins; a key of
 * Kafka Streams goes to none of them.
 */
public final class KafkaClients {
    /** Prefix of the settings that are passed through. */
    public static final String PREFIX = "kafka.";

    public static final String BOOTSTRAP = PREFIX + "bootstrap.servers";

    /** Prefixes that Kafka Streams gives a meaning to. */
    private static final List<String> STREAMS_PREFIXES = List.of(
            "consumer.",
            "main.consumer.",
            "restore.consumer.",
            "global.consumer.",
            "producer.",
            "admin.",
            "topic.",
            "client.tag.");

    private final Map<String, String> settings;

    public KafkaClients(Map<String, String> settings) {
        this.settings = settings;
    }

    public String bootstrap() {
        return settings.get("bootstrap.servers");
    }

    public Admin admin() {
        return Admin.create(new HashMap<>(properties("admin.", AdminClientConfig.configNames())));
    }

    /** Writes with acks of all in-sync replicas and without duplicates, whatever the settings say. */
    public Producer<String, byte[]> producer() {
        Map<String, Object> properties = new HashMap<>(producerProperties());
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }

    /** The same, of keys that are no text. */
    public Producer<byte[], byte[]> bytesProducer() {
        Map<String, Object> properties = new HashMap<>(producerProperties());
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    public Map<String, String> producerProperties() {
        return properties("producer.", ProducerConfig.configNames());
    }

    /**
     * Writes in transactions, which end those that another with this id has left open.
     *
     * @param id begins with the application's, so that what the application may do covers it
     */
    public Producer<byte[], byte[]> transactions(String id) {
        Map<String, Object> properties = new HashMap<>(producerProperties());
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Reads what is committed; belongs to no group, so that looking on leaves no trace. */
    public KafkaConsumer<String, byte[]> consumer() {
        return new KafkaConsumer<>(looking(), new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** The same, of keys that are no text, for going through many partitions one after the other. */
    public KafkaConsumer<byte[], byte[]> bytesConsumer() {
        return new KafkaConsumer<>(passing(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The same, of a group that it does not join: what is read of partitions can be committed for it. */
    public KafkaConsumer<byte[], byte[]> bytesConsumer(String group) {
        Map<String, Object> properties = passing();
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> passing() {
        Map<String, Object> properties = looking();
        // What was asked for last, at the end of one partition, is waited for before the next is read.
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "10");
        return properties;
    }

    private Map<String, Object> looking() {
        Map<String, Object> properties = new HashMap<>(properties("consumer.", ConsumerConfig.configNames()));
        properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
        properties.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        properties.remove(ConsumerConfig.GROUP_PROTOCOL_CONFIG);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        return properties;
    }

    private Map<String, String> properties(String prefix, Set<String> known) {
        Map<String, String> own = new HashMap<>();
        settings.forEach((key, value) -> {
            boolean prefixed = STREAMS_PREFIXES.stream().anyMatch(key::startsWith);
            boolean ofStreamsOnly = ClientConfig.isOfStreams(key) && !known.contains(key);
            if (!prefixed && !ofStreamsOnly) {
                own.put(key, value);
            }
        });
        settings.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                own.put(key.substring(prefix.length()), value);
            }
        });
        return own;
    }
}
