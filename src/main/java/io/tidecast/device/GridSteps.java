package io.tidecast.device;

import io.tidecast.series.GridSettings;
import java.util.Collection;
import java.util.NavigableMap;

/**
 * Steps of a grid.
 *
 * <p>Worked example, hourly grid, no grace, max-gap two hours. Readings at 05:10 and 05:40 are kept; the one at 06:05 closes
 * step 05:00 with their mean, and a forecast with origin 05:00 goes out. The next at 10:00 closes 06:00, then 07:00 and 08:00
 * as empty steps, filled; there the gap is longer than max-gap, and the window starts afresh with step 10:00. A reading of 09:59 is
 * late from then on, counted and dead-lettered; with a grace of half an hour it would be in time until the one of 10:30. A second
 * reading of 10:00, with whatever value and at whatever offset, is a duplicate as long as step 10:00 is open: counted, and without
 * effect. After that it is late, and without effect too.
 */
final class GridSteps implements StepRule {
    private final GridSettings grid;
    private final int features;

    GridSteps(GridSettings grid, int features) {
        this.grid = grid;
        this.features = features;
    }

    private long bound(long timeMs) {
        return grid.indexOf(timeMs - grid.grace().toMillis());
    }

    @Override
    public DevicePosition begin(long timeMs) {
        return new DevicePosition(bound(timeMs), grid.stepMs(), features);
    }

    @Override
    public Place place(DeviceState state, long timeMs) {
        return grid.indexOf(timeMs) < state.clock().open ? Place.LATE : Place.OPEN;
    }

    @Override
    public long openFromMs(DevicePosition clock) {
        return grid.startOf(clock.open);
    }

    @Override
    public boolean moves(DevicePosition clock, long timeMs) {
        return bound(timeMs) > clock.open;
    }

    @Override
    public void close(DeviceState state, long timeMs, Sink sink) {
        closeUpTo(state, bound(timeMs), sink);
    }

    @Override
    public void closeAll(DeviceState state, long newestMs, Sink sink) {
        closeUpTo(state, grid.indexOf(newestMs) + 1, sink);
    }

    /** Closes every step before {@code bound}. */
    private void closeUpTo(DeviceState state, long bound, Sink sink) {
        DevicePosition clock = state.clock();
        NavigableMap<Long, float[]> readings = state.take(grid.startOf(clock.open), grid.startOf(bound));
        while (clock.open < bound) {
            long end = grid.startOf(clock.open + 1);
            float[] values = aggregate(readings.headMap(end, false).values());
            if (values != null) {
                if (clock.ended) {
                    clock.begin(clock.open);
                }
                clock.empty = 0;
                sink.observed(state, grid.startOf(clock.open), values);
            } else if (!clock.ended && clock.empty < grid.maxGapSteps()) {
                clock.empty++;
                sink.empty(state, grid.startOf(clock.open));
            } else {
                sink.endRun(state);
                Long next = readings.ceilingKey(end);
                clock.open = next == null ? bound : grid.indexOf(next);
            }
        }
    }

    /** [F] aggregates, or null if no reading has a value. */
    private float[] aggregate(Collection<float[]> readings) {
        float[] values = new float[features];
        float[] column = new float[readings.size()];
        boolean any = false;
        for (int f = 0; f < values.length; f++) {
            int r = 0;
            for (float[] reading : readings) {
                column[r++] = reading[f];
            }
            values[f] = grid.aggregation().of(column);
            any |= !Float.isNaN(values[f]);
        }
        readings.clear();
        return any ? values : null;
    }
}
