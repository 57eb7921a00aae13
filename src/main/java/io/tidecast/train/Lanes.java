package io.tidecast.train;

import io.tidecast.nn.Reset;

/**
 * Parallel sequences, contiguous histories side by side: what truncated BPTT runs along. Step t of a lane follows step
 * t - 1 of the same lane.
 */
public interface Lanes {
    /** B. */
    int lanes();

    /** T, steps of the longest lane; shorter ones end with targets that don't count. */
    int steps();

    /** Sets x [B, to - from, F] to the inputs of the steps from .. to. */
    void inputs(int from, int to, float[] x);

    /** Sets y and mask [B, to - from, O / Q] to the targets of the steps from .. to, and to 1 where they count. */
    void targets(int from, int to, float[] y, float[] mask);

    /** How the lane begins afresh before this step; all of them do so fully before step 0. */
    default Reset resetBefore(int lane, int step) {
        return Reset.NONE;
    }
}
