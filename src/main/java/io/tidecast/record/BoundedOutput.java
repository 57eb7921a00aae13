package io.tidecast.record;

import java.time.Duration;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processor output, bounded by what the producer can send and the topic takes. A record above {@code max.request.size}
 * or the topic's {@code max.message.bytes} would end the transaction and the stream thread with it, again at every
 * start, so it becomes a dead letter instead; and a dead letter that is too large itself loses the end of its value.
 * Dead letters are counted by reason, and the log names as many as can be read.
 */
public final class BoundedOutput {
    private static final Logger LOG = LoggerFactory.getLogger(BoundedOutput.class);
    /** A batch of one record and the lengths within it: 61 and 21 bytes. */
    public static final int RECORD_BYTES = 82;
    /** Two lengths. */
    private static final int HEADER_BYTES = 10;

    private final ProcessorContext<Object, Object> context;
    private final Forward forward;
    private final RecordLimits limits;
    private final String deadLetters;
    private final DeadLetterCount count;
    private final BoundedLog log = new BoundedLog(LOG);

    /** Where records go. */
    public interface Forward {
        /**
         * Sends a record to a sink, now or later or never.
         *
         * @param sent is run once it has been
         */
        void send(Record<byte[], byte[]> record, String sink, Runnable sent);
    }

    /** @param deadLetters the sink of dead letters below this processor */
    public BoundedOutput(ProcessorContext<Object, Object> context, RecordLimits limits, String deadLetters) {
        this(context, limits, deadLetters, (record, sink, sent) -> {
            context.forward(record, sink);
            sent.run();
        });
    }

    /** @param forward takes what is sent */
    public BoundedOutput(
            ProcessorContext<Object, Object> context, RecordLimits limits, String deadLetters, Forward forward) {
        this.context = context;
        this.forward = forward;
        this.limits = limits;
        this.deadLetters = deadLetters;
        count = new DeadLetterCount(context);
        context.schedule(Duration.ofMillis(BoundedLog.WINDOW_MS), PunctuationType.WALL_CLOCK_TIME, log::tick);
    }

    /** An upper bound of what a record takes. */
    static long bytes(byte[] key, byte[] value, Headers headers) {
        return RECORD_BYTES + length(key) + length(value) + bytes(headers);
    }

    /** An upper bound of what headers take of it. */
    public static long bytes(Headers headers) {
        long bytes = 0;
        for (Header header : headers) {
            // A character is at most three bytes of UTF-8.
            bytes += HEADER_BYTES + 3L * header.key().length() + length(header.value());
        }
        return bytes;
    }

    private static long length(byte[] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    private static long bytes(Record<byte[], byte[]> record) {
        return bytes(record.key(), record.value(), record.headers());
    }

    /**
     * Throws if so many bytes of a key and a value are more than can be sent.
     *
     * @param node where to
     */
    public void requireFits(String name, long bytes, String node) {
        if (bytes + RECORD_BYTES > limits.of(node).bytes()) {
            throw tooLarge(name, bytes + RECORD_BYTES, node);
        }
    }

    private UnreadableRecordException tooLarge(String name, long bytes, String node) {
        return new UnreadableRecordException(
                Reason.TOO_LARGE, name + " must be at most " + limits.of(node) + ", was " + bytes);
    }

    /** Whether a record can be sent to a sink. */
    public boolean fits(Record<byte[], byte[]> record, String sink) {
        return bytes(record) <= limits.of(sink).bytes();
    }

    /** The largest record that can be sent there. */
    public RecordLimit limit(String node) {
        return limits.of(node);
    }

    /** Sends to a sink; what is too large is refused there and then. */
    public void send(Record<byte[], byte[]> record, String sink) {
        if (fits(record, sink)) {
            forward.send(record, sink, () -> {});
        } else {
            refuse(tooLarge("a record of " + sink, bytes(record), sink), OriginalRecord.unsent(record, sink));
        }
    }

    /** Sends a dead letter and warns of it, since somebody sent what nobody can use. */
    public void refuse(Exception reason, OriginalRecord original) {
        DeadLetters.warn(log, reason, original.origin(), context.currentSystemTimeMs());
        deadLetter(reason, original);
    }

    /** Sends a dead letter: the record as it came, or as much of it as fits. */
    public void deadLetter(Exception reason, OriginalRecord original) {
        Record<byte[], byte[]> letter = DeadLetters.of(reason, original, context.currentSystemTimeMs());
        forward.send(
                DeadLetters.cut(letter, limits.of(deadLetters)), deadLetters, () -> count.count(Reason.of(reason)));
    }
}
