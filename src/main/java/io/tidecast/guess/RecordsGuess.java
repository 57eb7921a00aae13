package io.tidecast.guess;

import io.tidecast.input.InputFormat;
import io.tidecast.input.ReadingFormat;
import io.tidecast.input.SchemaSource;
import io.tidecast.series.TimeStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Settings of a topic, from records of it. */
public final class RecordsGuess {
    private RecordsGuess() {}

    /**
     * Guesses.
     *
     * @param format where it is known
     * @param schemas what tells schemas, where it is known
     * @param step where it is known
     * @throws CannotTellException if the records do not tell enough
     */
    public static Draft of(
            List<Seen> records, Optional<InputFormat> format, SchemaSource schemas, Optional<TimeStep> step) {
        FormatGuess read = FormatGuess.of(records, format, schemas);
        List<Column> columns = Column.of(read.rows());
        TimeGuess time = TimeGuess.of(read.rows(), columns);
        DeviceGuess device = DeviceGuess.of(read.rows(), columns, time.path());
        ValueGuess values = ValueGuess.of(read.rows(), columns, time, device);
        List<Decision> decisions = new ArrayList<>(read.decisions());
        decisions.addAll(device.decisions());
        decisions.addAll(time.decisions());
        List<Decision> table = TableGuess.of(values, device, step);
        decisions.add(paths(values));
        if (values.inStrings()) {
            decisions.add(new Decision("readings.numbers-in-strings", "true", "numbers are written as texts"));
        }
        missing(values).ifPresent(decisions::add);
        decisions.addAll(table);
        return new Draft(decisions, List.of());
    }

    private static Decision paths(ValueGuess values) {
        Map<String, String> paths = new LinkedHashMap<>();
        values.values().forEach(value -> paths.put(value.name(), value.path()));
        String flow = paths.entrySet().stream()
                .map(entry -> Text.yaml(entry.getKey()) + ": " + Text.yaml(entry.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
        return new Decision(ReadingFormat.VALUES.key(), flow, "the fields that are numbers");
    }

    static Optional<Decision> missing(ValueGuess values) {
        return values.missing().isEmpty()
                ? Optional.empty()
                : Optional.of(new Decision(
                        "readings.missing",
                        values.missing().stream().map(Text::yaml).collect(Collectors.joining(", ", "[", "]")),
                        "they stand where numbers do and are none"));
    }
}
