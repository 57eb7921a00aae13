package io.tidecast.record;

import io.tidecast.record.DeadLetters.Origin;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processor output, bounded by what the producer can send. A record above {@code max.request.size} would end the
 * transaction and the stream thread with it, again at every start, so it becomes a dead letter instead; and a dead
 * letter that is too large itself loses the end of its value.
 */
public final class BoundedOutput {
    private static final Logger LOG = LoggerFactory.getLogger(BoundedOutput.class);
    private static final int DEFAULT_BYTES = 1 << 20;
    /** A batch of one record and the lengths within it: 61 and 21 bytes. */
    private static final int RECORD_BYTES = 82;
    /** Two lengths. */
    private static final int HEADER_BYTES = 10;

    private final ProcessorContext<Object, Object> context;
    private final BiConsumer<Record<byte[], byte[]>, String> forward;
    private final String deadLetters;
    private final int most;

    /** @param deadLetters the sink of dead letters below this processor */
    public BoundedOutput(ProcessorContext<Object, Object> context, Map<String, String> kafka, String deadLetters) {
        this(context, kafka, deadLetters, context::forward);
    }

    /** @param forward takes what is sent, with its sink */
    public BoundedOutput(
            ProcessorContext<Object, Object> context,
            Map<String, String> kafka,
            String deadLetters,
            BiConsumer<Record<byte[], byte[]>, String> forward) {
        this.context = context;
        this.forward = forward;
        this.deadLetters = deadLetters;
        most = mostBytes(kafka);
    }

    /** The largest record in bytes, with all that belongs to it, that a producer with these properties sends. */
    static int mostBytes(Map<String, String> kafka) {
        String general = kafka.get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
        String producers = kafka.get(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG));
        return producers != null
                ? Integer.parseInt(producers)
                : general != null ? Integer.parseInt(general) : DEFAULT_BYTES;
    }

    /** An upper bound of what a record takes. */
    static long bytes(byte[] key, byte[] value, Headers headers) {
        long bytes = RECORD_BYTES + (key == null ? 0L : key.length) + (value == null ? 0L : value.length);
        for (Header header : headers) {
            // A character is at most three bytes of UTF-8.
            bytes += HEADER_BYTES + 3L * header.key().length() + header.value().length;
        }
        return bytes;
    }

    /** Throws if so many bytes of a key and a value are more than can be sent. */
    public void requireFits(String name, long bytes) {
        if (bytes + RECORD_BYTES > most) {
            throw new UnreadableRecordException(
                    name + " must be at most " + most + " bytes (max.request.size), was " + (bytes + RECORD_BYTES));
        }
    }

    /** Whether a record can be sent. */
    public boolean fits(Record<byte[], byte[]> record) {
        return bytes(record.key(), record.value(), record.headers()) <= most;
    }

    /** Sends to a sink; what is too large is refused there and then. */
    public void send(Record<byte[], byte[]> record, String sink) {
        if (fits(record)) {
            forward.accept(record, sink);
        } else {
            long bytes = bytes(record.key(), record.value(), record.headers());
            String reason =
                    "a record of " + sink + " must be at most " + most + " bytes (max.request.size), was " + bytes;
            refuse(new UnreadableRecordException(reason), record.key(), record.value(), Origin.unsent(sink));
        }
    }

    /** Sends a dead letter and warns of it, since somebody sent what nobody can use. */
    public void refuse(UnreadableRecordException reason, byte[] key, byte[] value, Origin origin) {
        LOG.warn("dead letter: {}: {}", origin, reason.getMessage());
        deadLetter(reason, key, value, origin);
    }

    /** Sends a dead letter: the record as it came, or as much of it as fits. */
    public void deadLetter(UnreadableRecordException reason, byte[] key, byte[] value, Origin origin) {
        Record<byte[], byte[]> letter = DeadLetters.of(reason, key, value, origin, context.currentSystemTimeMs());
        long over = bytes(letter.key(), letter.value(), letter.headers()) - most;
        if (over > 0 && value != null) {
            byte[] size = Integer.toString(value.length).getBytes(StandardCharsets.US_ASCII);
            letter.headers().add(DeadLetters.CUT_FROM, size);
            over = bytes(letter.key(), letter.value(), letter.headers()) - most;
            letter = letter.withValue(Arrays.copyOf(value, (int) Math.max(0, value.length - over)));
        }
        forward.accept(letter, deadLetters);
    }
}
