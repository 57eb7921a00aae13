package io.tidecast.forecaster;

import io.tidecast.input.GroupSource;
import io.tidecast.model.ForecastSettings;
import io.tidecast.record.Names;
import io.tidecast.stream.GlobalTable;
import io.tidecast.stream.StreamSettings;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Table of devices to groups, as a topic says they are: a {@link GlobalTable}, which costs each instance all devices'
 * groups on the heap.
 */
public final class DeviceGroups {
    private final Map<String, String> groups = new ConcurrentHashMap<>();
    private final Map<String, String> named = new ConcurrentHashMap<>(); // to itself, so that devices share its text

    /** The group of a device, {@link GroupSource#NONE} if the topic has none. */
    public String of(String device) {
        return groups.getOrDefault(device, GroupSource.NONE);
    }

    /** Whether any device was ever said to belong to a group. */
    boolean isNamed(String group) {
        return named.containsKey(group);
    }

    /**
     * Id of the model that a device belongs to: its group's, or the default one.
     *
     * @param told the group that its reading tells
     */
    String model(StreamSettings settings, String device, String told) {
        String group = settings.groups() instanceof GroupSource.Table ? of(device) : told;
        return group.equals(GroupSource.NONE) ? settings.forecast().model() : group;
    }

    /**
     * Takes a record of the topic.
     *
     * @param group null, or one of white space alone, takes the device's back
     * @throws IllegalArgumentException with the rule, if no model can be named so
     */
    public void accept(String device, String group) {
        if (group == null || group.isBlank()) {
            groups.remove(device);
            return;
        }
        String model = group.strip();
        if (!GroupSource.isGroup(model)) {
            throw new IllegalArgumentException("group must match " + ForecastSettings.MODEL_ID + ", was " + group);
        }
        groups.put(device, named.computeIfAbsent(model, same -> same));
    }

    /** What a topic feeds. */
    GlobalTable table() {
        return GlobalTable.ofRows(
                Names.GLOBAL_GROUPS,
                Names.GROUPS_SOURCE,
                "group is not used",
                (device, group, objections) -> accept(device, GlobalTable.text(group)));
    }
}
