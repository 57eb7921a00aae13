package io.tidecast.series;

import java.util.Locale;

/** Sampling, regular or irregular: what a step of a device's series is. */
public enum Sampling {
    /**
     * A stretch of time of fixed length; readings that fall into it are aggregated, and one without readings is filled.
     */
    GRID,
    /**
     * A reading. Each that is in time is a step of its own, in the order of event time, and no step is ever empty.
     *
     * <p>A reading closes as a step when the device's newest one is at least the grace past it: at once without a
     * grace. One at or before the newest closed step is late, unless a step of the window has its time and all of its
     * values: a duplicate, without effect. Of a time that is still open it adds the values that are missing, so a
     * device that sends a record per field needs a grace. A reading without any value is no step. Where the pause
     * before a reading is longer than {@code max-gap}, the window starts afresh with it. A forecast's horizon counts
     * readings: its h-th value is about the h-th next one, whenever that comes, and its times are the origin's plus h
     * times the median interval of the device's readings, see {@link MedianInterval}.
     *
     * <p>Worked example, grace 5 s, max-gap 1 min. Readings arrive in this order:
     *
     * <pre>
     *   event time  closes       why
     *   12:00:00
     *   12:00:07    12:00:00     5 s and more before the newest
     *   12:00:04                 in time, open beside 12:00:07
     *   12:00:04                 a duplicate
     *   12:00:12    :04, :07     in the order of event time, two forecasts
     *   12:00:03                 late, before 12:00:07: to the dead letters
     *   12:00:07                 a duplicate of a closed step
     *   12:01:30    12:00:12     the pause of 78 s ends the run: when 12:01:30 closes, it is the first
     *                            step of another window
     * </pre>
     */
    READINGS;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name in settings and model files. */
    public String label() {
        return label;
    }
}
