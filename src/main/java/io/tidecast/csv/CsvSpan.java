package io.tidecast.csv;

import io.tidecast.config.ShortDuration;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Reading;
import io.tidecast.series.Sampling;
import io.tidecast.series.TimeStep;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Time span of readings: how many there are, from when to when, and how far apart those of a device usually are.
 *
 * @param readings how many
 * @param firstMs earliest event time
 * @param lastMs latest event time
 * @param usualMs median of the times between a device's readings; 0 where none has two
 * @param repeats how many have a value that the reading before them has, of the same device and time
 * @param dates whether all are of one time of day
 */
public record CsvSpan(long readings, long firstMs, long lastMs, long usualMs, long repeats, boolean dates) {
    private static final long DAY_MS = Duration.ofDays(1).toMillis();

    /** Counts; of nothing the times are 0. */
    public static CsvSpan of(Iterator<Reading> all) {
        Counter counter = new Counter();
        all.forEachRemaining(counter::add);
        return counter.span();
    }

    /** Running account of a span. */
    public static final class Counter {
        /** Intervals that are told apart; a file with more of them has no usual one. */
        private static final int MOST_INTERVALS = 10_000;

        private final Map<String, Reading> lasts = new HashMap<>();
        private final TreeMap<Long, Long> intervals = new TreeMap<>();
        private long count;
        private long repeats;
        private long first = Long.MAX_VALUE;
        private long last = Long.MIN_VALUE;
        private boolean dates = true;

        /** The same readings, each of which is counted when it is taken. */
        public Iterator<Reading> counting(Iterator<Reading> all) {
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return all.hasNext();
                }

                @Override
                public Reading next() {
                    Reading reading = all.next();
                    add(reading);
                    return reading;
                }
            };
        }

        /** Counts a reading. */
        public void add(Reading reading) {
            long timeMs = reading.timeMs();
            first = Math.min(first, timeMs);
            last = Math.max(last, timeMs);
            dates &= Math.floorMod(timeMs - first, DAY_MS) == 0;
            count++;
            Reading before = lasts.put(reading.device(), reading);
            if (before != null && timeMs > before.timeMs()) {
                Long interval = timeMs - before.timeMs();
                if (intervals.size() < MOST_INTERVALS || intervals.containsKey(interval)) {
                    intervals.merge(interval, 1L, Long::sum);
                }
            } else if (before != null && timeMs == before.timeMs() && overlap(before.values(), reading.values())) {
                repeats++;
            }
        }

        private static boolean overlap(double[] one, double[] other) {
            for (int f = 0; f < one.length; f++) {
                if (!Double.isNaN(one[f]) && !Double.isNaN(other[f])) {
                    return true;
                }
            }
            return false;
        }

        /** Whether there was a reading of a device. */
        public boolean hasSeen(String device) {
            return lasts.containsKey(device);
        }

        /** What was counted. */
        public CsvSpan span() {
            return count == 0
                    ? new CsvSpan(0, 0, 0, 0, 0, false)
                    : new CsvSpan(count, first, last, median(), repeats, dates);
        }

        private long median() {
            long half = (intervals.values().stream().mapToLong(Long::longValue).sum() + 1) / 2;
            for (Map.Entry<Long, Long> interval : intervals.entrySet()) {
                half -= interval.getValue();
                if (half <= 0) {
                    return interval.getKey();
                }
            }
            return 0;
        }
    }

    /**
     * Why nothing can be forecast of these readings on a grid, in words that name the setting; empty if nothing speaks
     * against it.
     *
     * @param least steps that a forecast and its actuals need
     */
    public Optional<String> objection(GridSettings grid, int least) {
        String step = "series.step " + grid.timeStep().typed();
        if (repeats > readings / 2) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "%,d of %,d rows have the time of the row before them%s (--time-column DATE,TIME puts two columns"
                            + " together, --device-column tells devices apart)",
                    repeats,
                    readings,
                    dates ? ", and all are dates alone" : ""));
        }
        if (grid.steps() == Sampling.GRID && usualMs > grid.stepMs() * (grid.maxGapSteps() + 1)) {
            return Optional.of(step + " is too fine: readings of a device are usually "
                    + ShortDuration.of(Duration.ofMillis(usualMs))
                    + " apart, and empty steps are filled up to series.max-gap " + ShortDuration.of(grid.maxGap())
                    + "; --series-step "
                    + TimeStep.near(Duration.ofMillis(usualMs)).typed() + " fits");
        }
        long steps = grid.timeStep().between(firstMs, lastMs) + 1;
        if (grid.steps() == Sampling.GRID && steps < least) {
            return Optional.of(step + " is too long: from " + Instant.ofEpochMilli(firstMs) + " to "
                    + Instant.ofEpochMilli(lastMs) + " are " + steps + " steps, and a forecast and what it is judged by"
                    + " need " + least);
        }
        return Optional.empty();
    }
}
