package io.tidecast.csv;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.regex.Pattern;

/**
 * Timestamp formats of event times in files.
 *
 * <p>An ISO date and time, with {@code T} or a space between them, with or without seconds and offset; an ISO date
 * alone is its midnight; a whole number counts since the epoch, and its size says in what unit: up to 11 digits
 * seconds, up to 14 milliseconds, more microseconds. {@code 1385010000} and {@code 1385010000000} and {@code 2013-11-21
 * 05:00} (in UTC) are one moment.
 */
public final class CsvTime {
    private static final Pattern EPOCH = Pattern.compile("-?[0-9]{1,18}");

    private CsvTime() {}

    /**
     * Milliseconds since the epoch.
     *
     * @throws DateTimeException if the text is no time
     */
    public static long millis(String text, ZoneId zone) {
        if (EPOCH.matcher(text).matches()) {
            return epochMillis(Long.parseLong(text));
        }
        if (text.length() == 10) {
            return LocalDate.parse(text).atStartOfDay(zone).toInstant().toEpochMilli();
        }
        String iso =
                text.length() > 10 && text.charAt(10) == ' ' ? text.substring(0, 10) + 'T' + text.substring(11) : text;
        TemporalAccessor parsed =
                DateTimeFormatter.ISO_DATE_TIME.parseBest(iso, OffsetDateTime::from, LocalDateTime::from);
        return parsed instanceof OffsetDateTime offset
                ? offset.toInstant().toEpochMilli()
                : ((LocalDateTime) parsed).atZone(zone).toInstant().toEpochMilli();
    }

    private static long epochMillis(long number) {
        long size = Math.abs(number);
        return size < 100_000_000_000L
                ? number * 1000
                : size < 100_000_000_000_000L ? number : Math.floorDiv(number, 1000);
    }
}
