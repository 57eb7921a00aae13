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
import java.util.DoubleSummaryStatistics;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * Prometheus collector of the metrics of Kafka Streams and its clients, read when they are asked for, under the names
 * that Micrometer's binder gives them: metric {@code records-lag-max} of the group
 * {@code consumer-fetch-manager-metrics} is {@code kafka_consumer_fetch_manager_records_lag_max}. The application's
 * own, which are kept among them in the groups {@code tidecast-metrics} and {@code stream-tidecast-metrics}, are
 * {@code tidecast_…}, as {@link OwnMetrics} has them. Of Kafka's there are hundreds, a series of each client, task and
 * store; unless all are asked for, those are served that something is decided by, and what tasks and partitions have is
 * put together by model, store and topic, so that an answer does not grow with the number of partitions.
 *
 * <p>A client's name ends in a random identifier of the process; it is left out of the labels, so that a restart goes
 * on with the same time series. The role is a label instead.
 */
final class KafkaCollector implements MultiCollector {
    private static final String TOTAL = "-total";
    private static final Pattern PROCESS =
            Pattern.compile("-?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Set<String> OWN_GROUPS = Set.of("tidecast-metrics", "stream-tidecast-metrics");

    /** Labels of who counts, which a counter of the process has none of. */
    private static final Set<String> COUNTING = Set.of("thread-id", "task-id", "tidecast-id");

    /** Labels of a part of the process, of which there are as many as its tasks and partitions. */
    private static final Set<String> OF_PARTS = Set.of("thread-id", "task-id", "client-id", "partition");

    /** The tasks share one block cache, whose use each store tells. */
    private static final Set<String> SHARED = Set.of("kafka_stream_state_block_cache_usage");

    private static final Set<String> USUAL = Set.of(
            "kafka_stream_alive_stream_threads",
            "kafka_stream_failed_stream_threads",
            "kafka_stream_thread_process",
            "kafka_stream_thread_process_ratio",
            "kafka_stream_thread_commit_ratio",
            "kafka_stream_thread_poll_ratio",
            "kafka_stream_thread_commit_latency_max",
            "kafka_stream_task_dropped_records",
            "kafka_stream_state_total_sst_files_size",
            "kafka_stream_state_block_cache_usage",
            "kafka_consumer_fetch_manager_records_lag",
            "kafka_consumer_coordinator_assigned_partitions",
            "kafka_consumer_coordinator_rebalance",
            "kafka_producer_record_error",
            "kafka_producer_record_retry");

    private final Supplier<Map<Role, Map<MetricName, ? extends Metric>>> metrics;
    private final String model;
    private final boolean all;
    private final TaskCounters counters = new TaskCounters();

    /**
     * @param model the default model
     * @param all whether each of Kafka's is served
     */
    KafkaCollector(Supplier<Map<Role, Map<MetricName, ? extends Metric>>> metrics, String model, boolean all) {
        this.metrics = metrics;
        this.model = model;
        this.all = all;
    }

    private record Family(
            String help,
            boolean counter,
            ToDoubleFunction<DoubleSummaryStatistics> together,
            Map<Labels, DoubleSummaryStatistics> values) {
        void put(Labels labels, double value) {
            values.computeIfAbsent(labels, l -> new DoubleSummaryStatistics()).accept(value);
        }
    }

    @Override
    public synchronized MetricSnapshots collect() {
        Map<String, Family> families = new TreeMap<>();
        Map<Role, Set<MetricName>> there = new EnumMap<>(Role.class);
        metrics.get().forEach((role, ofRole) -> {
            begin(role);
            there.put(role, Set.copyOf(ofRole.keySet()));
            ofRole.values().forEach(metric -> add(role, metric, families));
        });
        counters.retain(there);
        counters.families().forEach((name, family) -> family.totals()
                .forEach((labels, total) -> family(name, family.help(), true, DoubleSummaryStatistics::getSum, families)
                        .put(labels, total)));
        List<MetricSnapshot> snapshots = new ArrayList<>();
        families.forEach(
                (name, family) -> snapshots.add(family.counter() ? counter(name, family) : gauge(name, family)));
        return new MetricSnapshots(snapshots);
    }

    private void begin(Role role) {
        for (OwnMetrics.Own own : OwnMetrics.begunBy(role)) {
            own.tags().of(model).forEach(tags -> counters.begin(own.name(), own.help(), labels(role, tags, Set.of())));
        }
    }

    private void add(Role role, Metric metric, Map<String, Family> families) {
        // Texts, such as a client's version, are no measurements, and what is not known yet has no value.
        if (!(metric.metricValue() instanceof Number number) || Double.isNaN(number.doubleValue())) {
            return;
        }
        MetricName name = metric.metricName();
        boolean counter = name.name().endsWith(TOTAL) && number.doubleValue() >= 0;
        if (OWN_GROUPS.contains(name.group())) {
            addOwn(role, name, counter, number.doubleValue(), families);
            return;
        }
        String family = familyName("kafka_" + name.group().replaceFirst("-metrics$", ""), plain(name, counter));
        if (all || USUAL.contains(family)) {
            addKafkas(role, name, family, counter, number.doubleValue(), families);
        }
    }

    private void addKafkas(
            Role role, MetricName name, String family, boolean counter, double value, Map<String, Family> families) {
        boolean ofPart =
                !all && (name.tags().containsKey("task-id") || name.tags().containsKey("partition"));
        Labels labels = labels(role, name.tags(), ofPart ? OF_PARTS : Set.of());
        if (ofPart && counter) {
            counters.add(family, help(name), labels, role, name, value);
        } else {
            ToDoubleFunction<DoubleSummaryStatistics> together = ofPart && !SHARED.contains(family)
                    ? DoubleSummaryStatistics::getSum
                    : DoubleSummaryStatistics::getMax;
            family(family, help(name), counter, together, families).put(labels, value);
        }
    }

    private void addOwn(Role role, MetricName name, boolean counter, double value, Map<String, Family> families) {
        if (name.name().endsWith("-rate")) {
            return; // Kafka's sensors keep one beside each count, which Prometheus works out itself.
        }
        String plain = plain(name, counter);
        Optional<OwnMetrics.Own> own = OwnMetrics.find(plain);
        String family = own.map(OwnMetrics.Own::name).orElseGet(() -> familyName("tidecast", plain));
        String help = own.map(OwnMetrics.Own::help).orElseGet(() -> help(name));
        if (counter) {
            counters.add(family, help, labels(role, name.tags(), COUNTING), role, name, value);
        } else {
            family(family, help, false, DoubleSummaryStatistics::getAverage, families)
                    .put(labels(role, name.tags(), all ? Set.of("thread-id") : OF_PARTS), value);
        }
    }

    private static Family family(
            String name,
            String help,
            boolean counter,
            ToDoubleFunction<DoubleSummaryStatistics> together,
            Map<String, Family> families) {
        return families.computeIfAbsent(name, n -> new Family(help, counter, together, new HashMap<>()));
    }

    private static String help(MetricName name) {
        return name.description().isBlank() ? name.name() + " of Kafka's group " + name.group() : name.description();
    }

    private static String plain(MetricName name, boolean counter) {
        return counter ? name.name().substring(0, name.name().length() - TOTAL.length()) : name.name();
    }

    private static String familyName(String prefix, String name) {
        return PrometheusNaming.sanitizeMetricName(
                (prefix + "_" + name).replace('-', '_').replace('.', '_'));
    }

    /** The task is {@code task_id} wherever it is a label. */
    private static Labels labels(Role role, Map<String, String> tags, Set<String> without) {
        Labels.Builder labels = Labels.builder().label("role", role.lowerCase());
        new TreeMap<>(tags).forEach((tag, value) -> {
            String lasting = PROCESS.matcher(value).replaceAll("");
            if (!lasting.isEmpty() && !without.contains(tag)) {
                String name = tag.equals("tidecast-id") ? "task-id" : tag;
                labels.label(PrometheusNaming.sanitizeLabelName(name.replace('-', '_')), lasting);
            }
        });
        return labels.build();
    }

    private static MetricSnapshot counter(String name, Family family) {
        List<CounterDataPointSnapshot> points = new ArrayList<>();
        family.values()
                .forEach((labels, value) -> points.add(
                        new CounterDataPointSnapshot(family.together().applyAsDouble(value), labels, null, 0)));
        return new CounterSnapshot(new MetricMetadata(name, family.help()), points);
    }

    private static MetricSnapshot gauge(String name, Family family) {
        List<GaugeDataPointSnapshot> points = new ArrayList<>();
        family.values()
                .forEach((labels, value) ->
                        points.add(new GaugeDataPointSnapshot(family.together().applyAsDouble(value), labels, null)));
        return new GaugeSnapshot(new MetricMetadata(name, family.help()), points);
    }
}
