package io.tidecast.app;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidecast.device.HeapBudget;
import io.tidecast.model.ModelMemory;
import java.util.function.ToDoubleFunction;

/**
 * Gauges of the memory budget: what each part of the heap may take, and what it takes by what was counted. The parts'
 * budgets add up to what the line at the start says.
 */
final class MemoryMetrics {
    private static final String BUDGET = "tidecast.memory.budget";
    private static final String USED = "tidecast.memory.used";
    private static final long MIB = 1 << 20;

    private MemoryMetrics() {}

    static void bind(TidecastStreams streams, MeterRegistry registry) {
        streams.heapParts().forEach((part, mib) -> Gauge.builder(BUDGET, () -> mib * MIB)
                .description("most heap that a part of the state may take")
                .baseUnit("bytes")
                .tag("part", part)
                .register(registry));
        HeapBudget devices = streams.devices();
        ModelMemory models = streams.models();
        used("devices", devices, HeapBudget::used, registry);
        used("versions", models, m -> m.use().versions(), registry);
        used("sessions", models, m -> m.use().sessions(), registry);
        Gauge.builder("tidecast.devices.cached", devices, HeapBudget::devices)
                .description("devices on the heap")
                .register(registry);
        FunctionCounter.builder("tidecast.devices.evicted", devices, HeapBudget::evicted)
                .description("devices that were given up for others, and are read from RocksDB when next heard of")
                .register(registry);
        FunctionCounter.builder("tidecast.sessions.made", models, m -> m.use().made())
                .description("sessions that were made, for a model served first or again after it was given up")
                .register(registry);
    }

    private static <T> void used(String part, T of, ToDoubleFunction<T> bytes, MeterRegistry registry) {
        Gauge.builder(USED, of, bytes)
                .description("heap that a part of the state takes: devices, versions of models, and their sessions")
                .baseUnit("bytes")
                .tag("part", part)
                .register(registry);
    }
}
