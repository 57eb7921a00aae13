package io.tidecast.series;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * Calendar features of a step as sine and cosine, so that 23:59 is next to 00:00: the time of day where steps are shorter
 * than a day, and the weekday where they are no longer than one.
 *
 * <p>Example: 06:00 UTC on a Monday of an hourly grid is {@code [sin 2π·6/24, cos 2π·6/24, sin 2π·0.25/7, cos 2π·0.25/7]};
 * the weekday moves on smoothly within the day.
 */
public final class Calendar {
    private static final double DAY_S = 86_400;

    private final boolean hour;
    private final boolean weekday;
    private final ZoneId zone;

    public Calendar(Duration step, ZoneId zone) {
        this.zone = zone;
        hour = step.compareTo(Duration.ofDays(1)) < 0;
        weekday = step.compareTo(Duration.ofDays(1)) <= 0;
    }

    /** Number of calendar features: 4, 2 or 0. */
    public int features() {
        return (hour ? 2 : 0) + (weekday ? 2 : 0);
    }

    /** Writes the features of the step that starts at {@code timeMs} to {@code to[at..at + features())}. */
    public void write(long timeMs, float[] to, int at) {
        if (!weekday) {
            return;
        }
        ZonedDateTime time = Instant.ofEpochMilli(timeMs).atZone(zone);
        double day = time.toLocalTime().toNanoOfDay() / 1e9 / DAY_S;
        if (hour) {
            at = circle(day, to, at);
        }
        circle((time.getDayOfWeek().getValue() - DayOfWeek.MONDAY.getValue() + day) / 7, to, at);
    }

    private static int circle(double turn, float[] to, int at) {
        to[at] = (float) Math.sin(2 * Math.PI * turn);
        to[at + 1] = (float) Math.cos(2 * Math.PI * turn);
        return at + 2;
    }
}
