package io.tidecast.series;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;

/**
 * Calendar as a future covariate: the turn of its cycles as sine and cosine, so that 23:59 is next to 00:00. A cycle
 * that steps are too long for is left out: the hour where they are a day or longer, the weekday where they are longer
 * than a day.
 *
 * <p>Worked example, hour and weekday of an hourly grid: 06:00 UTC on a Monday is {@code [sin 2π·6/24, cos 2π·6/24, sin
 * 2π·0.25/7, cos 2π·0.25/7]}; the weekday moves on smoothly within the day.
 *
 * <p>Across a change of the clocks the hour is that on the wall. In Berlin, where 29 March 2026 has no hour from 02:00
 * to 03:00:
 *
 * <pre>
 *   step, UTC      00:00   01:00   02:00      (25 October)  00:00   01:00   02:00
 *   on the wall    01:00   03:00   04:00                    02:00   02:00   03:00
 *   hour's turn     1/24    3/24    4/24                     2/24    2/24    3/24
 * </pre>
 *
 * @param cycles in the order of the features, two for each
 */
public record Calendar(List<Cycle> cycles, ZoneId zone) implements OwnZone.Zoned {
    /**
     * The features of a grid.
     *
     * @param cycles wanted; those that steps are too long for are left out
     * @param step length of a step
     */
    public Calendar(List<Cycle> cycles, Duration step, ZoneId zone) {
        this(cycles.stream().filter(cycle -> cycle.isSeenBy(step)).toList(), zone);
    }

    @Override
    public Calendar in(ZoneId other) {
        return new Calendar(cycles, other);
    }

    @Override
    public int features() {
        return 2 * cycles.size();
    }

    @Override
    public String name(int feature) {
        return "calendar: " + (feature % 2 == 0 ? "sine" : "cosine") + " of cycle " + feature / 2 + " of "
                + cycles.stream().map(Cycle::label).toList() + " in " + zone;
    }

    @Override
    public void write(long timeMs, float[] x, int at) {
        if (cycles.isEmpty()) {
            return;
        }
        ZonedDateTime time = Instant.ofEpochMilli(timeMs).atZone(zone);
        int next = at;
        for (Cycle cycle : cycles) {
            double turn = 2 * Math.PI * cycle.turn(time);
            x[next] = (float) Math.sin(turn);
            x[next + 1] = (float) Math.cos(turn);
            next += 2;
        }
    }
}
