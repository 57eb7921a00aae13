package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rocksdb.RocksDBException;

class RestartPolicyTest {
    /** A clock that only goes on may begin anywhere. */
    private static final long BEGIN = Long.MAX_VALUE - Duration.ofMinutes(5).toNanos();

    private final RestartPolicy policy = new RestartPolicy();

    static Stream<Throwable> ofAnOutage() {
        return Stream.of(
                new StreamsException(new IllegalStateException("Cannot attempt operation `sendOffsetsToTransaction`"
                        + " because the previous call to `commitTransaction` timed out and must be retried")),
                new StreamsException("no progress", new TimeoutException("within 300000 ms")),
                new MissingSourceTopicException("one or more source topics were missing during rebalance"),
                new KafkaException("Cannot execute transactional method because we are in an error state"));
    }

    @ParameterizedTest
    @MethodSource("ofAnOutage")
    void shouldStartAnewWhenAClientEndsOfWhatABrokersAbsenceLeaves(Throwable failure) {
        assertThat(policy.mayRestart(failure, BEGIN)).isTrue();
    }

    static Stream<Throwable> lasting() {
        return Stream.of(
                new StreamsException(new FencedInstanceIdException("another process")),
                new StreamsException(new TopicAuthorizationException("forecasts")),
                new SaslAuthenticationException("password"),
                new StreamsException("send", new KafkaException(new RecordTooLargeException("1048577 bytes"))),
                new UnsupportedVersionException("broker"),
                new StreamsException(new RocksDBException("No space left on device")),
                new StreamsException(new RuntimeException(new OutOfMemoryError("heap"))));
    }

    @ParameterizedTest
    @MethodSource("lasting")
    void shouldLeaveItWhenTheNextClientWouldEndOfTheSame(Throwable failure) {
        assertThat(policy.mayRestart(failure, BEGIN)).isFalse();
    }

    @Test
    void shouldEndWhenAClientEndsAgainAndAgainAndCountOnlyTheLastTenMinutes() {
        Throwable failure = new TimeoutException("away");
        long minute = Duration.ofMinutes(1).toNanos();
        assertThat(policy.mayRestart(failure, BEGIN)).isTrue();
        assertThat(policy.mayRestart(failure, BEGIN + 4 * minute)).isTrue();
        assertThat(policy.mayRestart(failure, BEGIN + 8 * minute)).isTrue();
        assertThat(policy.mayRestart(failure, BEGIN + 9 * minute)).isFalse();
        assertThat(policy.mayRestart(failure, BEGIN + 10 * minute)).isTrue();
        assertThat(policy.mayRestart(failure, BEGIN + 13 * minute)).isFalse();
        assertThat(policy.mayRestart(failure, BEGIN + 14 * minute)).isTrue();
    }
}
