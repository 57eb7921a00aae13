package io.tidecast.forecaster;

import io.tidecast.config.Printable;
import io.tidecast.input.GroupSource;
import io.tidecast.record.BoundedLog;
import io.tidecast.record.Names;
import io.tidecast.stream.StreamSettings;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Global table of devices to groups, as a topic says they are. It is a global table, and not one joined by partition:
 * the topic is the user's, with partitions and a partitioner of its own, and a global one is read to its end before the
 * first reading is processed, so that no reading is early. It costs each instance all devices' groups on the heap.
 */
public final class DeviceGroups {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceGroups.class);

    private final Map<String, String> groups = new ConcurrentHashMap<>();
    private final Set<String> named = ConcurrentHashMap.newKeySet();

    /** The group of a device, {@link GroupSource#NONE} if the topic has none. */
    public String of(String device) {
        return groups.getOrDefault(device, GroupSource.NONE);
    }

    /** Whether any device was ever said to belong to a group. */
    boolean isNamed(String group) {
        return named.contains(group);
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
     * Takes a record of the topic, and returns whether it could be used; never throws, for that would stop every
     * instance, again at each start.
     */
    public boolean accept(String device, String group) {
        if (group == null || group.isBlank()) {
            groups.remove(device);
            return true;
        }
        boolean usable = GroupSource.isGroup(group.strip());
        if (usable) {
            groups.put(device, group.strip());
            named.add(group.strip());
        }
        return usable;
    }

    /**
     * Feeds them from the topic. In memory, since a persistent store would not replay its records after a clean
     * restart.
     */
    void addTo(StreamsBuilder builder, String topic) {
        builder.addGlobalStore(
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(Names.GLOBAL_GROUPS), Serdes.String(), Serdes.String())
                        .withLoggingDisabled(),
                topic,
                Consumed.with(Serdes.String(), Serdes.String()).withName(Names.GROUPS_SOURCE),
                Register::new);
    }

    private final class Register implements Processor<String, String, Void, Void> {
        private final BoundedLog log = new BoundedLog(LOG);
        private ProcessorContext<Void, Void> context;
        private KeyValueStore<String, String> store;

        @Override
        public void init(ProcessorContext<Void, Void> processorContext) {
            context = processorContext;
            store = context.getStateStore(Names.GLOBAL_GROUPS);
        }

        @Override
        public void process(Record<String, String> record) {
            if (record.key() != null) {
                if (!accept(record.key(), record.value())) {
                    log.warn(
                            "group is not used",
                            "device " + Printable.value(record.key()) + ": it must be a model's id, was "
                                    + Printable.value(record.value()),
                            context.currentSystemTimeMs());
                }
                store.put(record.key(), record.value());
            }
        }
    }
}
