package io.tidecast.record;

import io.tidecast.config.Printable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Dead-letter records: the original key and value, and the headers of Kafka Streams' own dead letter queue (KIP-1034),
 * so that one consumer reads both. What a header says is escaped and bounded, however long the record's own words are.
 */
public final class DeadLetters {
    private static final String PREFIX = "__streams.errors.";

    /** Header with the reason, in UTF-8. */
    public static final String MESSAGE = PREFIX + "message";

    /** Headers with where the record was. */
    public static final String TOPIC = PREFIX + "topic";

    public static final String PARTITION = PREFIX + "partition";
    public static final String OFFSET = PREFIX + "offset";

    /** Header with the label of the {@link Reason}. */
    public static final String REASON = "tidecast.reason";

    /** Header of a letter whose value had to be cut to fit a record: the bytes it had. */
    public static final String CUT_FROM = "tidecast.cut-from";

    /** The same of its key, which is cut when the value alone is not enough. */
    public static final String KEY_CUT_FROM = "tidecast.key-cut-from";

    /** The headers and what Kafka puts around a record take less. */
    public static final int LEAST_BYTES = 8 << 10;

    private DeadLetters() {}

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
        add(headers, PREFIX + "exception", reason.getClass().getName());
        add(headers, MESSAGE, Printable.message(reason.getMessage()));
        add(headers, PREFIX + "stacktrace", Printable.message(reason.toString()));
        add(headers, TOPIC, origin.topic());
        add(headers, PARTITION, Integer.toString(origin.partition()));
        add(headers, OFFSET, Long.toString(origin.offset()));
        add(headers, REASON, Reason.of(reason).label());
        return new Record<>(key, value, timestampMs, headers);
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /** As much of a letter as can be sent: what is over is taken from the end of its value, then of its key. */
    public static Record<byte[], byte[]> cut(Record<byte[], byte[]> letter, RecordLimit limit) {
        Record<byte[], byte[]> shorter = letter.withValue(cut(letter, letter.value(), CUT_FROM, limit));
        return shorter.withKey(cut(shorter, shorter.key(), KEY_CUT_FROM, limit));
    }

    private static byte[] cut(Record<byte[], byte[]> letter, byte[] part, String header, RecordLimit limit) {
        if (part == null || part.length == 0 || over(letter, limit) <= 0) {
            return part;
        }
        add(letter.headers(), header, Integer.toString(part.length));
        return Arrays.copyOf(part, (int) Math.max(0, part.length - over(letter, limit)));
    }

    private static long over(Record<byte[], byte[]> letter, RecordLimit limit) {
        return BoundedOutput.bytes(letter.key(), letter.value(), letter.headers()) - limit.bytes();
    }

    /** Tells the log of a letter, or counts it. */
    public static void warn(BoundedLog log, Exception reason, Origin origin, long nowMs) {
        Reason category = Reason.of(reason);
        String kind = "dead letter: " + category.label();
        if (category == Reason.UNEXPECTED) {
            log.error(kind, origin.toString(), reason, nowMs);
        } else {
            log.warn(kind, origin + ": " + Printable.message(reason.getMessage()), nowMs);
        }
    }
}
