package io.tidecast.guess;

import io.tidecast.csv.CsvSample;
import io.tidecast.input.FieldPath;
import io.tidecast.input.FieldValue;
import io.tidecast.input.ReadingFormat;
import io.tidecast.series.TimeStep;
import io.tidecast.series.TimeText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Settings of readings that a file holds, and the flags by which commands find its columns. Readings themselves are of
 * the usual form, which is what {@code produce} sends.
 */
public final class FileGuess {
    private FileGuess() {}

    /**
     * Guesses.
     *
     * @param step where it is known
     * @throws CannotTellException if the file does not tell enough
     */
    public static Draft of(CsvSample file, Optional<TimeStep> step) {
        file.header().stream()
                .filter(column -> Collections.frequency(file.header(), column) > 1)
                .findFirst()
                .ifPresent(column -> {
                    throw new CannotTellException("there is more than one column '" + column
                            + "', and which is meant cannot be told: the columns are " + file.header());
                });
        FileTimes times = FileTimes.of(file.header(), file.rows())
                .orElseThrow(() -> new CannotTellException("no column is a time throughout, the columns are "
                        + file.header() + ", the first row is " + file.rows().get(0)));
        List<Row> rows = rows(file, times);
        List<Column> columns = Column.of(rows);
        DeviceGuess device = DeviceGuess.of(rows, columns, Optional.empty());
        TimeGuess time = new TimeGuess(Optional.empty(), times.timesMs(), List.of());
        ValueGuess values = ValueGuess.of(rows, columns, time, device);
        return new Draft(decisions(file, times, device, values, step), flags(times, device, values));
    }

    private static List<Row> rows(CsvSample file, FileTimes times) {
        List<Row> rows = new ArrayList<>();
        for (int r = 0; r < file.rows().size(); r++) {
            Map<String, FieldValue> fields = new LinkedHashMap<>();
            for (int c = 0; c < file.header().size(); c++) {
                Cell cell = new Cell(file.rows().get(r).get(c));
                if (!times.columns().contains(file.header().get(c))
                        && !cell.text().isEmpty()) {
                    fields.put(FieldPath.of(file.header().get(c)).text(), cell);
                }
            }
            rows.add(new Row(Optional.empty(), times.timesMs()[r], fields));
        }
        return rows;
    }

    private static List<Decision> decisions(
            CsvSample file, FileTimes times, DeviceGuess device, ValueGuess values, Optional<TimeStep> step) {
        List<Decision> decisions = new ArrayList<>();
        decisions.add(Decision.said(file.rows().size() + " rows are read"
                + (file.skipped() == 0 ? "" : ", and " + file.skipped() + " are none of values")));
        decisions.add(Decision.said("the time is in " + String.join(" and ", times.columns())
                + times.format().map(format -> ", written as " + format).orElse("")));
        decisions.add(Decision.said(device.path()
                .map(path -> "the device is in " + column(path) + ": "
                        + device.decisions().get(0).why())
                .orElse("no column tells devices apart: the file is one device")));
        List<Decision> table = TableGuess.of(values, device, step);
        decisions.add(new Decision(
                ReadingFormat.VALUES.key(),
                TableGuess.list(
                        values.values().stream().map(ValueGuess.Value::name).toList()),
                "the columns that are numbers"));
        if (times.local()) {
            decisions.add(new Decision(
                    TimeText.ZONE.key(),
                    "UTC",
                    "times are written without an offset; name the zone if they are local"));
        }
        RecordsGuess.missing(values).ifPresent(decisions::add);
        decisions.addAll(table);
        return decisions;
    }

    private static List<String> flags(FileTimes times, DeviceGuess device, ValueGuess values) {
        List<String> flags = new ArrayList<>();
        device.path().ifPresent(path -> flags.addAll(List.of("--device-column", column(path))));
        flags.addAll(List.of("--time-column", String.join(",", times.columns())));
        times.format().ifPresent(format -> flags.addAll(List.of("--time-format", format)));
        boolean renamed =
                values.values().stream().anyMatch(value -> !value.name().equals(column(value.path())));
        if (renamed) {
            flags.addAll(List.of(
                    "--values",
                    values.values().stream()
                            .map(value -> value.name() + "=" + column(value.path()))
                            .collect(Collectors.joining(","))));
        }
        return flags;
    }

    private static String column(String path) {
        return new FieldPath(path).names().get(0);
    }
}
