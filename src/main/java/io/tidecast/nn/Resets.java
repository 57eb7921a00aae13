package io.tidecast.nn;

import java.util.Arrays;

/**
 * Which lanes begin from the zero recurrent state, before which steps of one call. A reset cuts the gradient as well; it does not touch the highway's history, so the lane
 * then is in the state of a serving window that begins at that step but has seen the inputs before it.
 */
public final class Resets {
    /** No lane is reset. */
    public static final Resets NONE = new Resets(0, 0);

    private final int steps;
    private final boolean[] before; // [B,T]
    private int count;

    private Resets(int batch, int steps) {
        this.steps = steps;
        this.before = new boolean[batch * steps];
    }

    /** Room for marks on B lanes and T steps; none set. */
    public static Resets of(int batch, int steps) {
        return new Resets(batch, steps);
    }

    /** Lane b begins from zero before step t. */
    public Resets mark(int lane, int step) {
        if (step < 0 || step >= steps) {
            throw new IllegalArgumentException("reset step must be 0.." + (steps - 1) + ", was " + step);
        }
        count += before[lane * steps + step] ? 0 : 1;
        before[lane * steps + step] = true;
        return this;
    }

    /** T. */
    public int steps() {
        return steps;
    }

    /** Takes every mark away. */
    public void clear() {
        Arrays.fill(before, false);
        count = 0;
    }

    /** Whether no lane is reset anywhere. */
    public boolean isEmpty() {
        return count == 0;
    }

    /** Whether lane b begins from zero before step t. */
    public boolean before(int lane, int step) {
        return count > 0 && before[lane * steps + step];
    }

    void requireRoom(int batch, int length) {
        if (count > 0 && (steps != length || before.length < batch * length)) {
            throw new IllegalArgumentException("resets must cover [B=" + batch + ", T=" + length + "], covered [B="
                    + (steps == 0 ? 0 : before.length / steps) + ", T=" + steps + "]");
        }
    }
}
