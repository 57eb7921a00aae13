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
    void shouldServeCountersFromTheStart() throws IOException {
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
                        "tidecast_coverage_ratio{level=\"0.9\",model=\"m\",role=\"forecaster\"} 0.91")
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

    /** What a forecaster has for each of its tasks, with the same number of partitions of each topic that it reads. */
    private void tasks(int count) {
        for (int i = 0; i < count; i++) {
            String task = "0_" + i;
            Map<String, String> ofTask = Map.of("thread-id", "StreamThread-" + i % 4, "task-id", task);
            put("stream-task-metrics", "dropped-records-total", ofTask, 1);
            for (String store : List.of("devices", "models", "late", "scores")) {
                Map<String, String> ofStore = new HashMap<>(ofTask);
                ofStore.put("rocksdb-state-id", store);
                put("stream-state-metrics", "total-sst-files-size", ofStore, 10);
                put("stream-state-metrics", "block-cache-usage", ofStore, 7);
            }
            for (String topic : List.of("readings", "tidecast-devices-repartition", "known-ahead")) {
                put(
                        "consumer-fetch-manager-metrics",
                        "records-lag",
                        Map.of("client-id", "t" + i % 4, "topic", topic, "partition", "" + i),
                        i);
            }
            for (String model : List.of("default", "north")) {
                Map<String, String> ofModel = Map.of("task-id", task, "model", model);
                put("tidecast-metrics", "mase-persistence", ofModel, i % 2);
                put("tidecast-metrics", "worse-than-naive-share", ofModel, 0.5);
                put("tidecast-metrics", "scored-total", ofModel, 2);
                for (String level : List.of("0.5", "0.8", "0.9")) {
                    Map<String, String> ofLevel = new HashMap<>(ofModel);
                    ofLevel.put("level", level);
                    put("tidecast-metrics", "coverage", ofLevel, 0.4);
                }
            }
        }
    }

    @Test
    void shouldServeAsManySeriesForManyTasksAsForOne() throws IOException {
        tasks(1);
        int one = lines(collector(false)).size();
        tasks(64);
        KafkaCollector collector = collector(false);
        assertThat(lines(collector))
                .hasSize(one)
                .contains(
                        "kafka_stream_task_dropped_records_total{role=\"forecaster\"} 64.0",
                        "kafka_stream_state_total_sst_files_size{rocksdb_state_id=\"late\",role=\"forecaster\"} 640.0",
                        "kafka_stream_state_block_cache_usage{rocksdb_state_id=\"late\",role=\"forecaster\"} 7.0",
                        "kafka_consumer_fetch_manager_records_lag{role=\"forecaster\",topic=\"readings\"} 2016.0",
                        "tidecast_mase_persistence{model=\"north\",role=\"forecaster\"} 0.5",
                        "tidecast_scored_targets_total{model=\"north\",role=\"forecaster\"} 128.0");
        forecaster.keySet().removeIf(name -> name.name().equals("dropped-records-total"));
        assertThat(lines(collector))
                .as("a counter that goes with its tasks")
                .contains("kafka_stream_task_dropped_records_total{role=\"forecaster\"} 64.0");
    }

    @Test
    void shouldTellTasksAndPartitionsApartWhenAllIsAskedFor() throws IOException {
        tasks(64);
        assertThat(lines(collector(true)))
                .contains(
                        "kafka_consumer_fetch_manager_records_lag{client_id=\"t3\",partition=\"63\","
                                + "role=\"forecaster\",topic=\"readings\"} 63.0",
                        "tidecast_mase_persistence{model=\"north\",role=\"forecaster\",task_id=\"0_63\"} 1.0");
    }
}
