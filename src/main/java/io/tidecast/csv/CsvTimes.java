package io.tidecast.csv;

import io.tidecast.series.EpochTime;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * Timestamp format of a file.
 *
 * @param zone of times that are written without an offset
 * @param format how they are written: {@code dd.MM.yyyy HH:mm}, or {@code epoch-ms}; where empty, see {@link CsvTime}
 * @param epoch which numbers are times
 */
public record CsvTimes(ZoneId zone, Optional<String> format, EpochTime epoch) {
    public CsvTimes {
        format.filter(text -> unit(text).isEmpty()).ifPresent(CsvTimes::pattern);
    }

    /** Times as they are usually written. */
    public static CsvTimes of(ZoneId zone) {
        return new CsvTimes(zone, Optional.empty(), EpochTime.DEFAULT);
    }

    /** The unit, where the times are numbers of one. */
    Optional<EpochTime.Unit> unit() {
        return format.flatMap(CsvTimes::unit);
    }

    /** The pattern, where there is one. */
    Optional<DateTimeFormatter> pattern() {
        return format.filter(text -> unit(text).isEmpty()).map(CsvTimes::pattern);
    }

    private static Optional<EpochTime.Unit> unit(String text) {
        for (EpochTime.Unit unit : EpochTime.Unit.values()) {
            if (unit.label().equals(text)) {
                return Optional.of(unit);
            }
        }
        return Optional.empty();
    }

    private static DateTimeFormatter pattern(String text) {
        try {
            return DateTimeFormatter.ofPattern(text, Locale.ENGLISH);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IllegalArgumentException(
                    "--time-format must be a pattern such as 'dd.MM.yyyy HH:mm', or epoch-s, epoch-ms, epoch-us or"
                            + " epoch-ns, was '" + text + "'",
                    e);
        }
    }
}
