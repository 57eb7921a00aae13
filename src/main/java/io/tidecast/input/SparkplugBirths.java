package io.tidecast.input;

import io.tidecast.record.Reason;
import io.tidecast.record.UnreadableRecordException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Birth certificates of Sparkplug's edge nodes: what metric an alias stands for, and of what type one is. Known from
 * when a task has read them, and no longer than the task lives: an edge node may be born again with other aliases while
 * another task reads its partition, and a metric must never be taken for another one.
 */
final class SparkplugBirths {
    private static final int MOST_NODES = 100_000;

    /** Metric as its birth certificate has it. */
    record Metric(String device, String name, int type) {}

    private static final class Node {
        private final Map<Long, Metric> byAlias = new HashMap<>();
        private final Map<String, Metric> byName = new HashMap<>();

        void forget(String device) {
            byAlias.values().removeIf(metric -> metric.device().equals(device));
            byName.values().removeIf(metric -> metric.device().equals(device));
        }
    }

    private final Map<String, Node> nodes = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Node> eldest) {
            return size() > MOST_NODES;
        }
    };

    /** A node or device is born: what was known of it is so no longer. */
    void born(SparkplugTopic topic) {
        if (topic.isNodeBirth()) {
            nodes.put(topic.node(), new Node());
        } else {
            nodes.computeIfAbsent(topic.node(), node -> new Node()).forget(topic.fullDevice());
        }
    }

    /** A birth certificate names a metric. */
    void add(SparkplugTopic topic, String name, long alias, boolean aliased, int type) {
        Metric metric = new Metric(topic.fullDevice(), name, type);
        Node node = nodes.computeIfAbsent(topic.node(), key -> new Node());
        node.byName.put(topic.fullDevice() + '/' + name, metric);
        if (aliased) {
            node.byAlias.put(alias, metric);
        }
    }

    /** @throws UnreadableRecordException if no certificate has told it */
    Metric ofAlias(SparkplugTopic topic, long alias) {
        Node node = nodes.get(topic.node());
        Metric metric = node == null ? null : node.byAlias.get(alias);
        if (metric == null || !metric.device().equals(topic.fullDevice())) {
            throw UnreadableRecordException.of(
                    Reason.MISSING_FIELD,
                    "alias of " + topic.fullDevice(),
                    "be of a birth certificate that was read before, from the same partition (ask the edge node for a rebirth,"
                            + " then send this again)",
                    Long.toUnsignedString(alias));
        }
        return metric;
    }

    /** The type of a metric; 0 where no certificate has told it. */
    int typeOf(SparkplugTopic topic, String name) {
        Node node = nodes.get(topic.node());
        Metric metric = node == null ? null : node.byName.get(topic.fullDevice() + '/' + name);
        return metric == null ? 0 : metric.type();
    }
}
