package io.tidecast.record;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Dead-letter records: the original key and value, and the headers of Kafka Streams' own dead letter queue (KIP-1034),
 * so that one consumer reads both.
 */
public final class DeadLetters {
    private static final String PREFIX = "__streams.errors.";

    /** Header with the reason, in UTF-8. */
    public static final String MESSAGE = PREFIX + "message";

    private DeadLetters() {}

    /** Header of a letter whose value had to be cut to fit a record: the bytes it had. */
    static final String CUT_FROM = "tidecast.cut-from";

    /** Source of a dead letter; partition and offset are -1 where it was never on a topic. */
    public record Origin(String topic, int partition, long offset) {
        public static Origin of(RecordMetadata record) {
            return new Origin(record.topic(), record.partition(), record.offset());
        }

        /** Of a record that was to be sent. */
        public static Origin unsent(String topic) {
            return new Origin(topic, -1, -1);
        }

        @Override
        public String toString() {
            return offset < 0 ? "unsent to " + topic : topic + "-" + partition + " offset " + offset;
        }
    }

    public static Record<byte[], byte[]> of(
            Exception reason, byte[] key, byte[] value, Origin origin, long timestampMs) {
        Headers headers = new RecordHeaders();
        add(headers, "exception", reason.getClass().getName());
        add(headers, "message", reason.getMessage());
        add(headers, "stacktrace", reason.toString());
        add(headers, "topic", origin.topic());
        add(headers, "partition", Integer.toString(origin.partition()));
        add(headers, "offset", Long.toString(origin.offset()));
        return new Record<>(key, value, timestampMs, headers);
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(PREFIX + name, value.getBytes(StandardCharsets.UTF_8));
    }
}
