package io.tidecast.device;

import io.tidecast.series.Aggregation;
import io.tidecast.series.Counter;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Precision;
import io.tidecast.series.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;

/**
 * Steps of an event-time grid.
 *
 * <p>Worked example, hourly grid, no grace, max-gap two hours. Readings at 05:10 and 05:40 are kept; the one at 06:05
 * closes step 05:00 with their mean, and a forecast with origin 05:00 goes out. The next at 10:00 closes 06:00, then
 * 07:00 and 08:00 as empty steps, filled; there the gap is longer than max-gap, and the window starts afresh with step
 * 10:00. A reading of 09:59 is late from then on, counted and dead-lettered; with a grace of half an hour it would be
 * in time until the one of 10:30. A second reading of 10:00, at whatever offset, adds the values that the first one
 * lacks as long as step 10:00 is open; a value that is there already is a duplicate: counted, and without effect. After
 * that the reading is late, a dead letter.
 */
final class GridSteps implements StepRule {
    private final GridSettings grid;
    private final int features;
    private final Aggregation[] aggregations; // [F]

    GridSteps(GridSettings grid, List<String> names) {
        this.grid = grid;
        features = names.size();
        aggregations = names.stream().map(grid.aggregation()::of).toArray(Aggregation[]::new);
    }

    private long bound(long timeMs) {
        return grid.indexOf(timeMs - grid.grace().toMillis());
    }

    @Override
    public DevicePosition begin(long timeMs) {
        return new DevicePosition(bound(timeMs), DevicePosition.NEVER, grid.stepMs(), features);
    }

    /** In the step that holds the time: what is open of it must not be lost. */
    @Override
    public DevicePosition resume(long closedToMs) {
        return new DevicePosition(grid.indexOf(closedToMs), DevicePosition.NEVER, grid.stepMs(), features);
    }

    @Override
    public Place place(DeviceState state, Reading reading) {
        return grid.indexOf(reading.timeMs()) < state.position().open() ? Place.LATE : Place.OPEN;
    }

    @Override
    public long openFromMs(DevicePosition position) {
        return grid.startOf(position.open());
    }

    @Override
    public boolean moves(DevicePosition position, long timeMs) {
        return bound(timeMs) > position.open();
    }

    @Override
    public long closesToMs(long timeMs) {
        return grid.startOf(bound(timeMs));
    }

    @Override
    public long closesAllToMs(long newestMs) {
        return grid.startOf(grid.indexOf(newestMs) + 1);
    }

    @Override
    public List<Closed> close(
            DevicePosition position,
            OptionalLong lastMs,
            Counter.Anchor[] anchors,
            NavigableMap<Long, double[]> readings,
            long toMs) {
        List<Closed> closed = new ArrayList<>();
        CounterSteps counters = new CounterSteps(grid, anchors);
        long bound = grid.indexOf(toMs);
        long open = position.open();
        boolean ended = position.ended();
        int empty = position.empty();
        while (open < bound) {
            long end = grid.startOf(open + 1);
            double[] values = aggregate(readings.headMap(end, false), counters);
            if (values != null) {
                closed.add(new Closed.Step(open, grid.startOf(open), values));
                ended = false;
                empty = 0;
                open++;
            } else if (!ended && empty < grid.maxGapSteps()) {
                closed.add(new Closed.Empty(open, grid.startOf(open)));
                empty++;
                open++;
            } else {
                if (!ended) {
                    closed.add(new Closed.StretchEnd());
                    ended = true;
                }
                Long next = readings.ceilingKey(end);
                open = next == null ? bound : grid.indexOf(next);
            }
        }
        counters.closed().ifPresent(closed::add);
        closed.add(new Closed.Bound(open, position.closedMs()));
        return closed;
    }

    /** [F] aggregates, or null if no reading has a value; takes the readings out. */
    private double[] aggregate(NavigableMap<Long, double[]> readings, CounterSteps counters) {
        double[] values = new double[features];
        double[] column = new double[readings.size()];
        boolean any = false;
        for (int f = 0; f < values.length; f++) {
            if (aggregations[f].isCounter()) {
                values[f] = counters.aggregate(f, aggregations[f], readings);
            } else {
                int r = 0;
                for (double[] reading : readings.values()) {
                    column[r++] = Precision.read(reading[f]);
                }
                values[f] = aggregations[f].of(column);
            }
            any |= !Double.isNaN(values[f]);
        }
        readings.clear();
        return any ? values : null;
    }
}
