package io.tidecast.series;

import java.time.Duration;

/**
 * How readings become a device's steps.
 *
 * @param steps what a step is
 * @param step length of a step; a step is named by its start, so 05:07:30 falls in step 05:07 of a one-minute grid. Where every
 *     reading is a step, the interval at which they usually come: seasons are counted in it
 * @param aggregation how several readings of a step become one value
 * @param grace how far a later reading must pass the end of a step before the step closes
 * @param fill what an empty step holds
 * @param maxGap the longest run of empty steps that is filled; after a longer one the window starts afresh. Where every reading is
 *     a step, the longest pause between two of a window
 * @param idleClose when nothing was received from a device for so long of wall time, its last steps close without a later
 *     reading; 0 for never. Worked example, steps of a minute, idle-close five minutes: the reading of 05:00:30 is the last one
 *     received, at 05:00:31. At 05:05:31, or some seconds later, step 05:00 closes with it and is forecast from. A reading of
 *     05:00:40 that comes after that is late; one of 05:07:10 opens step 05:07, and 05:01 to 05:06 close as empty steps. A device
 *     whose newest reading was older than {@code idleClose + step + grace} when it was received is replaying history, and waits
 *     for its next reading however long that takes
 * @param maxAhead a reading further past the wall clock than this is refused and moves no clock. Worked example, an hour: at 12:00:00
 *     on the wall a reading of 13:00:00 is taken, and closes the steps before it; one of 13:00:00.001 goes to the dead letters, and
 *     the next one of 12:00:01 is as much in time as if it had never come
 */
public record GridSettings(
        Sampling steps,
        Duration step,
        Aggregation aggregation,
        Duration grace,
        Fill fill,
        Duration maxGap,
        Duration idleClose,
        Duration maxAhead) {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    public GridSettings {
        require(step.toMillis() >= 1, "series.step must be at least PT0.001S, was " + step);
        require(!grace.isNegative(), "series.grace must not be negative, was " + grace);
        require(!maxGap.isNegative(), "series.max-gap must not be negative, was " + maxGap);
        require(!idleClose.isNegative(), "series.idle-close must not be negative, was " + idleClose);
        require(!maxAhead.isNegative(), "series.max-ahead must not be negative, was " + maxAhead);
    }

    public static GridSettings of(Duration step) {
        Duration idle = step.multipliedBy(10);
        return new GridSettings(
                Sampling.GRID,
                step,
                Aggregation.MEAN,
                Duration.ZERO,
                Fill.PREVIOUS,
                step.multipliedBy(6),
                idle.compareTo(MINUTE) < 0 ? MINUTE : idle,
                Duration.ofHours(1));
    }

    public long stepMs() {
        return step.toMillis();
    }

    /** The longest run of empty steps that is filled, in steps. */
    public long maxGapSteps() {
        return maxGap.toMillis() / stepMs();
    }

    /** Index of the step that holds a time: step n covers {@code [n * step, (n + 1) * step)} since the epoch. */
    public long indexOf(long timeMs) {
        return Math.floorDiv(timeMs, stepMs());
    }

    public long startOf(long index) {
        return index * stepMs();
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
