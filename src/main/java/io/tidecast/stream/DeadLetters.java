package io.tidecast.stream;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Records for the dead-letter topic: the original key and value, and the headers of Kafka Streams' own dead letter queue
 * (KIP-1034), so that one consumer reads both.
 */
public final class DeadLetters {
    private static final String PREFIX = "__streams.errors.";

    /** Header with the reason, in UTF-8. */
    public static final String MESSAGE = PREFIX + "message";

    private DeadLetters() {}

    static Record<byte[], byte[]> of(
            Exception reason, byte[] key, byte[] value, String topic, int partition, long offset, long timestampMs) {
        Headers headers = new RecordHeaders();
        add(headers, "exception", reason.getClass().getName());
        add(headers, "message", reason.getMessage());
        add(headers, "stacktrace", reason.toString());
        add(headers, "topic", topic);
        add(headers, "partition", Integer.toString(partition));
        add(headers, "offset", Long.toString(offset));
        return new Record<>(key, value, timestampMs, headers);
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(PREFIX + name, value.getBytes(StandardCharsets.UTF_8));
    }
}
