package io.tidecast.forecaster;

import io.tidecast.series.CovariateSettings;
import io.tidecast.series.Precision;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Value known ahead that a forecast is to be made with, in place of what is known:
 * {@code plan=0@2026-12-01T06:00..14:00} sets {@code plan} to 0 in the steps that begin from 06:00 until before 14:00.
 *
 * @param value NaN where nothing is to be known
 * @param from the first time it is of
 * @param to the first time that it is no more of
 */
public record PlannedValue(String name, double value, Instant from, Instant to) {
    /** What a text must look like. */
    public static final String RULE =
            "look like NAME=VALUE@FROM..TO, for example plan=0@2026-12-01T06:00..14:00, or NAME=unknown@FROM..TO";
    /** Of one question. */
    public static final int MOST = 100;

    private static final String UNKNOWN = "unknown";
    private static final String END_OF_DAY = "24:00";
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 9999;
    private static final Pattern FORM = Pattern.compile("(.+)=([^=@]+)@([^@]+)\\.\\.([^@]+)");

    /** Question that cannot be answered as it is put. */
    public static final class WrongException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        public WrongException(String message) {
            super(message);
        }
    }

    /**
     * Reads several, separated by semicolons.
     *
     * @param covariates which values are known ahead, and the zone of times that say none
     * @throws WrongException if one cannot be read, or is of a value that is not known ahead
     */
    public static List<PlannedValue> parse(String text, CovariateSettings covariates) {
        List<PlannedValue> all = new ArrayList<>();
        for (String one : text.split(";", -1)) {
            if (!one.isBlank()) {
                all.add(one(one.strip(), covariates));
            }
        }
        if (all.isEmpty() || all.size() > MOST) {
            throw new WrongException(
                    "set must name 1.." + MOST + " values, each must " + RULE + ", were " + all.size());
        }
        return all;
    }

    private static PlannedValue one(String text, CovariateSettings covariates) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new WrongException("set must " + RULE + ", was " + text);
        }
        String name = form.group(1);
        if (!covariates.values().contains(name)) {
            throw new WrongException("set must name one of covariates.values " + covariates.values() + ", was " + name);
        }
        ZonedDateTime begin = time(form.group(3), covariates.zone(), text);
        String end = form.group(4);
        ZonedDateTime stop = end.contains("T") ? time(end, covariates.zone(), text) : onTheDayOf(begin, end, text);
        Instant from = begin.toInstant();
        Instant to = stop.toInstant();
        if (!from.isBefore(to)) {
            throw new WrongException("set must have a time FROM before the time TO, was " + text);
        }
        return new PlannedValue(name, value(form.group(2), text), from, to);
    }

    private static double value(String text, String of) {
        if (text.equals(UNKNOWN)) {
            return Double.NaN;
        }
        try {
            double value = Double.parseDouble(text);
            if (Math.abs(value) <= Float.MAX_VALUE) {
                return Precision.read(value);
            }
        } catch (NumberFormatException e) {
            throw new WrongException("set must have a number, or " + UNKNOWN + ", as VALUE, was " + of);
        }
        throw new WrongException("set must have a number of at most " + Float.MAX_VALUE + " as VALUE, was " + of);
    }

    private static ZonedDateTime time(String text, ZoneId zone, String of) {
        int time = text.indexOf('T');
        boolean zoned = text.endsWith("Z") || text.indexOf('+', time) > 0 || text.indexOf('-', time) > 0;
        try {
            ZonedDateTime at = zoned
                    ? OffsetDateTime.parse(text).toZonedDateTime()
                    : LocalDateTime.parse(text).atZone(zone);
            if (at.getYear() >= FIRST_YEAR && at.getYear() <= LAST_YEAR) {
                return at;
            }
        } catch (DateTimeException e) {
            throw wrongTime(zone, of);
        }
        throw wrongTime(zone, of);
    }

    /** A time of the day that a time is of, in the same zone; 24:00 is its end. */
    private static ZonedDateTime onTheDayOf(ZonedDateTime day, String text, String of) {
        if (text.equals(END_OF_DAY)) {
            return day.with(LocalTime.MIN).plusDays(1);
        }
        try {
            return day.with(LocalTime.parse(text));
        } catch (DateTimeException e) {
            throw wrongTime(day.getZone(), of);
        }
    }

    private static WrongException wrongTime(ZoneId zone, String of) {
        return new WrongException("set must have times such as 2026-12-01T06:00, from " + FIRST_YEAR + " to "
                + LAST_YEAR + ", in " + zone + " unless they say another zone, was " + of);
    }

    /** Whether it is of a step that begins then. */
    boolean holds(long timeMs) {
        return timeMs >= from.toEpochMilli() && timeMs < to.toEpochMilli();
    }
}
