package io.tidecast.device;

import io.tidecast.series.Counter;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Reading;
import io.tidecast.series.Sampling;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;

/**
 * Rule by which a device's readings close as steps. It is pure: told what is open and how far the device has come, it
 * returns what closes, in order, and changes nothing; {@link DevicePosition} moves on as each is handled.
 */
public sealed interface StepRule permits GridSteps, ReadingSteps {
    /** Lateness of a reading: how it stands to what has closed. */
    enum Place {
        OPEN,
        LATE,
        DUPLICATE
    }

    /** The rule of these settings for readings of these features. */
    static StepRule of(GridSettings grid, List<String> features) {
        return grid.steps() == Sampling.GRID ? new GridSteps(grid, features) : new ReadingSteps(grid, features.size());
    }

    /** The position of a device whose first reading is of this time. */
    DevicePosition begin(long timeMs);

    /** The position of a device of which all readings before this time have closed, by whatever rule. */
    DevicePosition resume(long closedToMs);

    /** How a reading stands to what has closed. */
    Place place(DeviceState state, Reading reading);

    /** From when on readings are open. */
    long openFromMs(DevicePosition position);

    /** Whether a reading of this time has anything close. */
    boolean moves(DevicePosition position, long timeMs);

    /** Until when, exclusive, readings close when one of this time has come. */
    long closesToMs(long timeMs);

    /** Until when, exclusive, readings close when nothing more is waited for and this is the newest. */
    long closesAllToMs(long newestMs);

    /**
     * What closes.
     *
     * @param position how far the device has come
     * @param lastMs when the stretch's last step was, where every reading is one; empty without a stretch
     * @param anchors [F] last readings of counters before these; empty where no value is one
     * @param readings [F] each, those that are open with times before {@code toMs}
     * @param toMs from {@link #closesToMs} or {@link #closesAllToMs}
     */
    List<Closed> close(
            DevicePosition position,
            OptionalLong lastMs,
            Counter.Anchor[] anchors,
            NavigableMap<Long, double[]> readings,
            long toMs);
}
