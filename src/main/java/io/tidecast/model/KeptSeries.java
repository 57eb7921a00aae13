package io.tidecast.model;

import io.tidecast.base.BaseNetwork;
import io.tidecast.base.BaseSeries;

/**
 * What the base network keeps of a device from one forecast to the next, for a version that is given its forecasts. It
 * follows from what the window holds, so nothing of it is stored: it is begun anew with the same bits.
 */
public final class KeptSeries {
    /** About the bytes of a target. */
    public static final int HEAP_BYTES = BaseSeries.HEAP_BYTES;

    private BaseNetwork network; // null before there is any
    private int season;
    private BaseSeries[] targets = {};

    /** Forgets what is kept: the values are others from here on. */
    public void begin() {
        network = null;
    }

    /** Those of so many targets. */
    BaseSeries[] of(BaseNetwork base, int count, int steps) {
        if (base != network || steps != season) {
            network = base;
            season = steps;
            targets = new BaseSeries[count];
            for (int j = 0; j < count; j++) {
                targets[j] = base.series(steps);
            }
        }
        return targets;
    }
}
