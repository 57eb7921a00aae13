package io.tidecast.guess;

import io.tidecast.csv.CsvTime;
import io.tidecast.series.TimeText;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Timestamp column of a file: the first that is one throughout, with the format it is written in where that cannot be
 * read off each time; or two, of date and time.
 *
 * @param columns their names
 * @param format for {@code --time-format}
 * @param timesMs of the rows
 * @param local whether a time is written without an offset
 */
record FileTimes(List<String> columns, Optional<String> format, long[] timesMs, boolean local) {
    private static final List<String> PATTERNS = List.of(
            "yyyyMMdd",
            "yyyyMMddHH",
            "yyyyMMddHHmm",
            "yyyyMMddHHmmss",
            "dd.MM.yyyy HH:mm",
            "dd.MM.yyyy HH:mm:ss",
            "dd.MM.yyyy",
            "d.M.yyyy HH:mm",
            "dd/MM/yyyy HH:mm",
            "dd/MM/yyyy HH:mm:ss",
            "dd/MM/yyyy",
            "MM/dd/yyyy HH:mm",
            "MM/dd/yyyy HH:mm:ss",
            "MM/dd/yyyy",
            "M/d/yyyy H:mm",
            "d/M/yyyy H:mm");
    private static final String NUMBER = "-?\\d+(\\.\\d*)?";

    /** Empty if there is none. */
    static Optional<FileTimes> of(List<String> header, List<List<String>> rows) {
        for (int c = 0; c < header.size(); c++) {
            if (isOfTimes(header.get(c), rows.get(0).get(c))) {
                int column = c;
                List<String> texts = rows.stream().map(row -> row.get(column)).toList();
                Optional<FileTimes> alone = read(List.of(header.get(c)), texts);
                Optional<FileTimes> paired =
                        alone.filter(FileTimes::areDates).flatMap(dates -> withClock(header, rows, column));
                if (alone.isPresent()) {
                    return paired.isPresent() ? paired : alone;
                }
            }
        }
        return Optional.empty();
    }

    /** A number is a time if it is called so: else it is a value that is as large. */
    private static boolean isOfTimes(String name, String first) {
        String plain = name.toLowerCase(Locale.ROOT);
        boolean called = plain.contains("time")
                || plain.contains("date")
                || plain.contains("datum")
                || plain.equals("ts")
                || plain.equals("ds")
                || plain.equals("t")
                || plain.contains("epoch");
        return called || (!first.matches(NUMBER) && !first.isEmpty());
    }

    private boolean areDates() {
        long first = timesMs[0];
        long dayMs = 86_400_000;
        for (long timeMs : timesMs) {
            if (Math.floorMod(timeMs - first, dayMs) != 0) {
                return false;
            }
        }
        return true;
    }

    /** A date with the time of day in the next column. */
    private static Optional<FileTimes> withClock(List<String> header, List<List<String>> rows, int date) {
        int clock = date + 1;
        if (clock >= header.size() || !rows.get(0).get(clock).matches("\\d{1,2}:\\d{2}(:\\d{2}.*)?")) {
            return Optional.empty();
        }
        List<String> texts =
                rows.stream().map(row -> row.get(date) + " " + row.get(clock)).toList();
        return read(List.of(header.get(date), header.get(clock)), texts);
    }

    private static Optional<FileTimes> read(List<String> columns, List<String> texts) {
        try {
            long[] timesMs = texts.stream()
                    .mapToLong(text -> CsvTime.millis(text, ZoneOffset.UTC))
                    .toArray();
            boolean local = !texts.get(0).matches(NUMBER)
                    && TimeText.parse(texts.get(0)).offset().isEmpty();
            return Optional.of(new FileTimes(columns, Optional.empty(), timesMs, local));
        } catch (DateTimeException e) {
            return patterned(columns, texts);
        }
    }

    private static Optional<FileTimes> patterned(List<String> columns, List<String> texts) {
        for (String pattern : PATTERNS) {
            DateTimeFormatter form = DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
            try {
                List<Long> times = new ArrayList<>();
                texts.forEach(text -> times.add(millis(form.parseBest(text, LocalDateTime::from, LocalDate::from))));
                return Optional.of(new FileTimes(
                        columns,
                        Optional.of(pattern),
                        times.stream().mapToLong(Long::longValue).toArray(),
                        true));
            } catch (DateTimeException e) {
                // Another one.
            }
        }
        return Optional.empty();
    }

    private static long millis(TemporalAccessor parsed) {
        LocalDateTime local = parsed instanceof LocalDate date ? date.atStartOfDay() : (LocalDateTime) parsed;
        return local.toInstant(ZoneOffset.UTC).toEpochMilli();
    }
}
