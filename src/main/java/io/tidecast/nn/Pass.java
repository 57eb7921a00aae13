package io.tidecast.nn;

import io.tidecast.kernel.SplitMix;

/** Forward pass and the backward pass that may follow it: what all layers of a workspace need to know. */
final class Pass {
    /** B of this call, or of the lanes of it that are computed together. */
    int batch;

    /** The first of these lanes. */
    int firstLane;

    /** Whether what a backward pass needs is kept. */
    boolean keeping;

    /** T of the network's input in this call. */
    int steps;

    /** Where lanes begin from the zero state; {@link Resets#NONE} mostly. */
    Resets resets = Resets.NONE;

    /** Whether dropout acts. */
    boolean training;

    /** Where dropout masks come from. */
    final SplitMix random = new SplitMix(0);
}
