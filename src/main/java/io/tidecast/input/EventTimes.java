package io.tidecast.input;

import io.tidecast.input.FieldValue.Kind;
import io.tidecast.input.ReadingFormat.TimeUnit;
import io.tidecast.record.UnreadableRecordException;
import io.tidecast.series.EpochTime;
import java.time.DateTimeException;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Timestamp extractor: reads the event time of a reading in milliseconds since 1970; where the record holds none, it is
 * its timestamp.
 */
final class EventTimes {
    private static final Logger LOG = LoggerFactory.getLogger(EventTimes.class);
    /** Before the oldest series that there are; what is older was never set, as .NET's first day. */
    private static final double YEAR_1600_MS = -11_676_096_000_000.0;

    private static final double YEAR_9999_MS = 253_402_300_799_999.0;

    private final TimeForm form;
    private final FieldNumbers numbers;
    private final String name;
    private final String numberRule;
    private final Set<EpochTime.Unit> told = EnumSet.noneOf(EpochTime.Unit.class);

    EventTimes(FieldPath path, TimeForm form, FieldNumbers numbers) {
        this.form = form;
        this.numbers = numbers;
        name = "time at " + path;
        numberRule = "be a number (readings.time-unit is " + form.unit().label() + ")";
    }

    /** @throws UnreadableRecordException with name, rule and value */
    long time(FieldValue value, long timestampMs) {
        TimeUnit unit = form.unit();
        if (value.kind() == Kind.MISSING) {
            return checked(timestampMs, "record timestamp", timestampMs);
        }
        if (value.kind() == Kind.MOMENT) {
            return checked((long) value.number(), name, value);
        }
        if (unit == TimeUnit.ISO || (unit == TimeUnit.AUTO && isWords(value))) {
            return iso(value, timestampMs);
        }
        double number = unit == TimeUnit.AUTO && value.kind() == Kind.TEXT
                ? Double.parseDouble(value.text().strip())
                : numbers.number(value, name, numberRule);
        try {
            return form.epoch().millis(number, value::text, unit == TimeUnit.AUTO ? told(number) : unit.epoch());
        } catch (DateTimeException e) {
            throw UnreadableRecordException.of(
                    name, e.getMessage() + " (readings.time-unit is " + unit.label() + ")", value);
        }
    }

    private static boolean isWords(FieldValue value) {
        return value.kind() == Kind.TEXT && !FieldNumbers.isNumber(value.text());
    }

    private static long checked(long ms, String name, Object value) {
        if (!(ms >= YEAR_1600_MS && ms <= YEAR_9999_MS)) {
            throw UnreadableRecordException.of(name, "be from 1600 to 9999", value);
        }
        return ms;
    }

    private EpochTime.Unit told(double number) {
        EpochTime.Unit unit = EpochTime.Unit.of(number);
        if (told.add(unit)) {
            LOG.info("readings.time-unit is auto: numbers at {} are read as {}", name, unit.label());
        }
        return unit;
    }

    private long iso(FieldValue value, long timestampMs) {
        if (value.kind() != Kind.TEXT) {
            throw UnreadableRecordException.of(
                    name, "be an ISO-8601 string (readings.time-unit is iso; auto reads numbers too)", value);
        }
        try {
            return checked(form.millis(value.text(), timestampMs), name, value);
        } catch (DateTimeException e) {
            String hint =
                    FieldNumbers.isNumber(value.text()) ? " (readings.time-unit is iso; auto reads numbers too)" : "";
            throw UnreadableRecordException.of(name, "be an ISO-8601 time" + hint, value.text());
        }
    }
}
