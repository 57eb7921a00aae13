package io.tidecast.demo;

import io.tidecast.series.TimeStep;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Send times of the first reading of each device's newest steps. A device's step closes with the first reading after
 * it, so that reading is what causes the forecast from the step: with hourly steps the forecast whose origin is 05:00
 * waits for the first reading at or past 06:00.
 */
final class SendTimes {
    private static final int STEPS = 256;

    private final TimeStep grid;
    private final Map<String, Ring> rings = new HashMap<>();

    SendTimes(TimeStep grid) {
        this.grid = grid;
    }

    /**
     * Ring buffer of the newest steps of one device that had a reading; slot {@code step mod STEPS} holds a step and
     * its time.
     */
    private static final class Ring {
        final long[] steps = new long[STEPS];
        final long[] nanos = new long[STEPS];
        long newest = Long.MIN_VALUE;

        Ring() {
            Arrays.fill(steps, Long.MIN_VALUE);
        }
    }

    /** Notes a reading that is sent now; a late one closes no step and is passed over. */
    synchronized void sent(String device, long timeMs, long nowNanos) {
        Ring ring = rings.computeIfAbsent(device, d -> new Ring());
        long step = grid.indexOf(timeMs);
        if (step > ring.newest) {
            ring.newest = step;
            int slot = (int) Math.floorMod(step, (long) STEPS);
            ring.steps[slot] = step;
            ring.nanos[slot] = nowNanos;
        }
    }

    /** When the reading was sent that closed the step of this origin; empty where that is not known any more. */
    synchronized OptionalLong closed(String device, long originMs) {
        Ring ring = rings.get(device);
        if (ring == null) {
            return OptionalLong.empty();
        }
        long origin = grid.indexOf(originMs);
        // Beyond the ring's length an answer could be a later reading than the one asked for.
        if (ring.newest - origin >= STEPS) {
            return OptionalLong.empty();
        }
        for (long step = origin + 1; step <= ring.newest; step++) {
            int slot = (int) Math.floorMod(step, (long) STEPS);
            if (ring.steps[slot] == step) {
                return OptionalLong.of(ring.nanos[slot]);
            }
        }
        return OptionalLong.empty();
    }

    /** The devices that readings were sent of. */
    synchronized Set<String> devices() {
        return Set.copyOf(rings.keySet());
    }
}
