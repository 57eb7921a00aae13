package io.tidecast.app;

import io.prometheus.metrics.model.snapshots.Labels;
import io.tidecast.stream.Role;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.MetricName;

/**
 * Counters of the process, summed up over its tasks. A task that moves to another process takes its counts away, and
 * one that comes begins at 0: what is served goes on from where it was, as a counter must not fall.
 */
final class TaskCounters {
    private final Map<Counted, Double> last = new HashMap<>();
    private final Map<String, Family> families = new TreeMap<>();

    /** What one task counts. */
    private record Counted(Role role, MetricName name) {}

    /** Family of the series of one name. */
    record Family(String help, Map<Labels, Double> totals) {}

    /** A series is there from now on. */
    void begin(String name, String help, Labels labels) {
        family(name, help).totals().putIfAbsent(labels, 0.0);
    }

    /** A task's count, as it is now. */
    void add(String name, String help, Labels labels, Role role, MetricName counted, double value) {
        Double before = last.put(new Counted(role, counted), value);
        double more = before == null || value < before ? value : value - before;
        family(name, help).totals().merge(labels, more, Double::sum);
    }

    /** Forgets what is there no longer, which may come again from 0. */
    void retain(Map<Role, Set<MetricName>> there) {
        last.keySet().removeIf(counted -> !there.getOrDefault(counted.role(), new HashSet<>())
                .contains(counted.name()));
    }

    private Family family(String name, String help) {
        return families.computeIfAbsent(name, n -> new Family(help, new HashMap<>()));
    }

    Map<String, Family> families() {
        return families;
    }
}
