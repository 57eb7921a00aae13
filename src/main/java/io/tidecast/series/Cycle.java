package io.tidecast.series;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Locale;

/** Seasonal cycle of the calendar of a time zone, which is a feature as the sine and cosine of its turn. */
public enum Cycle {
    /** The time of day on the wall: 06:00 is a quarter of a turn, on a day of 23 hours too. */
    HOUR(Duration.ofDays(1).minusMillis(1)) {
        @Override
        double turn(ZonedDateTime time) {
            return dayPart(time);
        }
    },
    /** The weekday, which moves on within the day: Monday 12:00 is half a seventh of a turn. */
    WEEKDAY(Duration.ofDays(1)) {
        @Override
        double turn(ZonedDateTime time) {
            return (time.getDayOfWeek().getValue() - DayOfWeek.MONDAY.getValue() + dayPart(time)) / 7;
        }
    },
    /** The day of the year, which moves on within the day: noon of 2 July is half a turn in a year of 365 days. */
    DAY_OF_YEAR(Duration.ofDays(182)) {
        @Override
        double turn(ZonedDateTime time) {
            return (time.getDayOfYear() - 1 + dayPart(time))
                    / time.toLocalDate().lengthOfYear();
        }
    };

    private static final double DAY_S = 86_400;

    private final Duration longestStep;
    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    Cycle(Duration longestStep) {
        this.longestStep = longestStep;
    }

    /** How far round a time is, 0 (inclusive) to 1 (exclusive). */
    abstract double turn(ZonedDateTime time);

    /**
     * Whether steps of this length tell anything of the cycle: those longer than half of it do not, nor do whole days
     * of the hour.
     */
    boolean isSeenBy(Duration step) {
        return step.compareTo(longestStep) <= 0;
    }

    /** The name in settings and model files, e.g. {@code day-of-year}. */
    public String label() {
        return label;
    }

    /**
     * The cycle of that name.
     *
     * @throws IllegalArgumentException with the rule
     */
    public static Cycle parse(String label) {
        return Arrays.stream(values())
                .filter(cycle -> cycle.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "a cycle must be one of hour, weekday, day-of-year, was " + label));
    }

    private static double dayPart(ZonedDateTime time) {
        return time.toLocalTime().toNanoOfDay() / 1e9 / DAY_S;
    }
}
