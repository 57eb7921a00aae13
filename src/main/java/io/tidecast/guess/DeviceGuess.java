package io.tidecast.guess;

import io.tidecast.input.FieldValue.Kind;
import io.tidecast.input.ReadingFormat;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Device of rows: the column of few names that come again and again, and whose own name says so; the records' key where
 * that is better.
 *
 * @param path of the column; empty where the key is the device
 * @param names of the devices, by row
 */
record DeviceGuess(Optional<String> path, List<String> names, List<Decision> decisions) {
    private static final List<String> STRONG = List.of(
            "deviceid",
            "device",
            "sensorid",
            "sensor",
            "uniqueid",
            "machineid",
            "machine",
            "host",
            "hostname",
            "stationid",
            "station",
            "meterid",
            "meter",
            "deveui",
            "entityid",
            "assetid",
            "asset",
            "nodeid",
            "node",
            "gateway",
            "publisherid",
            "thingid",
            "thing",
            "turbine",
            "pump",
            "vehicle",
            "clientid",
            "mac",
            "serial",
            "serialnumber",
            "imei",
            "series",
            "seriesid");
    private static final Set<String> WEAK =
            Set.of("id", "name", "source", "subject", "unit", "tag", "uid", "key", "topic");
    private static final int LEAST = 1;
    private static final int FEW_ROWS = 20;

    private record Candidate(Optional<Column> column, List<String> names, int score) {}

    static DeviceGuess of(List<Row> rows, List<Column> columns, Optional<String> time) {
        List<Candidate> candidates = new ArrayList<>();
        for (Column column : columns) {
            boolean whole = column.values().stream().allMatch(v -> v.kind() == Kind.TEXT || v.kind() == Kind.INTEGER);
            if (whole
                    && column.values().size() == rows.size()
                    && !Optional.of(column.path()).equals(time)) {
                List<String> names = column.values().stream().map(v -> v.text()).toList();
                int named = named(column);
                if (named > 0 || (column.isAll(Kind.TEXT) && !isNumbers(column))) {
                    candidates.add(new Candidate(Optional.of(column), names, named + spread(names)));
                }
            }
        }
        boolean keyed = rows.stream().allMatch(row -> row.key().isPresent());
        List<String> keys = rows.stream().map(row -> row.key().orElse("")).toList();
        if (keyed) {
            candidates.add(new Candidate(Optional.empty(), keys, 2 + spread(keys)));
        }
        Candidate best = null;
        for (Candidate candidate : candidates) {
            best = best == null || candidate.score() > best.score() ? candidate : best;
        }
        if (best == null || (best.score() < LEAST && !keyed)) {
            return new DeviceGuess(
                    Optional.empty(),
                    rows.stream().map(row -> "").toList(),
                    List.of(Decision.said("no field and no key tells the device: name one by readings.device")));
        }
        Candidate chosen = best.score() < LEAST ? candidates.get(candidates.size() - 1) : best;
        return new DeviceGuess(chosen.column().map(Column::path), chosen.names(), List.of(decision(chosen)));
    }

    private static Decision decision(Candidate chosen) {
        Set<String> devices = new LinkedHashSet<>(chosen.names());
        String first = devices.iterator().next();
        String seen = devices.size() == 1
                ? "it is " + Text.quoted(first) + " throughout"
                : devices.size() + " names come again and again there, as " + Text.quoted(first);
        return new Decision(
                ReadingFormat.DEVICE.key(),
                Text.scalar(chosen.column().map(Column::path).orElse("key")),
                seen);
    }

    private static boolean isNumbers(Column column) {
        return column.values().stream().allMatch(value -> Cell.number(value).isPresent());
    }

    private static int named(Column column) {
        String name = column.plainName();
        String parent = column.plainParent();
        if (STRONG.contains(name) || (WEAK.contains(name) && STRONG.contains(parent))) {
            return 6;
        }
        boolean ends = name.endsWith("id") || name.endsWith("name");
        boolean like = ends && STRONG.stream().anyMatch(strong -> name.contains(strong.toLowerCase(Locale.ROOT)));
        return like ? 5 : WEAK.contains(name) ? 3 : 0;
    }

    /** Names that come once each tell records apart, and one that is everywhere tells nothing. */
    private static int spread(List<String> names) {
        int distinct = new LinkedHashSet<>(names).size();
        if (distinct == names.size() && distinct >= FEW_ROWS) {
            return -6;
        }
        return distinct == 1 ? -2 : distinct * 2 <= names.size() ? 1 : 0;
    }
}
