package io.tidecast.forecast;

/** Thirds of a horizon: the blocks of steps whose maps and weights are learnt together. */
final class Thirds {
    static final int COUNT = 3;

    private Thirds() {}

    /** First horizon step of a third, from 1; of the one after the last, one beyond the horizon. */
    static int first(int third, int horizon) {
        return (third * horizon + COUNT - 1) / COUNT + 1;
    }

    /** How many steps it has; with a horizon of fewer steps than thirds some have none. */
    static int steps(int third, int horizon) {
        return first(third + 1, horizon) - first(third, horizon);
    }
}
