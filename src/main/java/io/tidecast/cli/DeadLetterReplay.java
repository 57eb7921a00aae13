package io.tidecast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.record.DeadLetters;
import io.tidecast.record.OriginalRecord;
import io.tidecast.view.DeadLetter;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;

/**
 * Replay of dead letters: each becomes the record again that it was, with its key, value, headers and timestamp, and
 * goes to the topic it was on. The first that cannot be sent is the last that is tried, so that what went out twice is
 * little where the replay is repeated.
 */
final class DeadLetterReplay {
    private final Producer<byte[], byte[]> producer;
    private final Set<String> inputs;
    private final BooleanSupplier stopped;

    private final List<Sending> sending = new ArrayList<>();
    private Instant newest = Instant.MIN;
    private Instant firstUnsent = Instant.MAX;
    private long unsent;
    private long left;
    private long ofLettersTime;
    private volatile Throwable failure;

    private record Sending(Instant at, Future<RecordMetadata> done) {}

    /**
     * @param inputs topics that are sent to
     * @param stopped whether to send no more
     */
    DeadLetterReplay(Producer<byte[], byte[]> producer, Set<String> inputs, BooleanSupplier stopped) {
        this.producer = producer;
        this.inputs = inputs;
        this.stopped = stopped;
    }

    /** Sends a letter that was chosen, if it can be. */
    void take(DeadLetter letter, ConsumerRecord<byte[], byte[]> entry) {
        if (!letter.whole()
                || letter.origin().offset() < 0
                || !inputs.contains(letter.origin().topic())) {
            left++;
        } else if (failure != null || stopped.getAsBoolean()) {
            notSent(letter.at());
        } else {
            send(letter, entry);
        }
    }

    private void send(DeadLetter letter, ConsumerRecord<byte[], byte[]> entry) {
        long timestampMs = timestampMs(entry);
        ofLettersTime += timestampMs < 0 ? 1 : 0;
        ProducerRecord<byte[], byte[]> original = new ProducerRecord<>(
                letter.origin().topic(),
                null,
                timestampMs < 0 ? entry.timestamp() : timestampMs,
                letter.key(),
                letter.value(),
                OriginalRecord.foreign(entry.headers()));
        try {
            sending.add(new Sending(letter.at(), producer.send(original, (sent, thrown) -> fail(thrown))));
        } catch (KafkaException e) {
            fail(e);
            notSent(letter.at());
        }
    }

    private void fail(Exception thrown) {
        if (thrown != null && failure == null) {
            failure = thrown;
        }
    }

    private void notSent(Instant at) {
        unsent++;
        firstUnsent = at.isBefore(firstUnsent) ? at : firstUnsent;
    }

    private static long timestampMs(ConsumerRecord<byte[], byte[]> entry) {
        Header header = entry.headers().lastHeader(DeadLetters.TIMESTAMP);
        String text = header == null || header.value() == null ? "" : new String(header.value(), UTF_8);
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : OriginalRecord.NO_TIMESTAMP;
    }

    /**
     * Waits for all of them and says what became of them.
     *
     * @throws CommandFailed if one could not be sent
     * @throws CancellationException if it was stopped before it had sent them all
     */
    void finish(PrintWriter out) throws InterruptedException {
        producer.flush();
        List<Instant> sent = new ArrayList<>();
        for (Sending one : sending) {
            try {
                one.done().get();
                sent.add(one.at());
                newest = one.at().isAfter(newest) ? one.at() : newest;
            } catch (ExecutionException e) {
                notSent(one.at());
            }
        }
        out.println("sent " + sent.size() + " dead letters to where they came from");
        if (ofLettersTime > 0) {
            out.println("of these " + ofLettersTime + " have the time of the letter: the build that wrote them kept"
                    + " neither the record's time nor its headers");
        }
        if (left > 0) {
            out.println("left " + left + ", which are cut, or were on no topic of readings or of history");
        }
        if (unsent > 0) {
            out.flush();
            String rest =
                    unsent + " are not sent; the next replay is to begin with --since " + firstUnsent + again(sent);
            if (failure == null) {
                throw new CancellationException("stopped: " + rest);
            }
            throw new CommandFailed(rest + ". Kafka says: " + failure.getMessage());
        }
        if (!sent.isEmpty()) {
            out.println("the next replay is to begin with --since " + newest.plusMillis(1));
        }
    }

    private String again(List<Instant> sent) {
        long again = sent.stream().filter(at -> !at.isBefore(firstUnsent)).count();
        return again == 0 ? "" : ", which sends " + again + " that are sent once more";
    }
}
