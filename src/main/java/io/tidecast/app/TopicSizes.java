package io.tidecast.app;

import io.tidecast.record.RecordLimit;
import io.tidecast.stream.ClientConfig;
import io.tidecast.stream.OutputTopics;
import io.tidecast.stream.StreamSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Largest records that the topics take, as a broker says: of a topic that is there its {@code max.message.bytes}, of an
 * internal one that is still to be made what it will be made with. The brokers are taken to be set alike.
 *
 * @param maxMessageBytes by topic, as far as it could be read
 * @param compressed the topics whose batches may be stored compressed
 * @param missing the topics that are not there
 * @param hidden what may not be looked at: topics, or {@value #BROKER}
 */
record TopicSizes(
        Map<String, Integer> maxMessageBytes, Set<String> compressed, Set<String> missing, Set<String> hidden) {
    /** Where the broker's own settings may not be read. */
    static final String BROKER = "the broker";

    private static final String BROKER_MAX_MESSAGE_BYTES = "message.max.bytes";
    private static final int TIMEOUT_MS = (int) Topics.TIMEOUT.toMillis();

    static TopicSizes read(Admin admin, StreamSettings settings) {
        TopicSizes sizes = new TopicSizes(new TreeMap<>(), new HashSet<>(), new TreeSet<>(), new TreeSet<>());
        List<ConfigResource> resources = OutputTopics.names(settings).stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        boolean compressing = ClientConfig.isCompressing(settings);
        describe(admin, resources).forEach((resource, answer) -> {
            try {
                sizes.put(resource.name(), values(Topics.await(answer)), compressing);
            } catch (UnknownTopicOrPartitionException e) {
                sizes.missing.add(resource.name());
            } catch (AuthorizationException e) {
                sizes.hidden.add(resource.name());
            }
        });
        Collection<String> unmade =
                new ArrayList<>(OutputTopics.internal(settings).values());
        unmade.retainAll(sizes.missing);
        if (!unmade.isEmpty()) {
            Map<String, String> defaults = sizes.defaults(admin, settings.kafka());
            unmade.forEach(topic -> sizes.put(topic, defaults, compressing));
        }
        return sizes;
    }

    private void put(String topic, Map<String, String> config, boolean compressing) {
        String bytes = config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
        if (bytes != null) {
            maxMessageBytes.put(topic, Integer.parseInt(bytes));
        }
        String type = config.getOrDefault(TopicConfig.COMPRESSION_TYPE_CONFIG, "producer");
        if (type.equals("producer") ? compressing : !type.equals("uncompressed")) {
            compressed.add(topic);
        }
    }

    /** What Kafka Streams makes topics with: its own settings for them, under them the broker's. */
    private Map<String, String> defaults(Admin admin, Map<String, String> kafka) {
        Map<String, String> defaults = new HashMap<>();
        try {
            Node any = Topics.await(admin.describeCluster(new DescribeClusterOptions().timeoutMs(TIMEOUT_MS))
                            .nodes())
                    .iterator()
                    .next();
            ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, any.idString());
            Map<String, String> config =
                    values(Topics.await(describe(admin, List.of(broker)).get(broker)));
            defaults.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, config.get(BROKER_MAX_MESSAGE_BYTES));
            defaults.put(
                    TopicConfig.COMPRESSION_TYPE_CONFIG,
                    config.getOrDefault(TopicConfig.COMPRESSION_TYPE_CONFIG, "producer"));
        } catch (AuthorizationException e) {
            hidden.add(BROKER);
        }
        kafka.forEach((key, value) -> {
            if (key.startsWith(StreamsConfig.TOPIC_PREFIX)) {
                defaults.put(key.substring(StreamsConfig.TOPIC_PREFIX.length()), value);
            }
        });
        return defaults;
    }

    private static Map<ConfigResource, KafkaFuture<Config>> describe(Admin admin, List<ConfigResource> resources) {
        return admin.describeConfigs(resources, new DescribeConfigsOptions().timeoutMs(TIMEOUT_MS))
                .values();
    }

    private static Map<String, String> values(Config config) {
        Map<String, String> values = new HashMap<>();
        for (ConfigEntry entry : config.entries()) {
            if (entry.value() != null) {
                values.put(entry.name(), entry.value());
            }
        }
        return values;
    }

    /** By topic, what the application keeps to. */
    Map<String, RecordLimit> limits() {
        Map<String, RecordLimit> limits = new LinkedHashMap<>();
        maxMessageBytes.forEach(
                (topic, bytes) -> limits.put(topic, RecordLimit.ofTopic(topic, bytes, compressed.contains(topic))));
        return limits;
    }
}
