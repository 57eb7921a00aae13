package io.tidecast.app;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import io.tidecast.stream.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Prometheus collector of the metrics of Kafka Streams and its clients, read when they are asked for, under the names
 * that Micrometer's binder gives them: metric {@code records-lag-max} of the group
 * {@code consumer-fetch-manager-metrics} is {@code kafka_consumer_fetch_manager_records_lag_max}. The application's
 * own, which are kept among them in the groups {@code tidecast-metrics} and {@code stream-tidecast-metrics}, are
 * {@code tidecast_…}.
 *
 * <p>A client's name ends in a random identifier of the process; it is left out of the labels, so that a restart goes
 * on with the same time series. The role is a label instead.
 */
final class KafkaCollector implements MultiCollector {
    private static final String TOTAL = "-total";
    private static final Pattern PROCESS =
            Pattern.compile("-?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private final Supplier<Map<Role, Map<MetricName, ? extends Metric>>> metrics;

    KafkaCollector(Supplier<Map<Role, Map<MetricName, ? extends Metric>>> metrics) {
        this.metrics = metrics;
    }

    private record Family(String help, boolean counter, Map<Labels, Double> values) {}

    @Override
    public MetricSnapshots collect() {
        Map<String, Family> families = new TreeMap<>();
        metrics.get().forEach((role, ofRole) -> ofRole.values().forEach(metric -> add(role, metric, families)));
        List<MetricSnapshot> snapshots = new ArrayList<>();
        families.forEach(
                (name, family) -> snapshots.add(family.counter() ? counter(name, family) : gauge(name, family)));
        return new MetricSnapshots(snapshots);
    }

    private static void add(Role role, Metric metric, Map<String, Family> families) {
        // Texts, such as a client's version, are no measurements, and what is not known yet has no value.
        if (!(metric.metricValue() instanceof Number number) || Double.isNaN(number.doubleValue())) {
            return;
        }
        MetricName name = metric.metricName();
        boolean counter = name.name().endsWith(TOTAL) && number.doubleValue() >= 0;
        families.computeIfAbsent(
                        familyName(name, counter), n -> new Family(name.description(), counter, new HashMap<>()))
                .values()
                .putIfAbsent(labels(role, name.tags()), number.doubleValue());
    }

    private static String familyName(MetricName name, boolean counter) {
        String group = name.group().replaceFirst("-metrics$", "");
        String prefix = group.equals("tidecast") || group.equals("stream-tidecast") ? "tidecast" : "kafka_" + group;
        String own = counter ? name.name().substring(0, name.name().length() - TOTAL.length()) : name.name();
        return PrometheusNaming.sanitizeMetricName(
                (prefix + "_" + own).replace('-', '_').replace('.', '_'));
    }

    private static Labels labels(Role role, Map<String, String> tags) {
        Labels.Builder labels = Labels.builder().label("role", role.lowerCase());
        new TreeMap<>(tags).forEach((tag, value) -> {
            String lasting = PROCESS.matcher(value).replaceAll("");
            if (!lasting.isEmpty()) {
                labels.label(PrometheusNaming.sanitizeLabelName(tag.replace('-', '_')), lasting);
            }
        });
        return labels.build();
    }

    private static MetricSnapshot counter(String name, Family family) {
        List<CounterDataPointSnapshot> points = new ArrayList<>();
        family.values().forEach((labels, value) -> points.add(new CounterDataPointSnapshot(value, labels, null, 0)));
        return new CounterSnapshot(new MetricMetadata(name, family.help()), points);
    }

    private static MetricSnapshot gauge(String name, Family family) {
        List<GaugeDataPointSnapshot> points = new ArrayList<>();
        family.values().forEach((labels, value) -> points.add(new GaugeDataPointSnapshot(value, labels, null)));
        return new GaugeSnapshot(new MetricMetadata(name, family.help()), points);
    }
}
