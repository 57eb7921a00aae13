package io.tidecast.forecaster;

import io.tidecast.series.CovariateSettings;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        Instant from = time(form.group(3), Optional.empty(), covariates.zone(), text);
        Instant to = time(form.group(4), Optional.of(from), covariates.zone(), text);
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
                return value;
            }
        } catch (NumberFormatException e) {
            throw new WrongException("set must have a number, or " + UNKNOWN + ", as VALUE, was " + of);
        }
        throw new WrongException("set must have a number of at most " + Float.MAX_VALUE + " as VALUE, was " + of);
    }

    /** @param day the day of a time that says none */
    private static Instant time(String text, Optional<Instant> day, ZoneId zone, String of) {
        try {
            if (day.isPresent() && !text.contains("T")) {
                return day.get().atZone(zone).with(LocalTime.parse(text)).toInstant();
            }
            boolean zoned =
                    text.endsWith("Z") || text.lastIndexOf('+') > 0 || text.lastIndexOf('-') > text.indexOf('T');
            return zoned
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            throw new WrongException("set must have times such as 2026-12-01T06:00, in " + zone
                    + " unless they say another zone, was " + of);
        }
    }

    /** Whether it is of a step that begins then. */
    boolean holds(long timeMs) {
        return timeMs >= from.toEpochMilli() && timeMs < to.toEpochMilli();
    }
}
