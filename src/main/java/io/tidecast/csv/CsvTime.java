package io.tidecast.csv;

import io.tidecast.series.EpochTime;
import io.tidecast.series.TimeText;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Timestamp reader of one file.
 *
 * <p>An ISO date and time, see {@link TimeText}; a date alone is its midnight; a number, with or without a fraction,
 * counts since 1970, and its size says in what unit: below 1e11 seconds, below 1e14 milliseconds, below 1e17
 * microseconds, then nanoseconds. {@code 1385010000} and {@code 1385010000000} and {@code 2013-11-21 05:00} (in UTC)
 * are one moment.
 */
public final class CsvTime {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,19}(\\.[0-9]*)?");
    private static final int MOST_LETTERS = 14;

    private final CsvTimes form;
    private final Optional<DateTimeFormatter> pattern;
    private final WallClock clock;
    private final Map<EpochTime.Unit, Long> units = new EnumMap<>(EpochTime.Unit.class);

    CsvTime(CsvTimes form, WallClock clock) {
        this.form = form;
        this.clock = clock;
        pattern = form.pattern();
    }

    /**
     * Milliseconds since the epoch, of a text whose repeated hour is its first pass.
     *
     * @throws DateTimeException if the text is no time
     */
    public static long millis(String text, ZoneId zone) {
        return NUMBER.matcher(text).matches()
                ? number(text, EpochTime.DEFAULT, EpochTime.Unit.of(Double.parseDouble(text)))
                : TimeText.millis(text, zone);
    }

    /**
     * Milliseconds since the epoch.
     *
     * @param values of the row, which tell a repeated time from one of which another column is told
     * @throws DateTimeException with the rule, if the text is no time
     */
    long millis(String device, String text, double[] values) {
        if (pattern.isPresent()) {
            return patterned(device, text, values);
        }
        if (NUMBER.matcher(text).matches()) {
            EpochTime.Unit unit = form.unit().orElseGet(() -> EpochTime.Unit.of(Double.parseDouble(text)));
            long timeMs = number(text, form.epoch(), unit);
            units.merge(unit, 1L, Long::sum);
            return timeMs;
        }
        if (form.unit().isPresent()) {
            throw new DateTimeException(
                    "be a number (--time-format is " + form.unit().get().label() + ")");
        }
        TimeText time;
        try {
            time = TimeText.parse(text);
        } catch (DateTimeException e) {
            throw new DateTimeException(
                    "be an ISO date and time or a number since the epoch (--time-format says how else it is written,"
                            + " e.g. 'dd.MM.yyyy HH:mm')",
                    e);
        }
        return time.offset().isPresent()
                ? time.in(form.zone()).toEpochMilli()
                : clock.millis(device, time.local(), values);
    }

    /** The units of times that are numbers, and how many were read of each. */
    Map<EpochTime.Unit, Long> units() {
        return units;
    }

    private static long number(String text, EpochTime epoch, EpochTime.Unit unit) {
        try {
            return epoch.millis(Double.parseDouble(text), () -> text, unit);
        } catch (DateTimeException e) {
            boolean compact = e.getMessage().startsWith("be an ISO");
            String letters = "yyyyMMddHHmmss".substring(0, Math.min(MOST_LETTERS, text.length()));
            throw new DateTimeException(
                    e.getMessage()
                            + (compact
                                    ? " (--time-format " + letters + " reads it)"
                                    : " (--readings-earliest moves the limit, --time-format says the unit)"),
                    e);
        }
    }

    private long patterned(String device, String text, double[] values) {
        TemporalAccessor parsed;
        try {
            parsed = pattern.orElseThrow()
                    .parseBest(text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from, YearMonth::from);
        } catch (DateTimeException e) {
            throw new DateTimeException(
                    "be written as --time-format says, " + form.format().orElseThrow(), e);
        }
        if (parsed instanceof OffsetDateTime offset) {
            return offset.toInstant().toEpochMilli();
        }
        LocalDateTime local = parsed instanceof LocalDateTime known
                ? known
                : parsed instanceof LocalDate date
                        ? date.atStartOfDay()
                        : ((YearMonth) parsed).atDay(1).atStartOfDay();
        return clock.millis(device, local, values);
    }
}
