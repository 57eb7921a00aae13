package io.tidecast.learn;

/**
 * Held-out steps of older history, which are never trained on, in any run, so that forgetting can be measured there:
 * every twentieth block of a horizon's length, counted from the epoch. The window before such a block is an old
 * held-out window.
 *
 * @param horizon steps of a block
 */
record OldWindows(int horizon) {
    private static final int EVERY = 20;

    /** Whether the step with this grid index is in such a block. */
    boolean holds(long index) {
        return Math.floorMod(Math.floorDiv(index, (long) horizon), EVERY) == EVERY / 2;
    }

    /** Whether a forecast from this origin covers exactly such a block. */
    boolean begins(long origin) {
        return Math.floorMod(origin + 1, (long) horizon) == 0 && holds(origin + 1);
    }
}
