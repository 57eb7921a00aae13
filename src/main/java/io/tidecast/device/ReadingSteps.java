package io.tidecast.device;

import io.tidecast.series.GridSettings;
import java.util.OptionalLong;

/**
 * Every reading a step, see {@link io.tidecast.series.Sampling#READINGS} for the rule and a worked example. The first step of a run has
 * its time in ms as index, so that a later run, or the same device after its state was lost, never has an index again.
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
        DevicePosition clock = new DevicePosition(timeMs, grid.stepMs(), features);
        clock.closedMs = bound(timeMs) - 1;
        return clock;
    }

    @Override
    public Place place(DeviceState state, long timeMs) {
        if (timeMs > state.clock().closedMs) {
            return Place.OPEN;
        }
        return state.hasStepAt(timeMs) ? Place.DUPLICATE : Place.LATE;
    }

    @Override
    public long openFromMs(DevicePosition clock) {
        return clock.closedMs + 1;
    }

    @Override
    public boolean moves(DevicePosition clock, long timeMs) {
        return bound(timeMs) > clock.closedMs;
    }

    @Override
    public void close(DeviceState state, long timeMs, Sink sink) {
        closeUpTo(state, bound(timeMs), sink);
    }

    @Override
    public void closeAll(DeviceState state, long newestMs, Sink sink) {
        closeUpTo(state, newestMs, sink);
    }

    private void closeUpTo(DeviceState state, long lastMs, Sink sink) {
        DevicePosition clock = state.clock();
        state.take(openFromMs(clock), lastMs + 1).forEach((timeMs, values) -> {
            OptionalLong before = state.lastStepMs();
            if (before.isPresent()
                    && timeMs - before.getAsLong() > grid.maxGap().toMillis()) {
                sink.endRun(state);
            }
            if (hasValue(values)) {
                if (clock.ended) {
                    clock.open = timeMs;
                    clock.begin(timeMs);
                }
                sink.observed(state, timeMs, values);
            }
        });
        clock.closedMs = lastMs;
    }

    private static boolean hasValue(float... values) {
        for (float value : values) {
            if (!Float.isNaN(value)) {
                return true;
            }
        }
        return false;
    }
}
