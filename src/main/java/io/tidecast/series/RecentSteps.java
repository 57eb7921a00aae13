package io.tidecast.series;

import java.util.Arrays;
import java.util.OptionalLong;

/** Sliding window: the newest closed steps of a device's run, at most so many, without a hole. */
public final class RecentSteps {
    private final int features;
    private final int most;
    private final double[] values; // [room, F], in use from `start`
    private final boolean[] observed;
    private final long[] times; // [room] where every reading is a step, else empty
    private int start;
    private int steps;
    private long next;

    /** @param most steps kept; a quarter more has room, so that moving them to the front is rare */
    public RecentSteps(int most, int features, Sampling form) {
        this.most = most;
        this.features = features;
        int room = most + most / 4 + 1;
        values = new double[room * features];
        observed = new boolean[room * features];
        times = new long[form == Sampling.GRID ? 0 : room];
    }

    /** Heap that a tail takes, in bytes. */
    public static long bytes(int most, int features, Sampling form) {
        long perStep = features * (Double.BYTES + 1L) + (form == Sampling.GRID ? 0 : Long.BYTES);
        return (most + most / 4 + 1L) * perStep + 100;
    }

    /** Begins afresh with the steps of a segment, as many of its last ones as are kept. */
    public void restart(Segment segment) {
        int from = Math.max(0, segment.steps() - most);
        start = 0;
        steps = segment.steps() - from;
        next = segment.lastIndex() + 1;
        System.arraycopy(segment.values(), from * features, values, 0, steps * features);
        System.arraycopy(segment.observed(), from * features, observed, 0, steps * features);
        if (times.length > 0) {
            System.arraycopy(segment.timesMs(), from, times, 0, steps);
        }
    }

    /** Adds a step, given its time, F values and flags; one that does not follow on the last begins afresh. */
    public void append(long index, long timeMs, double[] stepValues, boolean[] stepObserved) {
        if (index != next) {
            start = 0;
            steps = 0;
        }
        next = index + 1;
        if ((start + steps + 1) * features > values.length) {
            int from = start + steps + 1 - most;
            steps = most - 1;
            System.arraycopy(values, from * features, values, 0, steps * features);
            System.arraycopy(observed, from * features, observed, 0, steps * features);
            if (times.length > 0) {
                System.arraycopy(times, from, times, 0, steps);
            }
            start = 0;
        }
        if (times.length > 0) {
            times[start + steps] = timeMs;
        }
        System.arraycopy(stepValues, 0, values, (start + steps) * features, features);
        System.arraycopy(stepObserved, 0, observed, (start + steps) * features, features);
        if (steps < most) {
            steps++;
        } else {
            start++;
        }
    }

    /** Steps from {@code from}, or from the earliest kept, to the last; empty where none is. */
    public Segment since(long from) {
        int skip = (int) Math.min(steps, Math.max(0, from - (next - steps)));
        int length = (steps - skip) * features;
        double[] copy = new double[length];
        boolean[] flags = new boolean[length];
        System.arraycopy(values, (start + skip) * features, copy, 0, length);
        System.arraycopy(observed, (start + skip) * features, flags, 0, length);
        long[] own = times.length == 0 ? times : Arrays.copyOfRange(times, start + skip, start + steps);
        return new Segment(next - steps + skip, features, copy, flags, own);
    }

    /** Whether a step of such a time is kept that was observed wherever these values are; never on a grid. */
    public boolean holds(long timeMs, double[] others) {
        int at = times.length == 0 ? -1 : Arrays.binarySearch(times, start, start + steps, timeMs);
        for (int f = 0; f < features && at >= 0; f++) {
            if (!Double.isNaN(others[f]) && !observed[at * features + f]) {
                return false;
            }
        }
        return at >= 0;
    }

    /** When the last step was, where every reading is one; empty without steps. */
    public OptionalLong lastMs() {
        return times.length == 0 || steps == 0 ? OptionalLong.empty() : OptionalLong.of(times[start + steps - 1]);
    }
}
