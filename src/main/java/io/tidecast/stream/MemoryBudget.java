package io.tidecast.stream;

import io.tidecast.record.Names;
import java.util.Map;

/**
 * Memory that the state of one process takes beside the JVM's own. RocksDB's is outside the heap: one cache of blocks for all
 * stores, and per store two write buffers, one that fills and one that is written out. A shared bound on the write buffers is
 * not set: it has RocksDB write them out all the time once there are more stores than it has room for.
 *
 * @param heapMib devices last heard of, on the heap, all tasks together
 * @param blockCacheMib RocksDB's cache of blocks, indexes and filters, all stores together
 * @param writeBufferMib one of a store's two write buffers
 */
public record MemoryBudget(int heapMib, int blockCacheMib, int writeBufferMib) {
    private static final int BUFFERS = 2;

    public MemoryBudget {
        require("state.heap-mib", heapMib);
        require("state.block-cache-mib", blockCacheMib);
        require("state.write-buffer-mib", writeBufferMib);
    }

    public static MemoryBudget defaults() {
        return new MemoryBudget(64, 64, 2);
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

    private static void require(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, was " + value);
        }
    }
}
