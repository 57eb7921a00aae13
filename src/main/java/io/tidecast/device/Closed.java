package io.tidecast.device;

import io.tidecast.series.Counter;

/** Closed part of a device's series; what is returned together is handled in its order. */
public sealed interface Closed {
    /**
     * A step with values.
     *
     * @param index its index; one that is not the next after the last begins a stretch
     * @param values [F], NaN where there was none, of which at least one is there
     */
    record Step(long index, long timeMs, double[] values) implements Closed {}

    /** Empty step: the next after the last. */
    record Empty(long index, long timeMs) implements Closed {}

    /** The stretch is over: the next step begins the window afresh. */
    record StretchEnd() implements Closed {}

    /**
     * Counters have gone on.
     *
     * @param anchors [F] last readings
     * @param resets since the last that closed
     * @param rollOvers since the last that closed
     */
    record Counters(Counter.Anchor[] anchors, int resets, int rollOvers) implements Closed {}

    /**
     * Everything up to a time is closed, and readings of it are late from now on.
     *
     * @param open index of the next step to close
     * @param closedMs where every reading is a step: the last time that is closed
     */
    record Bound(long open, long closedMs) implements Closed {}
}
