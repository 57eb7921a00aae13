package io.tidecast.bench;

import java.util.List;

/**
 * Stretch of origins that is judged by itself.
 *
 * @param fromStep first origin, in steps after the device's first
 * @param toStep last origin, likewise
 * @param fromIndex first origin, as a grid index
 */
record BenchStretch(String name, long fromStep, long toStep, long fromIndex) {
    private static final int WINDOW = 48;
    private static final int EARLY_TO = 399;
    private static final double LATE_FROM = 0.6;

    /** The three of a set whose grid goes from one index to another. */
    static List<BenchStretch> of(long first, long last) {
        long late = first + (long) (LATE_FROM * (last - first + 1));
        return List.of(
                new BenchStretch("steps 49-400", WINDOW, EARLY_TO, Long.MIN_VALUE),
                new BenchStretch("the last 40 %", WINDOW, Long.MAX_VALUE, late),
                new BenchStretch("all from step 49", WINDOW, Long.MAX_VALUE, Long.MIN_VALUE));
    }

    boolean holds(long index, long step) {
        return step >= fromStep && step <= toStep && index >= fromIndex;
    }
}
