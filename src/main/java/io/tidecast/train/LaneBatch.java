package io.tidecast.train;

import io.tidecast.nn.Resets;

/** Mini-batch of lanes: what one training step looks at. Set anew for each, so that a step allocates nothing. */
final class LaneBatch {
    /** B. */
    int lanes;

    /** T. */
    int steps;

    /** Inputs [B,T,F]. */
    float[] x;

    /** Targets [B,T',O / Q], Q the loss's predictions per target. */
    float[] y;

    /** Which targets count, as y; null: all. */
    float[] mask;

    /** T' · O / Q. */
    int targetsPerLane;

    /** Whether the lanes carry on from the step before; else they begin from zero. */
    boolean continued;

    /** Lanes that begin from the zero recurrent state within. */
    Resets resets;

    /** The time step the next batch begins at, T when it follows this one. */
    int carryFrom;

    LaneBatch set(
            int lanes,
            int steps,
            float[] x,
            float[] y,
            float[] mask,
            int targetsPerLane,
            boolean continued,
            Resets resets,
            int carryFrom) {
        this.lanes = lanes;
        this.steps = steps;
        this.x = x;
        this.y = y;
        this.mask = mask;
        this.targetsPerLane = targetsPerLane;
        this.continued = continued;
        this.resets = resets;
        this.carryFrom = carryFrom;
        return this;
    }
}
