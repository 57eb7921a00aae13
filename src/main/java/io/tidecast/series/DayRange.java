package io.tidecast.series;

import java.time.DateTimeException;
import java.time.LocalDate;

/** Range of days, both ends among them: {@code 2026-12-23..2027-01-06}; a day alone is {@code 2026-12-24}. */
public record DayRange(LocalDate first, LocalDate last) {
    public static final String RULE = "a day or a range of days, such as 2026-12-24 or 2026-12-23..2027-01-06";
    private static final String TO = "..";

    public DayRange {
        if (last.isBefore(first)) {
            throw new IllegalArgumentException(
                    "a range of days must not end before it begins, was " + first + TO + last);
        }
    }

    /**
     * Reads a day or a range.
     *
     * @throws IllegalArgumentException with the rule
     */
    public static DayRange parse(String text) {
        int to = text.indexOf(TO);
        try {
            return to < 0
                    ? new DayRange(LocalDate.parse(text), LocalDate.parse(text))
                    : new DayRange(
                            LocalDate.parse(text.substring(0, to)), LocalDate.parse(text.substring(to + TO.length())));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("days must be " + RULE + ", was " + text, e);
        }
    }

    boolean contains(LocalDate day) {
        return !day.isBefore(first) && !day.isAfter(last);
    }
}
