package io.tidecast.series;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;

/**
 * Calendar features of a step as sine and cosine, so that 23:59 is next to 00:00. A cycle that steps are too long for is left out:
 * the hour where they are a day or longer, the weekday where they are longer than a day.
 *
 * <p>Worked example, hour and weekday of an hourly grid: 06:00 UTC on a Monday is {@code [sin 2π·6/24, cos 2π·6/24, sin 2π·0.25/7,
 * cos 2π·0.25/7]}; the weekday moves on smoothly within the day.
 *
 * <p>Across a change of the clocks the hour is that on the wall. In Berlin, where 29 March 2026 has no hour from 02:00 to 03:00:
 *
 * <pre>
 *   step, UTC      00:00   01:00   02:00      (25 October)  00:00   01:00   02:00
 *   on the wall    01:00   03:00   04:00                    02:00   02:00   03:00
 *   hour's turn     1/24    3/24    4/24                     2/24    2/24    3/24
 * </pre>
 */
public final class Calendar {
    private final List<Cycle> cycles;
    private final ZoneId zone;

    /**
     * The features of a grid.
     *
     * @param cycles wanted, in the order of the features
     * @param step length of a step
     */
    public Calendar(List<Cycle> cycles, Duration step, ZoneId zone) {
        this.cycles = cycles.stream().filter(cycle -> cycle.isSeenBy(step)).toList();
        this.zone = zone;
    }

    /** Number of calendar features: two for each cycle. */
    public int features() {
        return 2 * cycles.size();
    }

    /** Writes the features of the step that starts at {@code timeMs} to {@code to[at..at + features())}. */
    public void write(long timeMs, float[] to, int at) {
        if (cycles.isEmpty()) {
            return;
        }
        ZonedDateTime time = Instant.ofEpochMilli(timeMs).atZone(zone);
        int next = at;
        for (Cycle cycle : cycles) {
            double turn = 2 * Math.PI * cycle.turn(time);
            to[next] = (float) Math.sin(turn);
            to[next + 1] = (float) Math.cos(turn);
            next += 2;
        }
    }
}
