package io.tidecast.nn;

import java.util.Arrays;

/**
 * State resets: which lanes begin afresh, before which steps of one call. A reset zeroes the recurrent state and cuts
 * the gradient. A {@link Reset#RECURRENT} one leaves the highway the inputs from before, so that the lane is in the
 * state of a serving window that begins at that step and was cut out of a longer history; after a {@link Reset#FULL}
 * one nothing is left of what came before, as where another device's history follows in the same lane.
 */
public final class Resets {
    /** No lane is reset. */
    public static final Resets NONE = new Resets(0, 0);

    private final int steps;
    private final Reset[] before; // [B,T]
    private int count;

    private Resets(int batch, int steps) {
        this.steps = steps;
        this.before = new Reset[batch * steps];
        Arrays.fill(before, Reset.NONE);
    }

    /** Room for marks on B lanes and T steps; none set. */
    public static Resets of(int batch, int steps) {
        return new Resets(batch, steps);
    }

    /** Lane b begins afresh in this sense before step t. */
    public Resets mark(int lane, int step, Reset reset) {
        if (step < 0 || step >= steps) {
            throw new IllegalArgumentException("reset step must be 0.." + (steps - 1) + ", was " + step);
        }
        int at = lane * steps + step;
        count += (reset == Reset.NONE ? 0 : 1) - (before[at] == Reset.NONE ? 0 : 1);
        before[at] = reset;
        return this;
    }

    /** T. */
    public int steps() {
        return steps;
    }

    /** Takes every mark away. */
    public void clear() {
        Arrays.fill(before, Reset.NONE);
        count = 0;
    }

    /** Whether no lane is reset anywhere. */
    public boolean isEmpty() {
        return count == 0;
    }

    /** How lane b begins afresh before step t. */
    public Reset before(int lane, int step) {
        return count == 0 ? Reset.NONE : before[lane * steps + step];
    }

    void requireRoom(int batch, int length) {
        if (count > 0 && (steps != length || before.length < batch * length)) {
            throw new IllegalArgumentException("resets must cover [B=" + batch + ", T=" + length + "], covered [B="
                    + (steps == 0 ? 0 : before.length / steps) + ", T=" + steps + "]");
        }
    }
}
