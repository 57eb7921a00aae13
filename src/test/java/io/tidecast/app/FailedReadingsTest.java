package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.common.metrics.stats.Rate;
import org.apache.kafka.common.utils.Time;
import org.junit.jupiter.api.Test;

class FailedReadingsTest {
    private long nowMs = 1_000_000;

    /** The wall clock of the test. */
    private final Time time = new Time() {
        @Override
        public long milliseconds() {
            return nowMs;
        }

        @Override
        public long nanoseconds() {
            return nowMs * 1_000_000;
        }

        @Override
        public void sleep(long ms) {
            nowMs += ms;
        }

        @Override
        public void waitObject(Object object, Supplier<Boolean> condition, long deadlineMs) {
            throw new UnsupportedOperationException();
        }
    };

    @Test
    void shouldWarnOfReadingsThatFailedUntilAMinuteHasPassed() {
        try (Metrics metrics = new Metrics(new MetricConfig(), time)) {
            for (String task : new String[] {"0_0", "0_1"}) {
                Sensor sensor = metrics.sensor(task);
                sensor.add(metrics.metricName("failed-readings-rate", task), new Rate());
                sensor.add(metrics.metricName("failed-readings-total", task), new CumulativeSum());
            }
            assertThat(StreamHealth.failedReadings(metrics.metrics().values())).isEmpty();
            metrics.sensor("0_0").record();
            metrics.sensor("0_1").record(2);
            assertThat(StreamHealth.failedReadings(metrics.metrics().values()))
                    .singleElement()
                    .asString()
                    .contains("dead letters", ": 3 since the start");
            time.sleep(Duration.ofMinutes(2).toMillis());
            assertThat(StreamHealth.failedReadings(metrics.metrics().values())).isEmpty();
        }
    }

    @Test
    void shouldSayHowManyReadingsNothingCouldBeMadeOf() {
        try (Metrics metrics = new Metrics(new MetricConfig(), time)) {
            assertThat(StreamHealth.unusableReadings(metrics.metrics().values()))
                    .isEmpty();
            count(metrics, "unusable-readings-total", Map.of(), 2);
            count(metrics, "dead-letters-total", Map.of("reason", "invalid-field"), 3);
            count(metrics, "dead-letters-total", Map.of("reason", "unreadable"), 4);
            count(metrics, "dead-letters-total", Map.of("reason", "late"), 7);
            assertThat(StreamHealth.unusableReadings(metrics.metrics().values()))
                    .startsWith(", and 9 readings had no value or one that cannot be read")
                    .contains("tidecast doctor");
        }
    }

    private static void count(Metrics metrics, String name, Map<String, String> tags, int times) {
        Sensor sensor = metrics.sensor(name + tags);
        sensor.add(metrics.metricName(name, "tidecast", "", tags), new CumulativeSum());
        sensor.record(times);
    }
}
