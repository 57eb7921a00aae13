package io.tidecast.record;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Limits on the size of records: the producer's own, and those of the topics as far as the broker tells them.
 *
 * @param producer what its {@code max.request.size} lets through
 * @param byNode what the topic takes behind a sink, a repartition or a store, by that node's name in {@link Names}
 */
public record RecordLimits(RecordLimit producer, Map<String, RecordLimit> byNode) {
    private static final int DEFAULT_BYTES = 1 << 20;

    public RecordLimits {
        byNode = Map.copyOf(byNode);
    }

    /**
     * The limits where of the topics nothing is known.
     *
     * @param kafka properties of the Kafka Streams client
     */
    public static RecordLimits ofProducer(Map<String, String> kafka) {
        String general = kafka.get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
        String own = kafka.get(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG));
        int bytes = own != null ? Integer.parseInt(own) : general != null ? Integer.parseInt(general) : DEFAULT_BYTES;
        return new RecordLimits(new RecordLimit(bytes, ProducerConfig.MAX_REQUEST_SIZE_CONFIG), Map.of());
    }

    public RecordLimits withTopics(Map<String, RecordLimit> limits) {
        return new RecordLimits(producer, limits);
    }

    /** The largest record that can be sent there. */
    public RecordLimit of(String node) {
        RecordLimit topic = byNode.get(node);
        return topic == null ? producer : producer.smaller(topic);
    }
}
