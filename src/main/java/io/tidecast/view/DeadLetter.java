package io.tidecast.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.record.DeadLetters;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Dead letter as its topic has it: a record that could not be used, and why.
 *
 * @param reason its category
 * @param message what exactly was wrong
 * @param origin where it was: topic, partition and offset
 * @param whole whether all of it is there; what its topic would not take was cut
 * @param at its timestamp
 * @param key not copied; may be null
 * @param value not copied; may be null
 */
public record DeadLetter(
        String reason, String message, DeadLetters.Origin origin, boolean whole, Instant at, byte[] key, byte[] value) {
    /** A record of the topic; of somebody else's making it has none of the headers. */
    public static DeadLetter of(ConsumerRecord<?, byte[]> entry, byte[] key) {
        return new DeadLetter(
                text(entry, DeadLetters.REASON).orElse("unknown"),
                text(entry, DeadLetters.MESSAGE).orElse(""),
                new DeadLetters.Origin(
                        text(entry, DeadLetters.TOPIC).orElse(""),
                        (int) number(entry, DeadLetters.PARTITION),
                        number(entry, DeadLetters.OFFSET)),
                text(entry, DeadLetters.CUT_FROM).isEmpty()
                        && text(entry, DeadLetters.KEY_CUT_FROM).isEmpty()
                        && text(entry, DeadLetters.HEADERS_CUT_FROM).isEmpty(),
                Instant.ofEpochMilli(entry.timestamp()),
                key,
                entry.value());
    }

    private static Optional<String> text(ConsumerRecord<?, ?> entry, String name) {
        Header header = entry.headers().lastHeader(name);
        return Optional.ofNullable(header).map(Header::value).map(value -> new String(value, UTF_8));
    }

    private static long number(ConsumerRecord<?, ?> entry, String name) {
        String text = text(entry, name).orElse("");
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
    }
}
