package io.tidecast.app;

import io.tidecast.config.Printable;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retry of a question to the broker while that is away, is slow, or has a name that nobody resolves. A process that
 * ended of it would be started again by its orchestrator after pauses that grow to minutes, long after the broker is
 * back.
 */
final class BrokerWait {
    /** As long as it takes. */
    static final Duration UNBOUNDED = Duration.ofDays(36_500);

    private static final Logger LOG = LoggerFactory.getLogger(BrokerWait.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration SAID_AGAIN = Duration.ofMinutes(1);
    /** What Kafka's clients say before they have asked anybody. */
    private static final String UNRESOLVED = "No resolvable bootstrap urls";

    private final String asker;
    private final Predicate<Duration> ends;
    private final LongSupplier nanos;
    // Probes ask from threads of their own.
    private volatile String reason;

    /**
     * Of one who asks.
     *
     * @param asker for the log
     * @param ends waits for a time, and says whether the asker has been closed in it
     */
    BrokerWait(String asker, Predicate<Duration> ends) {
        this(asker, ends, System::nanoTime);
    }

    BrokerWait(String asker, Predicate<Duration> ends, LongSupplier nanos) {
        this.asker = asker;
        this.ends = ends;
        this.nanos = nanos;
    }

    /** Whether a failure says no more than that the broker cannot be asked now. */
    static boolean isCauseOf(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .anyMatch(cause -> cause instanceof RetriableException || isUnresolved(cause));
    }

    private static boolean isUnresolved(Throwable failure) {
        return failure instanceof ConfigException
                && failure.getMessage() != null
                && failure.getMessage().startsWith(UNRESOLVED);
    }

    /**
     * Asks until there is an answer; empty if the asker is closed meanwhile.
     *
     * @param patience how long it is asked again
     * @throws KafkaException that speaks against the question itself, or the last one when patience ends
     */
    <T> Optional<T> answer(Supplier<T> question, Duration patience) {
        long began = nanos.getAsLong();
        long said = began - SAID_AGAIN.toNanos();
        try {
            while (true) {
                try {
                    return Optional.of(question.get());
                } catch (KafkaException e) {
                    if (ends.test(Duration.ZERO)) {
                        return Optional.empty();
                    }
                    Duration waited = Duration.ofNanos(nanos.getAsLong() - began);
                    if (!isCauseOf(e) || waited.compareTo(patience) >= 0) {
                        throw e;
                    }
                    String before = reason;
                    reason = why(e);
                    if (!reason.equals(before) || nanos.getAsLong() - said >= SAID_AGAIN.toNanos()) {
                        said = nanos.getAsLong();
                        LOG.warn("{}: waits for the broker, for {} s: {}", asker, waited.toSeconds(), reason);
                    }
                }
                if (ends.test(PAUSE)) {
                    return Optional.empty();
                }
            }
        } finally {
            reason = null;
        }
    }

    private static String why(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return Printable.line(
                Objects.toString(root.getMessage(), root.getClass().getSimpleName()));
    }

    /** Why the broker is asked again, while it is. */
    Optional<String> reason() {
        return Optional.ofNullable(reason);
    }
}
