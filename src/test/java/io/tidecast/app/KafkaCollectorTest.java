package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.tidecast.stream.Role;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class KafkaCollectorTest {
    private final Map<MetricName, Metric> forecaster = new HashMap<>();

    private KafkaCollector collector(boolean all) {
        return new KafkaCollector(() -> Map.of(Role.FORECASTER, forecaster), "default", all);
    }

    private static List<String> lines(KafkaCollector collector) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        ExpositionFormats.init().getPrometheusTextFormatWriter().write(text, collector.collect());
        return text.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private void put(String group, String name, Map<String, String> tags, double value) {
        MetricName key = new MetricName(name, group, "words", tags);
        forecaster.put(key, new Metric() {
            @Override
            public MetricName metricName() {
                return key;
            }

            @Override
            public Object metricValue() {
                return value;
            }
        });
    }

    @Test
    void shouldServeCountersFromTheStartAndOneLabelForATask() throws IOException {
        put("stream-tidecast-metrics", "late-readings-total", Map.of("thread-id", "t1", "tidecast-id", "0_1"), 3);
        put("stream-tidecast-metrics", "late-readings-rate", Map.of("thread-id", "t1", "tidecast-id", "0_1"), 3);
        put("tidecast-metrics", "coverage", Map.of("task-id", "0_1", "model", "m", "level", "0.9"), 0.91);
        assertThat(lines(collector(false)))
                .contains(
                        "# HELP tidecast_late_readings_total readings whose step had closed when they came",
                        "tidecast_late_readings_total{role=\"forecaster\"} 3.0",
                        "tidecast_dead_letters_total{reason=\"unreadable\",role=\"forecaster\"} 0.0",
                        "tidecast_dead_letters_total{reason=\"unexpected\",role=\"forecaster\"} 0.0",
                        "tidecast_forecasts_total{model=\"default\",role=\"forecaster\",status=\"gap\"} 0.0",
                        "tidecast_coverage_ratio{level=\"0.9\",model=\"m\",role=\"forecaster\",task_id=\"0_1\"} 0.91")
                .noneMatch(line -> line.contains("rollbacks"))
                .noneMatch(line -> line.contains("late_readings_rate"));
    }

    @Test
    void shouldNeverLetACounterFallWhenATaskGoesAndComes() throws IOException {
        Map<String, String> first = Map.of("task-id", "0_0", "reason", "late");
        Map<String, String> second = Map.of("task-id", "0_1", "reason", "late");
        KafkaCollector collector = collector(false);
        put("tidecast-metrics", "dead-letters-total", first, 5);
        put("tidecast-metrics", "dead-letters-total", second, 2);
        String series = "tidecast_dead_letters_total{reason=\"late\",role=\"forecaster\"} ";
        assertThat(lines(collector)).contains(series + "7.0");
        forecaster.clear();
        put("tidecast-metrics", "dead-letters-total", second, 3);
        assertThat(lines(collector)).contains(series + "8.0");
        put("tidecast-metrics", "dead-letters-total", first, 1);
        assertThat(lines(collector)).contains(series + "9.0");
    }

    @Test
    void shouldServeAllOfKafkasMetricsOnlyWhenAsked() throws IOException {
        put("consumer-metrics", "io-wait-time-avg", Map.of(), 1);
        put("stream-metrics", "failed-stream-threads", Map.of(), 0);
        assertThat(lines(collector(false)))
                .contains("kafka_stream_failed_stream_threads{role=\"forecaster\"} 0.0")
                .noneMatch(line -> line.startsWith("kafka_consumer_io"));
        assertThat(lines(collector(true))).contains("kafka_consumer_io_wait_time_avg{role=\"forecaster\"} 1.0");
    }
}
