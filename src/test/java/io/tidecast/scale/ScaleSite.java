package io.tidecast.scale;

import io.tidecast.app.Topics;
import io.tidecast.faults.Brokers;
import io.tidecast.faults.TemporaryFiles;
import io.tidecast.stream.TopicNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * A broker in a JVM of its own, the topics of one application, a feed and its forecasts; all of it goes when closed.
 */
final class ScaleSite implements AutoCloseable {
    static final String GROUP = "tidecast-forecaster";
    /** Topics of the forecaster that every reading goes by, and whose partitions are the tasks with state. */
    private static final String BY_DEVICE = GROUP + "-by-device-repartition";

    private static final String CHANGELOG = "-changelog";
    /** Of the broker's own defaults, which the embedded one makes smaller. */
    private static final Map<String, String> BROKER = Map.of(
            "log.cleaner.dedupe.buffer.size", "134217728",
            "num.io.threads", "8",
            "num.network.threads", "3",
            "group.initial.rebalance.delay.ms", "3000");

    /** Small, so that there are closed segments to compact. */
    private static final String SEGMENT_BYTES = String.valueOf(1 << 20);

    private static final int BROKER_MIB = 1_024;
    private static final Duration LONGEST_COMPACTION = Duration.ofMinutes(12);
    private static final long QUIET_MS = 45_000;

    private final Path folder;
    private final Brokers brokers;
    private final Admin admin;
    private final TopicNames names = TopicNames.defaults();
    private final List<Instance> instances = new ArrayList<>();
    private final Feed feed;
    private final Forecasts forecasts;

    ScaleSite(int partitions, int devices) throws IOException {
        folder = Files.createTempDirectory("tidecast-scale");
        brokers = Brokers.start(folder, 1, new Brokers.Size(BROKER_MIB, List.of("-XX:+UseSerialGC"), BROKER));
        admin = Admin.create(Map.of("bootstrap.servers", brokers.bootstrap()));
        Topics.all(names).create(admin, partitions, Optional.empty());
        long day = Duration.ofDays(1).toMillis();
        long startMs = System.currentTimeMillis() / day * day - 5 * day;
        feed = new Feed(brokers.bootstrap(), names.readings(), startMs);
        forecasts = new Forecasts(brokers.bootstrap(), names.forecasts(), devices, startMs);
    }

    Feed feed() {
        return feed;
    }

    Forecasts forecasts() {
        return forecasts;
    }

    /**
     * An instance that leaves its group when it stops: with an empty volume it comes back as another member.
     *
     * @param settings beyond the names of the values and the step
     */
    Instance instance(String name, Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put("readings.values", "value");
        all.put("series.step", Feed.STEP.toString());
        all.put("http.port", "0");
        all.put("http.api", "false");
        all.put("on-stop", "leave");
        Instance instance = new Instance(
                folder,
                name,
                all,
                Map.of("bootstrap.servers", brokers.bootstrap(), "topic.segment.bytes", SEGMENT_BYTES));
        instances.add(instance);
        return instance;
    }

    /** Bytes on the broker of the topics that are asked for. */
    private Map<String, Long> bytes(Predicate<String> asked) throws Exception {
        Map<String, Long> sizes = new TreeMap<>();
        admin.describeLogDirs(List.of(1)).allDescriptions().get().values().forEach(dirs -> dirs.values()
                .forEach(dir -> dir.replicaInfos().forEach((partition, info) -> {
                    if (asked.test(partition.topic())) {
                        sizes.merge(partition.topic(), info.size(), Long::sum);
                    }
                })));
        return sizes;
    }

    /** Bytes of all topics but those of the broker's own. */
    Map<String, Long> topicBytes() throws Exception {
        return bytes(topic -> !topic.startsWith("__"));
    }

    /** Bytes of the forecaster's changelogs, by store. */
    Map<String, Long> changelogBytes() throws Exception {
        Map<String, Long> byStore = new TreeMap<>();
        bytes(topic -> topic.startsWith(GROUP) && topic.endsWith(CHANGELOG))
                .forEach((topic, bytes) ->
                        byStore.put(topic.substring(GROUP.length() + 1, topic.length() - CHANGELOG.length()), bytes));
        return byStore;
    }

    /**
     * Has the broker compact the changelogs as far as it can, which is all but each partition's open segment; returns
     * when they get no smaller.
     */
    void compact() throws Exception {
        AlterConfigOp atOnce = new AlterConfigOp(
                new ConfigEntry(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.01"), AlterConfigOp.OpType.SET);
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        bytes(topic -> topic.endsWith(CHANGELOG)).keySet().forEach(topic -> {
            changes.put(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(atOnce));
        });
        admin.incrementalAlterConfigs(changes).all().get();
        long end = System.currentTimeMillis() + LONGEST_COMPACTION.toMillis();
        Map<String, Long> last = Map.of();
        long since = System.currentTimeMillis();
        while (System.currentTimeMillis() < Math.min(end, since + QUIET_MS)) {
            Map<String, Long> now = changelogBytes();
            if (!now.equals(last)) {
                last = now;
                since = System.currentTimeMillis();
            }
            Thread.sleep(1_000);
        }
    }

    /** How many tasks with state each member of the group has, the fewest first. */
    List<Integer> tasks() throws Exception {
        return admin.describeConsumerGroups(List.of(GROUP)).all().get().get(GROUP).members().stream()
                .map(member -> (int) member.assignment().topicPartitions().stream()
                        .filter(partition -> partition.topic().equals(BY_DEVICE))
                        .count())
                .sorted()
                .toList();
    }

    @Override
    public void close() {
        instances.forEach(Instance::close);
        feed.close();
        forecasts.close();
        admin.close();
        brokers.close();
        TemporaryFiles.delete(folder);
    }
}
