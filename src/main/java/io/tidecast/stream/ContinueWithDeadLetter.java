package io.tidecast.stream;

import io.tidecast.record.BoundedLog;
import io.tidecast.record.DeadLetters;
import io.tidecast.record.OriginalRecord;
import io.tidecast.record.RecordLimit;
import io.tidecast.record.RegistryUnavailableException;
import io.tidecast.record.SentAt;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processing exception handler of Kafka Streams (KIP-1033) for what no processor foresees: the record becomes a dead
 * letter and the next one has its turn, as with the handler that Kafka brings. That one would log each of them with its
 * stack trace, and send a letter that the topic may not take. What says nothing of the record, or comes of none, ends
 * the client, which starts anew at it.
 */
public final class ContinueWithDeadLetter implements ProcessingExceptionHandler {
    /** The topic of dead letters. */
    static final String TOPIC = "tidecast.dead-letters.topic";
    /** The largest record that can be sent to it, in bytes. */
    static final String BYTES = "tidecast.dead-letters.bytes";

    private static final Logger LOG = LoggerFactory.getLogger(ContinueWithDeadLetter.class);

    private final BoundedLog log = new BoundedLog(LOG);
    private String topic;
    private RecordLimit limit;

    @Override
    public void configure(Map<String, ?> configs) {
        topic = String.valueOf(configs.get(TOPIC));
        limit = new RecordLimit(Integer.parseInt(String.valueOf(configs.get(BYTES))), BYTES);
    }

    @Override
    public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        if (context.topic() == null
                || exception instanceof RegistryUnavailableException
                || isOfTheProducer(exception)) {
            return Response.fail();
        }
        OriginalRecord original = original(context);
        long nowMs = System.currentTimeMillis();
        DeadLetters.warn(log, exception, original.origin(), nowMs);
        Record<byte[], byte[]> letter = DeadLetters.cut(DeadLetters.of(exception, original, nowMs), limit);
        return Response.resume(List.of(
                new ProducerRecord<>(topic, null, letter.timestamp(), letter.key(), letter.value(), letter.headers())));
    }

    /**
     * As after a commit that the broker did not answer in time: the producer then refuses every record, and a letter.
     */
    private static boolean isOfTheProducer(Exception exception) {
        return exception instanceof IllegalStateException
                && Arrays.stream(exception.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(KafkaProducer.class.getName()));
    }

    /** Beyond the mapping a record has the time of its reading, and its own in a header. */
    private static OriginalRecord original(ErrorHandlerContext context) {
        return new OriginalRecord(
                new DeadLetters.Origin(context.topic(), context.partition(), context.offset()),
                context.sourceRawKey(),
                context.sourceRawValue(),
                context.headers(),
                SentAt.in(context.headers()).orElse(context.timestamp()));
    }
}
