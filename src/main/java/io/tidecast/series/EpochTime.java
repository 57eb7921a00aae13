package io.tidecast.series;

import io.tidecast.config.Setting;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Unix time: a number since 1970, which is taken where it lies between {@code readings.earliest} and 2100. A wrong unit
 * puts a time far outside of that, so it is refused instead of read as another time; so are numbers that read as a
 * date, {@code 20261128}. Times that are texts are of any year.
 *
 * <p>Worked example: 1795882026 is 2026-11-28T16:07:06Z in seconds. As milliseconds it would be of January 1970, and is
 * refused with the hint that {@code epoch-s} fits.
 *
 * @param earliest the first moment that is taken
 */
public record EpochTime(Instant earliest) {
    public static final Setting<Instant> EARLIEST = Setting.withDefault(
            "readings.earliest",
            "TIME",
            "1990-01-01",
            "a reading's time that is a number and is before this, or after 2100, is refused, for its unit is another one",
            EpochTime::earliest);

    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");
    /** {@code yyyymmdd}, with hour, minute, second and milliseconds or without. */
    private static final Pattern COMPACT =
            Pattern.compile("((?:19|20)\\d\\d)(\\d\\d)(\\d\\d)(\\d\\d)?(\\d\\d)?(\\d\\d)?(\\d\\d\\d)?");
    /** What a year comes to in a number that reads as a date: to the day, the hour and so on. */
    private static final double[] COMPACT_SIZES = {1e4, 1e6, 1e8, 1e10, 1e13};
    /**
     * Numbers of ten digits are seconds as well: what would be dates before 1990 are seconds of the years until 2033.
     */
    private static final long TEN_DIGITS_FROM = 1_990_000_000L;

    private static final long TEN_DIGITS_TO = 2_033_000_000L;

    private static final int TEN = 10;
    /** Of the largest long; one that begins with less than its 9 is none too many. */
    private static final int LONG_DIGITS = 19;

    /** Unit of a number since 1970. */
    public enum Unit {
        S(1e11),
        MS(1e14),
        US(1e17),
        NS(Double.POSITIVE_INFINITY);

        private final double beyond;

        Unit(double beyond) {
            this.beyond = beyond;
        }

        /** The unit that a number's size tells. */
        public static Unit of(double number) {
            return Arrays.stream(values())
                    .filter(unit -> Math.abs(number) < unit.beyond)
                    .findFirst()
                    .orElse(NS);
        }

        /** {@code epoch-ms}, as in settings. */
        public String label() {
            return "epoch-" + name().toLowerCase(Locale.ROOT);
        }

        /**
         * Milliseconds, seconds rounded to them and what is finer cut off.
         *
         * @param text the number as it is written: a double does not hold every nanosecond
         */
        double millis(double number, Supplier<String> text) {
            return switch (this) {
                case S -> Math.rint(number * 1000);
                case MS -> number;
                case US -> Math.floor(number / 1000);
                case NS -> nanos(number, text.get());
            };
        }

        private static double nanos(double number, String text) {
            return isWhole(text) ? Math.floorDiv(Long.parseLong(text), 1_000_000L) : Math.floor(number / 1_000_000);
        }

        private static boolean isWhole(String text) {
            int length = text.length();
            return length > 0
                    && (length < LONG_DIGITS || (length == LONG_DIGITS && text.charAt(0) < '9'))
                    && text.chars().allMatch(Character::isDigit);
        }
    }

    /** What is usual. */
    public static final EpochTime DEFAULT = new EpochTime(EARLIEST.usual().orElseThrow());

    private static Instant earliest(String text) {
        try {
            return TimeText.parse(text).in(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("a date or an ISO-8601 time, e.g. 1970-01-01", e);
        }
    }

    /**
     * Milliseconds since 1970.
     *
     * @param text the number as it is written
     * @throws DateTimeException with the rule and a hint, if the number is no time in this unit
     */
    public long millis(double number, Supplier<String> text, Unit unit) {
        if (mayBeCompact(number) && isCompact(text.get(), number)) {
            throw new DateTimeException("be an ISO-8601 time, or a number that does not read as a date");
        }
        double ms = unit.millis(number, text);
        if (isWithin(ms)) {
            return (long) ms;
        }
        String hint = Arrays.stream(Unit.values())
                .filter(other -> isWithin(other.millis(number, text)))
                .findFirst()
                .map(other ->
                        "; as " + other.label() + " it is " + Instant.ofEpochMilli((long) other.millis(number, text)))
                .orElse("");
        throw new DateTimeException("be from " + earliest + " to " + LATEST + " as " + unit.label() + hint);
    }

    private boolean isWithin(double ms) {
        return ms >= earliest.toEpochMilli() && ms < LATEST.toEpochMilli();
    }

    /** Whether a number is of the size of a date: the others need not be written out. */
    private static boolean mayBeCompact(double number) {
        for (double unit : COMPACT_SIZES) {
            if (number >= 1900 * unit && number < 2100 * unit) {
                return true;
            }
        }
        return false;
    }

    /** Whether a whole number reads as a date, e.g. 20261128160706. */
    private static boolean isCompact(String text, double number) {
        Matcher parts = COMPACT.matcher(text);
        if (!parts.matches() || (text.length() == TEN && (number < TEN_DIGITS_FROM || number >= TEN_DIGITS_TO))) {
            return false;
        }
        try {
            LocalDate.of(part(parts, 1), part(parts, 2), part(parts, 3));
            LocalTime.of(part(parts, 4), part(parts, 5), part(parts, 6));
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static int part(Matcher parts, int group) {
        return Optional.ofNullable(parts.group(group)).map(Integer::parseInt).orElse(0);
    }
}
