package io.tidecast.series;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Calendar frequency: steps that begin at midnight of a time zone, and are as long as the calendar has them. Months are
 * counted from January 1970, so that {@code P3M} are quarters and {@code P1Y} years; weeks begin on Monday; days are
 * counted from 1970-01-01, business days from the Monday before.
 *
 * <p>Worked example, {@code P1D} in Berlin, 29 March 2026, when the clocks go forward: the step begins at 2026-03-28
 * 23:00 UTC and lasts 23 hours. A day that begins twice, as where clocks go back over midnight, begins the first time;
 * one that a zone has left out, as Samoa did with 30 December 2011, is a step without a reading.
 *
 * @param unit what is counted
 * @param count units that a step has
 * @param days the days that are steps, where days are counted
 */
record CalendarStep(Unit unit, int count, ZoneId zone, WeekDays days) implements TimeStep {
    /** Unit of the calendar. */
    enum Unit {
        DAY(DAY_MS),
        WEEK(7 * DAY_MS),
        /** A twelfth of the mean year of the Gregorian calendar. */
        MONTH(31_556_952_000L / 12);

        private final long lengthMs;

        Unit(long lengthMs) {
            this.lengthMs = lengthMs;
        }
    }

    private static final int MONTHS = 12;
    private static final int WEEKS = 52;
    private static final int WEEK = 7;
    private static final int EPOCH_YEAR = 1970;
    private static final long DAY_MS = 86_400_000;
    /** A Monday, in days since the epoch. */
    private static final long FIRST_MONDAY = -3;

    private static final String NUMBER = "([0-9]{1,4})";
    private static final Pattern PERIOD = Pattern.compile("P(?:" + NUMBER + "D|" + NUMBER + "W|(?=[0-9])(?:" + NUMBER
            + "Y)?(?:" + NUMBER + "M)?)(?:\\[([^\\[\\]]+)])?");
    private static final int DAY_GROUP = 1;
    private static final int WEEK_GROUP = 2;
    private static final int YEAR_GROUP = 3;
    private static final int MONTH_GROUP = 4;
    private static final int PLACE_GROUP = 5;

    CalendarStep {
        if (count < 1) {
            throw new IllegalArgumentException(
                    "a step must be at least one day, week, month or year long, was " + count);
        }
    }

    /** Without a zone of its own, as a setting says it; empty where the text is no period of a calendar. */
    static Optional<TimeStep> plain(String text) {
        return parse(text).filter(step -> !text.endsWith("]")).map(step -> step);
    }

    /** In its zone, as a record says it; empty where the text is no period of a calendar. */
    static Optional<TimeStep> read(String text) {
        try {
            return parse(text).map(step -> step.in(step.zone, step.days));
        } catch (IllegalArgumentException e) {
            throw new DateTimeException("days must " + e.getMessage() + ", was " + text, e);
        }
    }

    private static Optional<CalendarStep> parse(String text) {
        Matcher period = PERIOD.matcher(text);
        if (!period.matches()) {
            return Optional.empty();
        }
        Unit unit =
                period.group(DAY_GROUP) != null ? Unit.DAY : period.group(WEEK_GROUP) != null ? Unit.WEEK : Unit.MONTH;
        int count = number(period, DAY_GROUP)
                + number(period, WEEK_GROUP)
                + MONTHS * number(period, YEAR_GROUP)
                + number(period, MONTH_GROUP);
        if (count == 0) {
            return Optional.empty();
        }
        ZoneId zone = ZoneOffset.UTC;
        WeekDays days = WeekDays.ALL;
        String place = period.group(PLACE_GROUP) == null ? "" : period.group(PLACE_GROUP);
        for (String part : place.split(";", -1)) {
            if (part.startsWith("days=")) {
                days = days(part.substring("days=".length()));
            } else if (!part.isEmpty()) {
                zone = ZoneId.of(part);
            }
        }
        return Optional.of(new CalendarStep(unit, count, zone, days));
    }

    private static int number(Matcher period, int group) {
        return period.group(group) == null ? 0 : Integer.parseInt(period.group(group));
    }

    private static WeekDays days(String text) {
        try {
            return WeekDays.parse(text);
        } catch (IllegalArgumentException e) {
            throw new DateTimeException("days must be " + e.getMessage() + ", was " + text, e);
        }
    }

    /** The one that is usually so long. */
    static Optional<TimeStep> near(Duration length) {
        for (int months : List.of(1, 3, MONTHS)) {
            CalendarStep step = new CalendarStep(Unit.MONTH, months, ZoneOffset.UTC, WeekDays.ALL);
            long differsMs = Math.abs(step.lengthMs() - length.toMillis());
            if (differsMs < 3 * DAY_MS && length.toMillis() % DAY_MS == 0 && length.toDays() != 4 * WEEK) {
                return Optional.of(step);
            }
        }
        return Optional.empty();
    }

