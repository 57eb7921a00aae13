package io.tidecast.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidecast.input.ReadingFormat;
import io.tidecast.series.Reading;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ReadingFeedTest {
    private static final long T0 = 1_385_010_000_000L;
    private static final long HOUR = 3_600_000;

    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());

    @Test
    void shouldSendEachReadingKeyedByItsDeviceWhenItIsDue() throws Exception {
        List<Reading> readings = List.of(reading("a", 0, 1f), reading("b", HOUR, Float.NaN), reading("a", 60_000, 2f));
        try (ReadingFeed feed = feed(readings.iterator(), 1e9, System::currentTimeMillis)) {
            feed.start();
            feed.end().get(10, TimeUnit.SECONDS);
            assertThat(feed.sent()).isEqualTo(3);
            assertThat(sent).containsExactly("a", "b", "a");
        }
        assertThat(producer.history())
                .extracting(r -> new String(r.key(), UTF_8) + " " + new String(r.value(), UTF_8))
                .containsExactly(
                        "a {\"device\":\"a\",\"ts\":\"2013-11-21T05:00:00Z\",\"values\":{\"temp\":1.0}}",
                        "b {\"device\":\"b\",\"ts\":\"2013-11-21T06:00:00Z\",\"values\":{\"temp\":null}}",
                        "a {\"device\":\"a\",\"ts\":\"2013-11-21T05:01:00Z\",\"values\":{\"temp\":2.0}}");
        assertThat(producer.history()).allSatisfy(r -> assertThat(r.timestamp()).isNull());
        assertThat(producer.closed()).isTrue();
    }

    @Test
    void shouldTakeTheEventTimeOverTheSpeedWhenThePaceIsGiven() throws Exception {
        List<Reading> readings = List.of(reading("a", 0, 1f), reading("a", HOUR, 1f), reading("a", 3 * HOUR, 1f));
        try (ReadingFeed feed = feed(readings.iterator(), 3 * 3600 / 0.3, System::currentTimeMillis)) {
            long start = System.nanoTime();
            feed.start();
            feed.end().get(10, TimeUnit.SECONDS);
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(300_000_000);
        }
    }

    @Test
    void shouldWaitForThePresentWhenAReadingIsFromTheFuture() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        // The hour between the readings passes with the tenth look at the clock.
        LongSupplier clock = () -> asked.incrementAndGet() < 10 ? T0 : T0 + HOUR;
        List<Reading> readings = List.of(reading("a", 0, 1f), reading("a", HOUR, 1f));
        try (ReadingFeed feed = feed(readings.iterator(), 1e9, clock)) {
            feed.start();
            feed.end().get(10, TimeUnit.SECONDS);
        }
        assertThat(asked.get()).isGreaterThanOrEqualTo(10);
        assertThat(producer.history()).hasSize(2);
    }

    @Test
    void shouldWaitForNothingWhenTheSpeedIsInfinite() throws Exception {
        List<Reading> readings = List.of(reading("a", 0, 1f), reading("a", 1000 * HOUR, 1f));
        try (ReadingFeed feed = feed(readings.iterator(), Double.POSITIVE_INFINITY, () -> T0)) {
            feed.start();
            feed.end().get(10, TimeUnit.SECONDS);
        }
        assertThat(producer.history()).hasSize(2);
    }

    @Test
    void shouldStopAtOnceWhenTheNextReadingIsFarAway() {
        List<Reading> readings = List.of(reading("a", 0, 1f), reading("a", 1000 * HOUR, 1f));
        try (ReadingFeed feed = feed(readings.iterator(), 1, System::currentTimeMillis)) {
            feed.start();
        }
        assertThat(producer.history()).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void shouldEndWithTheReasonWhenTheBrokerRefuses() {
        producer.sendException = new AuthorizationException("not allowed to write");
        try (ReadingFeed feed = feed(List.of(reading("a", 0, 1f)).iterator(), 1, System::currentTimeMillis)) {
            feed.start();
            assertThatThrownBy(() -> feed.end().get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("not allowed to write");
        }
    }

    private ReadingFeed feed(Iterator<Reading> readings, double speed, LongSupplier clock) {
        return new ReadingFeed(
                producer,
                "readings",
                ReadingFormat.standard(List.of("temp")),
                readings,
                speed,
                (device, timeMs, nowNanos) -> sent.add(device),
                clock);
    }

    private static Reading reading(String device, long afterMs, float temp) {
        return new Reading(device, T0 + afterMs, new float[] {temp});
    }
}
