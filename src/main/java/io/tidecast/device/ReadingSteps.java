package io.tidecast.device;

import io.tidecast.series.Counter;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Precision;
import io.tidecast.series.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;

/**
 * Irregular series: every reading is a step, see {@link io.tidecast.series.Sampling#READINGS} for the rule and a worked
 * example. The first step of a stretch has its time in ms as index, so that a later stretch, or the same device after
 * its state was lost, never has an index again.
 */
final class ReadingSteps implements StepRule {
    private final GridSettings grid;
    private final int features;

    ReadingSteps(GridSettings grid, int features) {
        this.grid = grid;
        this.features = features;
    }

    private long bound(long timeMs) {
        return timeMs - grid.grace().toMillis();
    }

    @Override
    public DevicePosition begin(long timeMs) {
        return new DevicePosition(timeMs, bound(timeMs) - 1, grid.stepMs(), features);
    }

    @Override
    public DevicePosition resume(long closedToMs) {
        return new DevicePosition(closedToMs, closedToMs - 1, grid.stepMs(), features);
    }

    @Override
    public Place place(DeviceState state, Reading reading) {
        if (reading.timeMs() > state.position().closedMs()) {
            return Place.OPEN;
        }
        return state.hasStepOf(reading) ? Place.DUPLICATE : Place.LATE;
    }

    @Override
    public long openFromMs(DevicePosition position) {
        return position.closedMs() + 1;
    }

    @Override
    public boolean moves(DevicePosition position, long timeMs) {
        return bound(timeMs) > position.closedMs();
    }

    @Override
    public long closesToMs(long timeMs) {
        return bound(timeMs) + 1;
    }

    @Override
    public long closesAllToMs(long newestMs) {
        return newestMs + 1;
    }

    @Override
    public List<Closed> close(
            DevicePosition position,
            OptionalLong lastMs,
            Counter.Anchor[] anchors,
            NavigableMap<Long, double[]> readings,
            long toMs) {
        List<Closed> closed = new ArrayList<>();
        OptionalLong before = lastMs;
        long open = position.open();
        for (var reading : readings.entrySet()) {
            long timeMs = reading.getKey();
            if (before.isPresent()
                    && timeMs - before.getAsLong() > grid.maxGap().toMillis()) {
                closed.add(new Closed.StretchEnd());
                before = OptionalLong.empty();
            }
            if (hasValue(reading.getValue())) {
                long index = before.isPresent() ? open : timeMs;
                closed.add(new Closed.Step(index, timeMs, kept(reading.getValue())));
                before = OptionalLong.of(timeMs);
                open = index + 1;
            }
        }
        closed.add(new Closed.Bound(open, toMs - 1));
        return closed;
    }

    private static double[] kept(double... values) {
        return Arrays.stream(values).map(Precision::read).toArray();
    }

    private static boolean hasValue(double... values) {
        for (double value : values) {
            if (!Double.isNaN(value)) {
                return true;
            }
        }
        return false;
    }
}
