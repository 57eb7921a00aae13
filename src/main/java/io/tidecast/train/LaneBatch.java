package io.tidecast.train;

import io.tidecast.nn.Resets;

/** What one training step looks at. */
final class LaneBatch {
    /** B. */
    final int lanes;

    /** T. */
    final int steps;

    /** Inputs [B,T,F]. */
    final float[] x;

    /** Targets [B,T',O / Q], Q the loss's predictions per target. */
    final float[] y;

    /** Which targets count, as y; null: all. */
    final float[] mask;

    /** T' · O / Q. */
    final int targetsPerLane;

    /** Whether the lanes carry on from the step before; else they begin from zero. */
    final boolean continued;

    /** Lanes that begin from the zero recurrent state within. */
    final Resets resets;

    /** The time step the next batch begins at, T when it follows this one. */
    final int carryFrom;

    LaneBatch(
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
    }
}
