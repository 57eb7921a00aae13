package io.tidecast.train;

import io.tidecast.nn.Network;
import java.util.Arrays;

/**
 * Batch shard: a fixed range of a batch's lanes: what they carry from step to step and the gradients of their losses,
 * so that the sum over shards doesn't depend on who computes them.
 */
final class Shard {
    final float[] gradients;

    /** Sum of the losses of the last run. */
    double sum;

    private float[][] states; // [lanes][state size] before the next run
    private float[][] after; // as the last run left them

    Shard(Network network, int lanes, int stateSize) {
        this.gradients = new float[network.layout().size()];
        this.states = new float[lanes][stateSize];
        this.after = new float[lanes][stateSize];
    }

    /** The state of a lane before the next run. */
    float[] state(int lane) {
        return states[lane];
    }

    /** Where a run puts the state of a lane. */
    float[] stateAfter(int lane) {
        return after[lane];
    }

    /** The next run goes on where the last one ended. */
    void advance() {
        float[][] free = states;
        states = after;
        after = free;
    }

    /** The next run begins from the zero state. */
    void reset() {
        for (float[] state : states) {
            Arrays.fill(state, 0f);
        }
    }
}
