package io.tidecast.forecast;

import java.util.stream.IntStream;

/** Thirds of a horizon: the blocks of steps whose maps and weights are learnt together. */
final class Thirds {
    static final int COUNT = 3;

    private static final int APART = 4;

    private Thirds() {}

    /** First horizon step of a third, from 1; of the one after the last, one beyond the horizon. */
    static int first(int third, int horizon) {
        return (third * horizon + COUNT - 1) / COUNT + 1;
    }

    /**
     * Whether a forecast of such a step is among those that are kept of a method: each third's last step, every
     * {@value #APART}th before it, and the first of all. Errors of steps that are neighbours say nearly the same.
     *
     * @param h 1 to horizon
     */
    static boolean isSampled(int h, int horizon) {
        int third = 0;
        while (h >= first(third + 1, horizon)) {
            third++;
        }
        return h == 1 || (first(third + 1, horizon) - 1 - h) % APART == 0;
    }

    /** Those steps, in order. */
    static int[] sampled(int horizon) {
        return IntStream.rangeClosed(1, horizon)
                .filter(h -> isSampled(h, horizon))
                .toArray();
    }

    /** How many steps it has; with a horizon of fewer steps than thirds some have none. */
    static int steps(int third, int horizon) {
        return first(third + 1, horizon) - first(third, horizon);
    }
}
