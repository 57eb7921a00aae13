package io.tidecast.input;

import io.tidecast.input.FieldValue.Kind;
import io.tidecast.input.ReadingFormat.TimeUnit;
import io.tidecast.record.UnreadableRecordException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Timestamp extractor: reads the event time of a reading in milliseconds since 1970; where the record holds none, it is
 * its timestamp.
 */
final class EventTimes {
    private static final double YEAR_9999_MS = 253_402_300_799_999.0;

    private final TimeUnit unit;
    private final FieldNumbers numbers;
    private final String name;
    private final String numberRule;

    EventTimes(FieldPath path, TimeUnit unit, FieldNumbers numbers) {
        this.unit = unit;
        this.numbers = numbers;
        name = "time at " + path;
        numberRule = "be a number (readings.time-unit is " + unit + ")";
    }

    /** @throws UnreadableRecordException with name, rule and value */
    long time(FieldValue value, long timestampMs) {
        if (value.kind() == Kind.MISSING) {
            return checked((double) timestampMs, "record timestamp", timestampMs);
        }
        if (unit == TimeUnit.ISO) {
            if (value.kind() != Kind.TEXT) {
                throw UnreadableRecordException.of(name, "be an ISO-8601 string (readings.time-unit is iso)", value);
            }
            return checked((double) iso(value.text()), name, value);
        }
        double number = numbers.number(value, name, numberRule);
        double ms =
                switch (unit) {
                    case EPOCH_S -> Math.rint(number * 1000);
                    case EPOCH_US -> Math.floor(number / 1000);
                    default -> number;
                };
        return checked(ms, name, value);
    }

    private static long checked(double ms, String name, Object value) {
        if (!(ms >= 0 && ms <= YEAR_9999_MS)) {
            throw UnreadableRecordException.of(name, "be from 1970 to 9999", value);
        }
        return (long) ms;
    }

    private long iso(String text) {
        try {
            if (text.endsWith("Z")) {
                return Instant.parse(text).toEpochMilli();
            }
            boolean offset = text.indexOf('+') > 0 || text.lastIndexOf('-') > 10;
            String joined = text.length() > 10 && text.charAt(10) == ' ' ? text.replace(' ', 'T') : text;
            return offset
                    ? OffsetDateTime.parse(joined).toInstant().toEpochMilli()
                    : LocalDateTime.parse(joined).toInstant(ZoneOffset.UTC).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw UnreadableRecordException.of(name, "be an ISO-8601 time", text);
        }
    }
}
