package io.tidecast.stream;

import io.tidecast.config.Rule;
import io.tidecast.config.Setting;
import io.tidecast.config.Values;
import io.tidecast.device.HeapBudget;
import io.tidecast.learn.TrainingMemory;
import io.tidecast.model.ModelMemory;
import io.tidecast.record.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Memory that the state of one process takes beside the JVM's own. On the heap: devices, models with what they compute
 * in, and a fine-tune; the rest of the heap is for the JVM and Kafka's clients. RocksDB's is outside the heap: one
 * cache of blocks for all stores, and per store two write buffers, one that fills and one that is written out. A shared
 * bound on the write buffers is not set: it has RocksDB write them out all the time once there are more stores than it
 * has room for.
 *
 * @param heapMib devices last heard of, on the heap, all tasks together
 * @param modelsMib versions of all models and what they compute in, on the heap, all roles together
 * @param blockCacheMib RocksDB's cache of blocks, indexes and filters, all stores together
 * @param writeBufferMib one of a store's two write buffers
 */
public record MemoryBudget(int heapMib, int modelsMib, int blockCacheMib, int writeBufferMib) {
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
    public static final List<Setting<?>> SETTINGS = List.of(HEAP, ModelMemory.MODELS, BLOCK_CACHE, WRITE_BUFFER);

    private static final int BUFFERS = 2;
    private static final int MIB = 1 << 20;
    /** Share of the heap that state may take; the rest is for the JVM and Kafka's clients. */
    private static final double OF_HEAP = 0.75;

    public MemoryBudget {
        HEAP.check(heapMib);
        ModelMemory.MODELS.check(modelsMib);
        BLOCK_CACHE.check(blockCacheMib);
        WRITE_BUFFER.check(writeBufferMib);
    }

    public static MemoryBudget from(Values values) {
        return new MemoryBudget(
                values.get(HEAP), values.get(ModelMemory.MODELS), values.get(BLOCK_CACHE), values.get(WRITE_BUFFER));
    }

    public static MemoryBudget defaults() {
        return from(Values.DEFAULTS);
    }

    /** Most that the write buffers of one task of a role take, in MiB. */
    public int taskMib(Role role) {
        return taskMib(role, false);
    }

    /** @param knownAhead whether a topic tells values known ahead, which are in a further store */
    private int taskMib(Role role, boolean knownAhead) {
        return BUFFERS
                * writeBufferMib
                * (role == Role.FORECASTER ? Names.forecasterStores(knownAhead) : Names.trainerStores()).size();
    }

    /** Most that RocksDB takes outside the heap with so many tasks of each role, in MiB. */
    public int nativeMib(int forecasterTasks, int trainerTasks) {
        return nativeMib(forecasterTasks, trainerTasks, false);
    }

    private int nativeMib(int forecasterTasks, int trainerTasks, boolean knownAhead) {
        return blockCacheMib
                + forecasterTasks * taskMib(Role.FORECASTER, knownAhead)
                + trainerTasks * taskMib(Role.TRAINER);
    }

    /** A pool for the models of a process. */
    public ModelMemory models(StreamSettings settings) {
        boolean forecasts = settings.roles().contains(Role.FORECASTER);
        return new ModelMemory((long) modelsMib * MIB, forecasts ? ClientConfig.threads(settings, Role.FORECASTER) : 0);
    }

    /** A budget for the devices of a process. */
    public HeapBudget devices() {
        return new HeapBudget((long) heapMib * MIB);
    }

    /** About what a fine-tune takes, in MiB; 0 where none runs. */
    private static long trainingMib(StreamSettings settings) {
        boolean trains =
                settings.roles().contains(Role.TRAINER) && settings.learning().enabled();
        return trains
                ? 1 + TrainingMemory.bytes(settings.forecast(), settings.network(), settings.learning()) / MIB
                : 0;
    }

    /** The parts of the heap, in MiB, by name. */
    public Map<String, Long> heapParts(StreamSettings settings) {
        Map<String, Long> parts = new LinkedHashMap<>();
        parts.put("devices", settings.roles().contains(Role.FORECASTER) ? (long) heapMib : 0L);
        parts.put("models", (long) modelsMib);
        parts.put("training", trainingMib(settings));
        return parts;
    }

    private long sumMib(StreamSettings settings) {
        return heapParts(settings).values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * One line for the log: the most that a process comes to hold, which is when it runs all tasks of its roles.
     *
     * @param partitions of each topic by name
     * @param heapBytes the largest heap there can be
     */
    public String describe(StreamSettings settings, Map<String, Integer> partitions, long heapBytes) {
        int forecasters =
                tasks(settings, Role.FORECASTER, partitions, settings.topics().readings());
        int trainers =
                tasks(settings, Role.TRAINER, partitions, settings.topics().retraining());
        boolean knownAhead = settings.covariates().isPresent();
        Map<String, Long> parts = heapParts(settings);
        return "memory budget: devices on the heap " + parts.get("devices") + " MiB, models and sessions "
                + parts.get("models") + " MiB, a fine-tune about " + parts.get("training") + " MiB, together "
                + sumMib(settings) + " of the heap's " + heapBytes / MIB + " MiB; RocksDB at most "
                + nativeMib(forecasters, trainers, knownAhead) + " MiB outside it: block cache " + blockCacheMib
                + " MiB, write buffers " + taskMib(Role.FORECASTER, knownAhead) + " MiB for each of " + forecasters
                + " forecaster tasks and " + taskMib(Role.TRAINER) + " MiB for each of " + trainers + " trainer tasks";
    }

    /** What does not fit into the heap, with names, rule and values. */
    public Optional<String> warning(StreamSettings settings, long heapBytes) {
        Map<String, Long> parts = heapParts(settings);
        long most = (long) (OF_HEAP * heapBytes / MIB);
        return sumMib(settings) <= most
                ? Optional.empty()
                : Optional.of(HEAP.key() + " " + parts.get("devices") + ", " + ModelMemory.MODELS.key() + " "
                        + parts.get("models") + " and a fine-tune of about " + parts.get("training")
                        + " MiB must be at most " + most + " MiB together, three quarters of the heap of "
                        + heapBytes / MIB + " MiB (-Xmx), were " + sumMib(settings)
                        + "; the rest is for the JVM and Kafka's clients");
    }

    private static int tasks(StreamSettings settings, Role role, Map<String, Integer> partitions, String source) {
        return settings.roles().contains(role) ? partitions.getOrDefault(source, 0) : 0;
    }
}
