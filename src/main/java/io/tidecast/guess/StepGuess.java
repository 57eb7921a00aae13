package io.tidecast.guess;

import io.tidecast.config.ShortDuration;
import io.tidecast.series.TimeStep;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Sampling interval of series: the median time between two readings of a device, as the next length that people set
 * clocks by; where readings come by the day, week, month or year, that of the calendar.
 *
 * @param step as settings have it
 */
record StepGuess(TimeStep step, List<Decision> decisions) {
    private static final String KEY = "series.step";
    private static final long[] SECONDS = {
        1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 14_400, 21_600, 43_200, 86_400
    };
    private static final double TOLERANCE = 1.1;
    private static final Duration DAY = Duration.ofDays(1);
    private static final int DAYS_THAT_TELL = 10;

    /** @throws CannotTellException if no device has two readings */
    static StepGuess of(List<Series> all) {
        long[] intervals = all.stream()
                .flatMapToLong(series -> differences(series.timesMs()))
                .sorted()
                .toArray();
        if (intervals.length == 0) {
            throw new CannotTellException(
                    "no device has two readings at different times, so the step cannot be told: --for a longer time, or"
                            + " --series-step");
        }
        Duration usual = Duration.ofMillis(intervals[intervals.length / 2]);
        String seen = "readings of a device are usually " + ShortDuration.of(usual) + " apart";
        TimeStep near = TimeStep.near(usual);
        if (near.length().compareTo(DAY.multipliedBy(25)) > 0) {
            return new StepGuess(near, List.of(new Decision(KEY, near.toString(), seen)));
        }
        if (usual.compareTo(DAY.multipliedBy(6)) > 0) {
            TimeStep week = usual.equals(DAY.multipliedBy(7)) ? TimeStep.parse("P1W") : TimeStep.of(usual);
            return new StepGuess(week, List.of(new Decision(KEY, week.toString(), seen)));
        }
        if (usual.compareTo(DAY) >= 0) {
            return days(all, seen);
        }
        Duration length = rounded(usual);
        List<Decision> decisions = new ArrayList<>();
        decisions.add(new Decision(KEY, ShortDuration.of(length), seen));
        return new StepGuess(TimeStep.of(length), decisions);
    }

    private static StepGuess days(List<Series> all, String seen) {
        List<DayOfWeek> days = all.stream()
                .flatMapToLong(series -> Arrays.stream(series.timesMs()))
                .mapToObj(timeMs ->
                        Instant.ofEpochMilli(timeMs).atZone(ZoneOffset.UTC).getDayOfWeek())
                .toList();
        boolean business = days.size() >= DAYS_THAT_TELL
                && days.stream().noneMatch(day -> day == DayOfWeek.SATURDAY || day == DayOfWeek.SUNDAY)
                && days.stream().distinct().count() > 2;
        List<Decision> decisions = new ArrayList<>();
        decisions.add(new Decision(KEY, "P1D", seen));
        if (business) {
            decisions.add(new Decision("series.days", "mon-fri", "none of them is on a Saturday or Sunday"));
        }
        return new StepGuess(TimeStep.of(DAY), decisions);
    }

    /** The first of the usual lengths that is not shorter, but for a tenth. */
    private static Duration rounded(Duration interval) {
        double seconds = interval.toMillis() / 1000.0;
        for (long length : SECONDS) {
            if (seconds <= length * TOLERANCE) {
                return Duration.ofSeconds(length);
            }
        }
        return DAY;
    }

    private static LongStream differences(long[] timesMs) {
        return LongStream.range(1, timesMs.length).map(i -> timesMs[(int) i] - timesMs[(int) i - 1]);
    }
}
