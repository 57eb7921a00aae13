package io.tidecast.series;

import java.time.DayOfWeek;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Business days: the days of the week that are steps. What is read on another day belongs to the business day before
 * it, so that time is still cut without a gap: Friday's step lasts until Monday.
 */
public record WeekDays(Set<DayOfWeek> days) {
    public static final WeekDays ALL = new WeekDays(EnumSet.allOf(DayOfWeek.class));
    static final String RULE = "days of the week such as mon-fri or mon,wed,fri";
    private static final int WEEK = 7;
    private static final int LETTERS = 3;
    /** The epoch is a Thursday: so many days after a Monday. */
    private static final long EPOCH_AFTER_MONDAY = 3;

    public WeekDays {
        if (days.isEmpty()) {
            throw new IllegalArgumentException(RULE);
        }
        days = Set.copyOf(days);
    }

    /** Reads days and ranges of them. */
    static WeekDays parse(String text) {
        EnumSet<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String part : text.split(",", -1)) {
            String[] ends = part.strip().split("-", 2);
            DayOfWeek day = day(ends[0]);
            DayOfWeek last = day(ends[ends.length - 1]);
            days.add(day);
            while (day != last) {
                day = day.plus(1);
                days.add(day);
            }
        }
        return new WeekDays(days);
    }

    private static DayOfWeek day(String text) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (label(day).equalsIgnoreCase(text.strip())) {
                return day;
            }
        }
        throw new IllegalArgumentException(RULE);
    }

    private static String label(DayOfWeek day) {
        return day.name().substring(0, LETTERS).toLowerCase(Locale.ROOT);
    }

    boolean isAll() {
        return days.size() == WEEK;
    }

    /** How many of them have begun by a day, since the Monday before the epoch, less one: its index among them. */
    long indexOf(long epochDay) {
        long day = epochDay + EPOCH_AFTER_MONDAY;
        int weekday = (int) Math.floorMod(day, (long) WEEK);
        int rank = -1;
        for (DayOfWeek each : days) {
            rank += each.getValue() - 1 <= weekday ? 1 : 0;
        }
        return Math.floorDiv(day, (long) WEEK) * days.size() + rank;
    }

    /** The day of an index. */
    long dayOf(long index) {
        List<DayOfWeek> sorted = days.stream().sorted().toList();
        DayOfWeek day = sorted.get((int) Math.floorMod(index, (long) sorted.size()));
        return Math.floorDiv(index, (long) sorted.size()) * WEEK + day.getValue() - 1 - EPOCH_AFTER_MONDAY;
    }

    /** As it is set: a range where the days are one. */
    @Override
    public String toString() {
        List<DayOfWeek> first =
                days.stream().filter(day -> !days.contains(day.minus(1))).toList();
        if (first.size() == 1 && days.size() > 1) {
            return label(first.get(0)) + "-" + label(first.get(0).plus(days.size() - 1L));
        }
        return isAll()
                ? label(DayOfWeek.MONDAY) + "-" + label(DayOfWeek.SUNDAY)
                : days.stream().sorted().map(WeekDays::label).collect(Collectors.joining(","));
    }
}