    @Override
    public TimeStep in(ZoneId other, WeekDays chosen) {
        if (unit != Unit.DAY && !chosen.isAll()) {
            throw new IllegalArgumentException("be all days where series.step is no number of days such as P1D");
        }
        boolean fixed = unit == Unit.DAY && chosen.isAll() && other.normalized().equals(ZoneOffset.UTC);
        ZoneId own = other.normalized().equals(ZoneOffset.UTC) ? ZoneOffset.UTC : other;
        return fixed ? new FixedStep(count * DAY_MS) : new CalendarStep(unit, count, own, chosen);
    }

    @Override
    public long indexOf(long timeMs) {
        long offsetMs = zone.getRules().getOffset(Instant.ofEpochMilli(timeMs)).getTotalSeconds() * 1000L;
        long index = indexOfDay(Math.floorDiv(timeMs + offsetMs, DAY_MS));
        // Where the clocks go back over midnight, the day before comes again after the day has begun.
        return timeMs >= startOf(index + 1) ? index + 1 : index;
    }

    private long indexOfDay(long epochDay) {
        return switch (unit) {
            case DAY -> Math.floorDiv(days.isAll() ? epochDay : days.indexOf(epochDay), (long) count);
            case WEEK -> Math.floorDiv(epochDay - FIRST_MONDAY, (long) count * WEEK);
            case MONTH -> {
                LocalDate date = LocalDate.ofEpochDay(epochDay);
                yield Math.floorDiv(
                        (date.getYear() - EPOCH_YEAR) * (long) MONTHS + date.getMonthValue() - 1, (long) count);
            }
        };
    }

    @Override
    public long startOf(long index) {
        return firstDay(index).atStartOfDay(zone).toInstant().toEpochMilli();
    }

    private LocalDate firstDay(long index) {
        return switch (unit) {
            case DAY -> LocalDate.ofEpochDay(days.isAll() ? index * count : days.dayOf(index * count));
            case WEEK -> LocalDate.ofEpochDay(index * count * WEEK + FIRST_MONDAY);
            case MONTH -> LocalDate.ofEpochDay(0).plusMonths(index * count);
        };
    }

    @Override
    public long after(long timeMs, long steps) {
        return startOf(indexOf(timeMs) + steps);
    }

    @Override
    public long between(long fromMs, long toMs) {
        return indexOf(toMs) - indexOf(fromMs);
    }

    @Override
    public long lengthMs() {
        return unit.lengthMs * count * WEEK / days.days().size();
    }

    @Override
    public int stepsIn(TimeStep season) {
        long units = unitsIn(season);
        return units % count == 0 ? (int) (units / count) : 0;
    }

    private long unitsIn(TimeStep season) {
        if (season instanceof CalendarStep calendar && calendar.unit == unit) {
            return calendar.count;
        }
        if (season instanceof CalendarStep calendar && calendar.unit == Unit.WEEK) {
            return unit == Unit.DAY ? (long) calendar.count * days.days().size() : 0;
        }
        boolean comparable = unit != Unit.MONTH && days.isAll() && !isMonths(season);
        return comparable && season.lengthMs() % unit.lengthMs == 0 ? season.lengthMs() / unit.lengthMs : 0;
    }

    /** Whether it is of months, which have no length in days. */
    static boolean isMonths(TimeStep step) {
        return step instanceof CalendarStep calendar && calendar.unit == Unit.MONTH;
    }

    @Override
    public TimeStep times(int steps) {
        return new CalendarStep(unit, count * steps, zone, days);
    }

    /**
     * A year of months, quarters and weeks, a week of days; where such a one has no whole number of steps, that many.
     */
    @Override
    public Optional<TimeStep> usualSeason() {
        int units = unit == Unit.MONTH
                ? MONTHS
                : unit == Unit.WEEK ? WEEKS : days.days().size();
        boolean whole = units % count == 0;
        return Optional.of(times(whole ? units / count : unit == Unit.DAY ? WEEK : 1));
    }

    /** As ISO 8601, in brackets after it the zone but for UTC, and the days but for all. */
    @Override
    public String toString() {
        String period = "P"
                + switch (unit) {
                    case DAY -> count + "D";
                    case WEEK -> count + "W";
                    case MONTH -> count % MONTHS == 0 ? count / MONTHS + "Y" : count + "M";
                };
        String place = zone.equals(ZoneOffset.UTC) ? "" : zone.getId();
        if (!days.isAll()) {
            place += (place.isEmpty() ? "" : ";") + "days=" + days;
        }
        return place.isEmpty() ? period : period + "[" + place + "]";
    }
}
