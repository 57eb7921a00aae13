package io.tidecast.device;

import io.tidecast.series.GridSettings;
import io.tidecast.series.Sampling;

/** When a device's readings close as steps. */
public sealed interface StepRule permits GridSteps, ReadingSteps {
    /** What a rule makes of a device's readings; the steps of a device come in their order. */
    interface Sink {
        /** The open step closes with values [F], NaN where there was none, of which at least one is there. */
        void observed(DeviceState state, long timeMs, float... values);

        /** The open step closes without. */
        void empty(DeviceState state, long timeMs);

        /** The run is over: the window begins afresh. */
        void endRun(DeviceState state);
    }

    /** How a reading stands to what has closed. */
    enum Place {
        OPEN,
        LATE,
        DUPLICATE
    }

    static StepRule of(GridSettings grid, int features) {
        return grid.steps() == Sampling.GRID ? new GridSteps(grid, features) : new ReadingSteps(grid, features);
    }

    /** The place of a device whose first reading is of this time. */
    DevicePosition begin(long timeMs);

    Place place(DeviceState state, long timeMs);

    /** From when on readings are open. */
    long openFromMs(DevicePosition clock);

    /** Whether a reading of this time has anything close. */
    boolean moves(DevicePosition clock, long timeMs);

    /** Closes what a reading of this time leaves behind. */
    void close(DeviceState state, long timeMs, Sink sink);

    /** Closes everything up to a device's newest reading. */
    void closeAll(DeviceState state, long newestMs, Sink sink);
}
