package io.tidecast.replay;

import io.tidecast.series.Reading;
import io.tidecast.series.TimeStep;
import io.tidecast.stream.StreamSettings;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Look-ahead over recorded readings: gives them in their order, and before each the values that were known ahead by
 * then. Rows say by an as-of time since when their values were known; without one they are known as soon as they are
 * within the horizon, which is perfect foresight.
 *
 * <p>Worked example, hourly steps, a horizon of 3: before the reading of 05:00 the values of 06:00 to 08:00 are told,
 * and of those only the ones that were known at 05:00.
 */
final class Foresight implements Iterator<Reading> {
    private final Iterator<Reading> readings;
    private final TimeStep step;
    private final int horizon;
    private final int[] known;
    private final boolean asOf;
    private final int features;
    private final Consumer<Reading> told;
    private final Deque<Reading> ahead = new ArrayDeque<>();
    private final PriorityQueue<Told> waiting = new PriorityQueue<>(Comparator.comparingLong(Told::sinceMs));

    /** Values of a step, and since when they are known. */
    private record Told(long sinceMs, Reading values) {}

    /**
     * Looks ahead.
     *
     * @param readings in the order of their times; with an as-of time each has that, in ms, as a further value, its
     *     last
     * @param told takes the values known ahead, as readings of those features alone
     */
    Foresight(StreamSettings settings, Iterator<Reading> readings, boolean asOf, Consumer<Reading> told) {
        this.readings = readings;
        this.asOf = asOf;
        this.told = told;
        step = settings.forecast().timeStep();
        horizon = settings.forecast().horizon();
        features = settings.forecast().features().size();
        known = settings.network()
                .covariates()
                .known(settings.forecast().features(), settings.forecast().targets());
    }

    @Override
    public boolean hasNext() {
        return !ahead.isEmpty() || readings.hasNext();
    }

    @Override
    public Reading next() {
        if (ahead.isEmpty()) {
            read();
        }
        long nowMs = ahead.getFirst().timeMs();
        if (known.length > 0) {
            long last = step.indexOf(nowMs) + horizon;
            while (readings.hasNext() && step.indexOf(ahead.getLast().timeMs()) <= last) {
                read();
            }
            while (!waiting.isEmpty() && waiting.peek().sinceMs() <= nowMs) {
                told.accept(waiting.remove().values());
            }
        }
        return ahead.removeFirst();
    }

    private void read() {
        Reading row = readings.next();
        double[] values = new double[features];
        System.arraycopy(row.values(), 0, values, 0, features);
        ahead.add(new Reading(row.device(), row.timeMs(), values));
        if (known.length > 0) {
            double[] own = new double[known.length];
            for (int k = 0; k < known.length; k++) {
                own[k] = values[known[k]];
            }
            long within = step.startOf(step.indexOf(row.timeMs()) - horizon);
            long sinceMs = asOf ? Math.max(within, (long) row.values()[features]) : within;
            waiting.add(new Told(sinceMs, new Reading(row.device(), row.timeMs(), own)));
        }
    }
}
