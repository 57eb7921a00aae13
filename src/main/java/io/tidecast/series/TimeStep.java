package io.tidecast.series;

import io.tidecast.config.Parsers;
import io.tidecast.config.ShortDuration;
import io.tidecast.config.Typed;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Frequency of a time series, as the length of a step: cuts time into the steps of an event-time grid, numbered one
 * after the other, without a gap and without overlap. Steps are of one length in milliseconds, or those of a calendar.
 *
 * <p>Worked example: step n of {@code PT1H} covers {@code [n h, (n + 1) h)} since 1970-01-01T00:00Z; step n of
 * {@code P1M} is the n-th month after January 1970, whose length differs.
 */
public sealed interface TimeStep extends Typed permits FixedStep, CalendarStep {
    /** What a setting may say. */
    String RULE = "a duration such as PT1M, 60s, 5m, 1h or 1d, or one of the calendar such as P1M";

    /** Index of the step that holds a time. */
    long indexOf(long timeMs);

    /** When a step begins. */
    long startOf(long index);

    /** The time so many steps after another; where steps are a calendar's, when that step begins. */
    long after(long timeMs, long steps);

    /** How many whole steps lie between two times. */
    long between(long fromMs, long toMs);

    /** How long a step is, in milliseconds; on a calendar the mean. */
    long lengthMs();

    /** {@link #lengthMs} as a duration. */
    default Duration length() {
        return Duration.ofMillis(lengthMs());
    }

    /** How many steps a season has; 0 where it is no multiple of the step. */
    int stepsIn(TimeStep season);

    /** So many steps, as one. */
    TimeStep times(int steps);

    /**
     * The same in a time zone, with these days alone.
     *
     * @throws IllegalArgumentException where no days can be chosen
     */
    TimeStep in(ZoneId zone, WeekDays days);

    /** The season that is usual with such steps; empty where the length alone tells it. */
    Optional<TimeStep> usualSeason();

    /** {@code 30m}, and of a calendar {@code P1M}. */
    @Override
    default String typed() {
        return usualSeason().isPresent() ? toString() : ShortDuration.of(length());
    }

    static TimeStep of(Duration length) {
        return new FixedStep(length.toMillis());
    }

    static TimeStep ofMillis(long lengthMs) {
        return new FixedStep(lengthMs);
    }

    /** The calendar's step that is usually so long, where there is one; otherwise one of that length. */
    static TimeStep near(Duration length) {
        return CalendarStep.near(length).orElseGet(() -> of(length));
    }

    /** Reads what a setting says: {@code P1M} and the like as a calendar's, without a zone, all else as a length. */
    static TimeStep parse(String text) {
        return CalendarStep.plain(text).orElseGet(() -> of(Parsers.duration(text)));
    }

    /**
     * Reads what a step is as text.
     *
     * @throws java.time.DateTimeException if it is no step
     */
    static TimeStep read(String text) {
        return CalendarStep.read(text).orElseGet(() -> of(Duration.parse(text)));
    }
}
