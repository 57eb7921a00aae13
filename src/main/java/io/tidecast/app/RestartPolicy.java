package io.tidecast.app;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.rocksdb.RocksDBException;

/**
 * Restart policy of a Kafka Streams client that has ended. After an outage of the broker a client may end of what no
 * client would end of that begins now: a commit that timed out leaves a transactional producer that refuses everything
 * else, topics look as if they were missing, a producer's id has expired. So it is started anew, at most {@value #MOST}
 * times in {@link #WITHIN}; but for what lies in rights, records, the disk or another process, which would end the next
 * one too.
 */
final class RestartPolicy {
    /** Restarts in a {@link #WITHIN}, after which the process ends. */
    static final int MOST = 3;

    static final Duration WITHIN = Duration.ofMinutes(10);

    private static final List<Class<? extends Throwable>> LASTING = List.of(
            FencedInstanceIdException.class,
            AuthenticationException.class,
            AuthorizationException.class,
            RecordTooLargeException.class,
            RocksDBException.class,
            SerializationException.class,
            UnsupportedVersionException.class);

    private final Deque<Long> restarts = new ArrayDeque<>();

    /** Whether the next client need not end of a failure. */
    static boolean isPassing(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .noneMatch(
                        cause -> cause instanceof Error || LASTING.stream().anyMatch(kind -> kind.isInstance(cause)));
    }

    /**
     * Whether to start anew, which counts as one restart.
     *
     * @param nowNanos of a clock that only goes on
     */
    synchronized boolean mayRestart(Throwable failure, long nowNanos) {
        if (!isPassing(failure)) {
            return false;
        }
        restarts.removeIf(at -> nowNanos - at >= WITHIN.toNanos());
        if (restarts.size() == MOST) {
            return false;
        }
        restarts.add(nowNanos);
        return true;
    }
}
