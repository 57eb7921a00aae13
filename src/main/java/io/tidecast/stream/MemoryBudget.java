package io.tidecast.stream;

import io.tidecast.config.Rule;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import io.tidecast.record.Names;
import java.util.List;
import java.util.Map;

/**
 * Memory that the state of one process takes beside the JVM's own. RocksDB's is outside the heap: one cache of blocks
 * for all stores, and per store two write buffers, one that fills and one that is written out. A shared bound on the
 * write buffers is not set: it has RocksDB write them out all the time once there are more stores than it has room for.
 *
 * @param heapMib devices last heard of, on the heap, all tasks together
 * @param blockCacheMib RocksDB's cache of blocks, indexes and filters, all stores together
 * @param writeBufferMib one of a store's two write buffers
 */
public record MemoryBudget(int heapMib, int blockCacheMib, int writeBufferMib) {
    static final Setting<Integer> HEAP = Setting.count(
                    "state.heap-mib",
                    "MIB",
                    64,
                    "heap for the devices last heard of, all tasks together; one that is not there is read from RocksDB")
            .must(Rule.atLeast(1));
    static final Setting<Integer> BLOCK_CACHE = Setting.count(
                    "state.block-cache-mib", "MIB", 64, "RocksDB's cache outside the heap, for all stores together")
            .must(Rule.atLeast(1));
    static final Setting<Integer> WRITE_BUFFER = Setting.count(
                    "state.write-buffer-mib",
                    "MIB",
                    2,
                    "one of the two write buffers of each RocksDB store, outside the heap")
            .must(Rule.atLeast(1));

    /** All of state, in the order of the reference. */
    public static final List<Setting<?>> SETTINGS = List.of(HEAP, BLOCK_CACHE, WRITE_BUFFER);

    private static final int BUFFERS = 2;

    public MemoryBudget {
        HEAP.check(heapMib);
        BLOCK_CACHE.check(blockCacheMib);
        WRITE_BUFFER.check(writeBufferMib);
    }

    public static MemoryBudget from(Values values) {
        return new MemoryBudget(values.get(HEAP), values.get(BLOCK_CACHE), values.get(WRITE_BUFFER));
    }

    public static MemoryBudget defaults() {
        return from(Values.DEFAULTS);
    }

    /** Most that the write buffers of one task of a role take, in MiB. */
    public int taskMib(Role role) {
        return BUFFERS
                * writeBufferMib
                * (role == Role.FORECASTER ? Names.forecasterStores() : Names.trainerStores()).size();
    }

    /** Most that RocksDB takes outside the heap with so many tasks of each role, in MiB. */
    public int nativeMib(int forecasterTasks, int trainerTasks) {
        return blockCacheMib + forecasterTasks * taskMib(Role.FORECASTER) + trainerTasks * taskMib(Role.TRAINER);
    }

    /**
     * One line for the log: the most that a process comes to hold, which is when it runs all tasks of its roles.
     *
     * @param partitions of each topic by name
     */
    public String describe(StreamSettings settings, Map<String, Integer> partitions) {
        int forecasters =
                tasks(settings, Role.FORECASTER, partitions, settings.topics().readings());
        int trainers =
                tasks(settings, Role.TRAINER, partitions, settings.topics().retraining());
        return "memory budget: devices on the heap " + heapMib + " MiB; RocksDB at most "
                + nativeMib(forecasters, trainers) + " MiB outside it: block cache " + blockCacheMib
                + " MiB, write buffers " + taskMib(Role.FORECASTER) + " MiB for each of " + forecasters
                + " forecaster tasks and " + taskMib(Role.TRAINER) + " MiB for each of " + trainers + " trainer tasks";
    }

    private static int tasks(StreamSettings settings, Role role, Map<String, Integer> partitions, String source) {
        return settings.roles().contains(role) ? partitions.getOrDefault(source, 0) : 0;
    }
}
