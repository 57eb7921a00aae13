package io.tidecast.record;

import io.tidecast.config.Printable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Dead-letter records: the original key, value and headers, and those of Kafka Streams' own dead letter queue
 * (KIP-1034), so that one consumer reads both. What a header of ours says is escaped and bounded, however long the
 * record's own words are.
 */
public final class DeadLetters {
    /** How the names of Kafka Streams' headers begin, and those of our own. */
    static final String STREAMS = "__streams.errors.";

    static final String OWN = "tidecast.";

    /** Header with the reason, in UTF-8. */
    public static final String MESSAGE = STREAMS + "message";

    /** Headers with where the record was. */
    public static final String TOPIC = STREAMS + "topic";

    public static final String PARTITION = STREAMS + "partition";
    public static final String OFFSET = STREAMS + "offset";

    /** Header with the label of the {@link Reason}. */
    public static final String REASON = OWN + "reason";

    /** Header of a letter whose value had to be cut to fit a record: the bytes it had. */
    public static final String CUT_FROM = OWN + "cut-from";

    /** The same of its key, which is cut when the value alone is not enough. */
    public static final String KEY_CUT_FROM = OWN + "key-cut-from";

    /** Header of a letter that lacks the record's own headers, which alone would not fit: the bytes they took. */
    public static final String HEADERS_CUT_FROM = OWN + "headers-cut-from";

    /** Header with the record's own timestamp, in milliseconds since 1970; the letter has that of the refusal. */
    public static final String TIMESTAMP = OWN + "timestamp";

    /** Our own headers and what Kafka puts around a record take less. */
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

    /**
     * Dead letter of a record.
     *
     * @param nowMs when it was refused
     */
    public static Record<byte[], byte[]> of(Exception reason, OriginalRecord original, long nowMs) {
        Origin origin = original.origin();
        Headers headers = new RecordHeaders(original.headers());
        add(headers, STREAMS + "exception", reason.getClass().getName());
        add(headers, MESSAGE, Printable.message(reason.getMessage()));
        add(headers, STREAMS + "stacktrace", Printable.message(reason.toString()));
        add(headers, TOPIC, origin.topic());
        add(headers, PARTITION, Integer.toString(origin.partition()));
        add(headers, OFFSET, Long.toString(origin.offset()));
        add(headers, REASON, Reason.of(reason).label());
        add(headers, TIMESTAMP, Long.toString(original.timestampMs()));
        return new Record<>(original.key(), original.value(), nowMs, headers);
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * As much of a letter as can be sent: the record's headers where they alone fit, and of what is over then the end
     * of its value, then of its key.
     */
    public static Record<byte[], byte[]> cut(Record<byte[], byte[]> whole, RecordLimit limit) {
        Record<byte[], byte[]> letter =
                BoundedOutput.bytes(null, null, whole.headers()) > limit.bytes() ? withoutForeign(whole) : whole;
        Record<byte[], byte[]> shorter = letter.withValue(cut(letter, letter.value(), CUT_FROM, limit));
        return shorter.withKey(cut(shorter, shorter.key(), KEY_CUT_FROM, limit));
    }

    private static Record<byte[], byte[]> withoutForeign(Record<byte[], byte[]> letter) {
        Headers foreign = OriginalRecord.foreign(letter.headers());
        Headers own = new RecordHeaders();
        for (Header header : letter.headers()) {
            if (foreign.lastHeader(header.key()) == null) {
                own.add(header);
            }
        }
        add(own, HEADERS_CUT_FROM, Long.toString(BoundedOutput.bytes(foreign)));
        return letter.withHeaders(own);
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
