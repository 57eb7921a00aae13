package io.tidecast.series;

import java.time.Duration;

/**
 * How readings fall on a device's grid of steps.
 *
 * @param step length of a step; a step is named by its start, so 05:07:30 falls in step 05:07 of a one-minute grid
 * @param aggregation how several readings of a step become one value
 * @param grace how far a later reading must pass the end of a step before the step closes
 * @param maxGap the longest run of empty steps that is filled; after a longer one the window starts afresh
 * @param maxAhead a reading further past the wall clock than this is refused and moves no clock
 */
public record GridSettings(Duration step, Aggregation aggregation, Duration grace, Duration maxGap, Duration maxAhead) {
    public GridSettings {
        require(step.toMillis() >= 1, "series.step must be at least PT0.001S, was " + step);
        require(!grace.isNegative(), "series.grace must not be negative, was " + grace);
        require(!maxGap.isNegative(), "series.max-gap must not be negative, was " + maxGap);
        require(!maxAhead.isNegative(), "series.max-ahead must not be negative, was " + maxAhead);
    }

    public static GridSettings of(Duration step) {
        return new GridSettings(step, Aggregation.MEAN, Duration.ZERO, step.multipliedBy(6), Duration.ofHours(1));
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
