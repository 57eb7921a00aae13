package io.tidecast.series;

import io.tidecast.config.Parsers;
import io.tidecast.config.Setting;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * ISO 8601 timestamp as it is written by databases, languages and devices. Read are a month, alone (its first
 * midnight), a date likewise or with a time after a {@code T} or a space; a time with or without seconds and a fraction
 * of any length, after a point or a comma; an offset as {@code Z}, {@code UTC}, {@code +01}, {@code +0100} or
 * {@code +01:00}, in whatever case and after a space too; a zone in brackets; the basic form {@code 20261128T160706Z};
 * and {@code Sat, 28 Nov 2026 16:07:06 GMT} of RFC 1123. A leap second is the second before it, and 24:00 the midnight
 * that follows.
 *
 * @param local the date and time on the wall, to the millisecond, cut off
 * @param offset from UTC; empty where the text does not tell it
 */
public record TimeText(LocalDateTime local, Optional<ZoneOffset> offset) {
    public static final Setting<ZoneId> ZONE = Setting.withDefault(
            "readings.zone",
            "ZONE",
            "UTC",
            "time zone of times that are written without an offset; in the hour that the clocks repeat, the record's"
                    + " timestamp tells which of the two it is",
            Parsers.as("a time zone such as Europe/Berlin", ZoneId::of));

    private static final int NANOS_PER_MS = 1_000_000;

    /**
     * Reads a text.
     *
     * @throws DateTimeException if it is no time
     */
    public static TimeText parse(String text) {
        return new Cursor(text.strip()).time();
    }

    /** Milliseconds since 1970; a text without an offset is of this zone, a repeated hour its first pass. */
    public static long millis(String text, ZoneId zone) {
        return parse(text).in(zone).toEpochMilli();
    }

    /** The moment; of one without an offset in this zone. */
    public Instant in(ZoneId zone) {
        return offset.map(known -> local.toInstant(known))
                .orElseGet(() -> local.atZone(zone).toInstant());
    }

    /** Reader of one text from left to right. */
    private static final class Cursor {
        private final String text;
        private int at;

        Cursor(String text) {
            this.text = text;
        }

        TimeText time() {
            if (!text.isEmpty() && Character.isLetter(text.charAt(0))) {
                OffsetDateTime rfc = OffsetDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
                return new TimeText(rfc.toLocalDateTime(), Optional.of(rfc.getOffset()));
            }
            int year = digits(4);
            char separator = at < text.length() ? text.charAt(at) : ' ';
            boolean basic = isDigit();
            if (!basic && separator != '-' && separator != '/') {
                throw wrong();
            }
            at += basic ? 0 : 1;
            int month = digits(2);
            if (at == text.length() && !basic) {
                return new TimeText(LocalDate.of(year, month, 1).atStartOfDay(), Optional.empty());
            }
            if (!basic) {
                require(separator);
            }
            LocalDate date = LocalDate.of(year, month, digits(2));
            if (at == text.length() && !basic) {
                return new TimeText(date.atStartOfDay(), Optional.empty());
            }
            skipSeparator();
            return new TimeText(timeOf(date, basic), offset());
        }

        private LocalDateTime timeOf(LocalDate date, boolean basic) {
            int hour = digits(2);
            if (!basic) {
                require(':');
            }
            int minute = digits(2);
            boolean seconds = basic ? isDigit() : take(':');
            int second = seconds ? digits(2) : 0;
            int nanos = seconds && (take('.') || take(',')) ? fraction() : 0;
            if (hour == 24 && minute == 0 && second == 0 && nanos == 0) {
                return date.plusDays(1).atStartOfDay();
            }
            return date.atTime(LocalTime.of(hour, minute, second == 60 ? 59 : second, nanos));
        }

        private Optional<ZoneOffset> offset() {
            while (take(' ')) {
                // A space before the offset.
            }
            if (at == text.length()) {
                return Optional.empty();
            }
            Optional<ZoneOffset> told = Optional.empty();
            char sign = text.charAt(at);
            if (take('Z') || take('z') || word("UTC") || word("GMT")) {
                told = Optional.of(ZoneOffset.UTC);
            } else if (take('+') || take('-')) {
                int hours = digits(2);
                take(':');
                int minutes = isDigit() ? digits(2) : 0;
                int minus = sign == '-' ? -1 : 1;
                told = Optional.of(ZoneOffset.ofHoursMinutes(minus * hours, minus * minutes));
            }
            if (told.isPresent() && at < text.length() && text.charAt(at) == '[' && text.endsWith("]")) {
                ZoneId.of(text.substring(at + 1, text.length() - 1));
                at = text.length();
            }
            if (told.isEmpty() || at < text.length()) {
                throw wrong();
            }
            return told;
        }

        /** To the millisecond: what is finer is cut off. */
        private int fraction() {
            int value = 0;
            int place = 100 * NANOS_PER_MS;
            int from = at;
            while (isDigit()) {
                value += (text.charAt(at++) - '0') * place;
                place /= 10;
            }
            if (at == from) {
                throw wrong();
            }
            return value / NANOS_PER_MS * NANOS_PER_MS;
        }

        private int digits(int count) {
            int value = 0;
            for (int i = 0; i < count; i++) {
                if (!isDigit()) {
                    throw wrong();
                }
                value = value * 10 + text.charAt(at++) - '0';
            }
            return value;
        }

        private boolean isDigit() {
            return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
        }

        private void skipSeparator() {
            if (take('T') || take('t')) {
                return;
            }
            require(' ');
            while (take(' ')) {
                // Columns that are filled up have several.
            }
        }

        private void require(char c) {
            if (!take(c)) {
                throw wrong();
            }
        }

        private boolean take(char c) {
            boolean there = at < text.length() && text.charAt(at) == c;
            at += there ? 1 : 0;
            return there;
        }

        private boolean word(String word) {
            boolean there = text.regionMatches(true, at, word, 0, word.length());
            at += there ? word.length() : 0;
            return there;
        }

        private DateTimeException wrong() {
            return new DateTimeException("no ISO-8601 time at place " + at);
        }
    }
}
