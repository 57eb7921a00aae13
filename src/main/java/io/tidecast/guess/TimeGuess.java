package io.tidecast.guess;

import io.tidecast.input.FieldValue;
import io.tidecast.input.FieldValue.Kind;
import io.tidecast.input.ReadingFormat;
import io.tidecast.input.ReadingFormat.TimeUnit;
import io.tidecast.series.EpochTime;
import io.tidecast.series.TimeText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Event time of rows: the column whose values are times throughout and whose name says so, or that are near the
 * records' timestamps; where there is none, these timestamps.
 *
 * @param path of the column; empty for the records' timestamps
 * @param timesMs of the rows; those of rows without one are of their records
 */
record TimeGuess(Optional<String> path, long[] timesMs, List<Decision> decisions) {
    private static final Set<String> NAMES = Set.of(
            "ts",
            "time",
            "timestamp",
            "at",
            "datetime",
            "date",
            "eventtime",
            "measured",
            "measuredat",
            "observedat",
            "sampletime",
            "t",
            "ds",
            "created",
            "createdat",
            "when",
            "sourcetimestamp",
            "phenomenontime",
            "resulttime");
    /** Times of something else than the measuring. */
    private static final Set<String> OF_OTHERS = Set.of("receiv", "ingest", "process", "updat", "publish", "server");

    private static final Duration NEAR = Duration.ofDays(1);
    private static final Duration OFF = Duration.ofMinutes(20);

    /** A candidate: the unit in which all of its values are times. */
    private record Candidate(Column column, Optional<TimeUnit> unit, boolean local, long[] timesMs, int score) {}

    static TimeGuess of(List<Row> rows, List<Column> columns) {
        Candidate best = null;
        for (Column column : columns) {
            Optional<Candidate> candidate = column.isIn(rows) ? candidate(column, rows) : Optional.empty();
            if (candidate.isPresent() && (best == null || candidate.get().score() > best.score())) {
                best = candidate.get();
            }
        }
        return best == null || best.score() < 1 ? ofRecords(rows) : of(best, rows);
    }

    private static TimeGuess ofRecords(List<Row> rows) {
        return new TimeGuess(
                Optional.empty(),
                rows.stream().mapToLong(Row::timestampMs).toArray(),
                List.of(Decision.said("no field is a time: the records' timestamps are")));
    }

    private static TimeGuess of(Candidate chosen, List<Row> rows) {
        List<Decision> decisions = new ArrayList<>();
        String first = chosen.column().values().get(0).text();
        Instant at =
                Instant.ofEpochMilli(chosen.timesMs()[chosen.column().rows().get(0)]);
        decisions.add(new Decision(
                ReadingFormat.TIME.key(),
                Text.scalar(chosen.column().path()),
                "its values are times, the first is " + at));
        chosen.unit()
                .filter(unit -> unit != TimeUnit.ISO)
                .ifPresent(unit -> decisions.add(new Decision(
                        ReadingFormat.TIME_UNIT.key(), label(unit), Text.quoted(first) + " is " + at + " so")));
        if (chosen.local()) {
            decisions.add(new Decision(
                    TimeText.ZONE.key(), "UTC", "times are written without an offset" + ahead(chosen, rows)));
        }
        return new TimeGuess(Optional.of(chosen.column().path()), chosen.timesMs(), decisions);
    }

    /** How far local times are from those of the records: in a live topic that is the zone's offset. */
    private static String ahead(Candidate chosen, List<Row> rows) {
        int last = chosen.column().rows().get(chosen.column().rows().size() - 1);
        Duration ahead =
                Duration.ofMillis(chosen.timesMs()[last] - rows.get(last).timestampMs());
        return ahead.abs().compareTo(OFF) > 0 && ahead.abs().compareTo(NEAR) < 0
                ? ", and as UTC they are " + ahead.abs().toMinutes() + " minutes "
                        + (ahead.isNegative() ? "behind" : "ahead of") + " their records: the zone may be another"
                : "; name the zone if they are local ones";
    }

    private static String label(TimeUnit unit) {
        return unit.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Optional<Candidate> candidate(Column column, List<Row> rows) {
        long[] timesMs = rows.stream().mapToLong(Row::timestampMs).toArray();
        Optional<TimeUnit> unit = Optional.empty();
        boolean local = false;
        try {
            if (column.isAll(Kind.TEXT)) {
                unit = Optional.of(TimeUnit.ISO);
                for (int i = 0; i < column.values().size(); i++) {
                    TimeText time = TimeText.parse(column.values().get(i).text());
                    timesMs[column.rows().get(i)] = time.in(ZoneOffset.UTC).toEpochMilli();
                    local |= time.offset().isEmpty();
                }
            } else if (column.isAll(Kind.MOMENT)) {
                for (int i = 0; i < column.values().size(); i++) {
                    timesMs[column.rows().get(i)] =
                            (long) column.values().get(i).number();
                }
            } else if (column.values().stream().allMatch(TimeGuess::isNumber)) {
                EpochTime.Unit size = EpochTime.Unit.of(column.values().get(0).number());
                unit = Optional.of(TimeUnit.valueOf("EPOCH_" + size.name()));
                for (int i = 0; i < column.values().size(); i++) {
                    FieldValue value = column.values().get(i);
                    timesMs[column.rows().get(i)] = EpochTime.DEFAULT.millis(value.number(), value::text, size);
                }
            } else {
                return Optional.empty();
            }
        } catch (DateTimeException e) {
            return Optional.empty();
        }
        return Optional.of(new Candidate(column, unit, local, timesMs, score(column, unit, timesMs, rows)));
    }

    private static boolean isNumber(FieldValue value) {
        return value.kind() == Kind.INTEGER || value.kind() == Kind.FRACTION;
    }

    private static int score(Column column, Optional<TimeUnit> unit, long[] timesMs, List<Row> rows) {
        String name = column.plainName();
        int last = rows.size() - 1;
        boolean near = Math.abs(timesMs[last] - rows.get(last).timestampMs()) < NEAR.toMillis();
        boolean text = unit.isEmpty() || unit.get() == TimeUnit.ISO;
        boolean known = NAMES.contains(name);
        boolean like = name.contains("time") || name.contains("date") || name.contains("stamp");
        int score = (known ? 4 : like ? 2 : 0) + (near ? 1 : 0) + (text ? 1 : -1);
        // A number with a name of another kind may be anything that is as large.
        return score - (OF_OTHERS.stream().anyMatch(name::contains) ? 3 : 0) - (!text && !known && !like ? 1 : 0);
    }
}
