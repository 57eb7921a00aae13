package io.tidecast.record;

import io.tidecast.record.DeadLetters.Origin;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Record as it came, with all that sending it again takes.
 *
 * @param key may be null
 * @param value may be null
 * @param headers but {@linkplain #foreign those of our own making}
 * @param timestampMs {@link #NO_TIMESTAMP} where it is not known
 */
public record OriginalRecord(Origin origin, byte[] key, byte[] value, Headers headers, long timestampMs) {
    public static final long NO_TIMESTAMP = -1;

    public OriginalRecord {
        headers = foreign(headers);
    }

    /** A record that was read from a topic. */
    public static OriginalRecord of(Record<byte[], byte[]> record, RecordMetadata from) {
        return of(record, Origin.of(from));
    }

    /** A record that was to be sent. */
    static OriginalRecord unsent(Record<byte[], byte[]> record, String topic) {
        return of(record, Origin.unsent(topic));
    }

    private static OriginalRecord of(Record<byte[], byte[]> record, Origin origin) {
        return new OriginalRecord(origin, record.key(), record.value(), record.headers(), record.timestamp());
    }

    /**
     * Headers without those that Tidecast, and Kafka Streams in its dead letters, write: what somebody else's record
     * says under these names would pass for a word of ours.
     */
    public static Headers foreign(Headers all) {
        RecordHeaders foreign = new RecordHeaders();
        for (Header header : all) {
            if (!header.key().startsWith(DeadLetters.OWN) && !header.key().startsWith(DeadLetters.STREAMS)) {
                foreign.add(header);
            }
        }
        return foreign;
    }
}
