package io.tidecast.bench;

import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;

/**
 * Stretch of origins that is judged by itself.
 *
 * @param fromStep first origin, in steps after the device's first
 * @param toStep last origin, likewise
 * @param fromIndex first origin, as a grid index
 * @param only the origins that are judged, as grid indices; empty for all
 */
record BenchStretch(String name, long fromStep, long toStep, long fromIndex, Optional<Set<Long>> only) {
    private static final int WINDOW = 48;
    private static final int EARLY_TO = 399;
    private static final double LATE_FROM = 0.6;

    /** The three of a set. */
    static List<BenchStretch> of(Collection<? extends NavigableMap<Long, Double>> devices) {
        long late = late(devices);
        return List.of(
                new BenchStretch("steps 49-400", WINDOW, EARLY_TO, Long.MIN_VALUE, Optional.empty()),
                new BenchStretch("the last 40 %", WINDOW, Long.MAX_VALUE, late, Optional.empty()),
                new BenchStretch("all from step 49", WINDOW, Long.MAX_VALUE, Long.MIN_VALUE, Optional.empty()));
    }

    /** Grid index from which on origins are late: the last 40 % of a set. */
    static long late(Collection<? extends NavigableMap<Long, Double>> devices) {
        long first = devices.stream().mapToLong(NavigableMap::firstKey).min().orElseThrow();
        long last = devices.stream().mapToLong(NavigableMap::lastKey).max().orElseThrow();
        return first + (long) (LATE_FROM * (last - first + 1));
    }

    /** Some origins of a device, and no others. */
    static BenchStretch at(String name, Set<Long> origins) {
        return new BenchStretch(name, 0, Long.MAX_VALUE, Long.MIN_VALUE, Optional.of(origins));
    }

    boolean holds(long index, long step) {
        return step >= fromStep
                && step <= toStep
                && index >= fromIndex
                && (only.isEmpty() || only.get().contains(index));
    }
}
