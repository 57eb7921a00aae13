package io.tidecast.stream;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Timestamp extractor: the record's timestamp, and 0 for one that has none: Kafka Streams' own extractor ends the
 * thread at a negative timestamp, which any producer but Kafka's own may have written, again at every start.
 */
public final class NonNegativeTimestamps implements TimestampExtractor {
    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return Math.max(0, record.timestamp());
    }
}
