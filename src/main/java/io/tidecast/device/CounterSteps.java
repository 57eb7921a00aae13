package io.tidecast.device;

import io.tidecast.series.Aggregation;
import io.tidecast.series.Counter;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Precision;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/** Counters of a device while its steps close: what each has counted in a step, see {@link Counter}. */
final class CounterSteps {
    private static final double MS_PER_SECOND = 1000;

    private final GridSettings grid;
    private final Counter.Anchor[] anchors; // [F], none where no value is a counter
    private boolean moved;
    private int resets;
    private int rollOvers;

    CounterSteps(GridSettings grid, Counter.Anchor[] anchors) {
        this.grid = grid;
        this.anchors = anchors.clone();
    }

    /** What a counter has counted in the step of these readings; NaN where that cannot be known. */
    double aggregate(int feature, Aggregation aggregation, NavigableMap<Long, double[]> readings) {
        double sum = 0;
        long passedMs = 0;
        for (Map.Entry<Long, double[]> reading : readings.entrySet()) {
            double value = reading.getValue()[feature];
            if (!Double.isNaN(value)) {
                long timeMs = reading.getKey();
                Counter.Anchor last = anchors[feature];
                long steps = grid.indexOf(timeMs) - grid.indexOf(last.timeMs());
                if (last.isKnown() && steps <= grid.maxGapSteps() + 1) {
                    double increase = Counter.increase(last.value(), value);
                    sum += aggregation == Aggregation.INCREASE ? increase / Math.max(1, steps) : increase;
                    passedMs += timeMs - last.timeMs();
                    count(Counter.drop(last.value(), value));
                }
                anchors[feature] = new Counter.Anchor(value, timeMs);
                moved = true;
            }
        }
        if (passedMs == 0) {
            return Double.NaN;
        }
        return Precision.of(aggregation == Aggregation.RATE ? sum / (passedMs / MS_PER_SECOND) : sum);
    }

    private void count(Counter.Drop drop) {
        resets += drop == Counter.Drop.RESET ? 1 : 0;
        rollOvers += drop == Counter.Drop.ROLL_OVER ? 1 : 0;
    }

    /** Where the counters stand now; empty if none has gone on. */
    Optional<Closed> closed() {
        return moved ? Optional.of(new Closed.Counters(anchors, resets, rollOvers)) : Optional.empty();
    }
}
