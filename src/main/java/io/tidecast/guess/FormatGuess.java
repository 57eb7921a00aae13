package io.tidecast.guess;

import io.tidecast.config.Values;
import io.tidecast.input.FieldPath;
import io.tidecast.input.FieldValue;
import io.tidecast.input.FieldValue.Kind;
import io.tidecast.input.GroupSource;
import io.tidecast.input.InputFormat;
import io.tidecast.input.InputFormats;
import io.tidecast.input.ReadingDecoder;
import io.tidecast.input.ReadingFormat;
import io.tidecast.input.RecordShape;
import io.tidecast.input.SchemaSource;
import io.tidecast.record.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Format of records, told by which of the formats reads them. One that reads most of the records is it; among those
 * that do, the order of {@link FormatSigns#candidates} decides, the most particular first.
 *
 * @param rows what the records hold, read so
 * @param decisions what the format's settings are, and why
 */
record FormatGuess(InputFormat format, List<Row> rows, List<Decision> decisions) {
    /**
     * Guesses.
     *
     * @param told the format, where it is known
     * @param schemas what tells schemas, where it is known
     * @throws CannotTellException if no format reads the records
     */
    static FormatGuess of(List<Seen> records, Optional<InputFormat> told, SchemaSource schemas) {
        List<Seen> full =
                records.stream().filter(record -> record.value() != null).toList();
        if (full.isEmpty()) {
            throw new CannotTellException("no records were seen: produce some, or --for a longer time");
        }
        FormatSigns signs = new FormatSigns(full, schemas);
        List<FormatSigns.Sign> candidates =
                told.map(format -> List.of(signs.told(format))).orElseGet(signs::candidates);
        List<String> refused = new ArrayList<>();
        for (FormatSigns.Sign sign : candidates) {
            RecordShape shape = sign.shape().withSchemas(schemas);
            List<Row> rows = new ArrayList<>();
            int read = read(full, sign.format(), shape, rows, refused);
            if (read * 2 > full.size() && !rows.isEmpty() && (told.isPresent() || sign.fits(rows))) {
                List<Decision> decisions = new ArrayList<>();
                String how = read == full.size()
                        ? "all of " + full.size() + " records are read so"
                        : read + " of " + full.size() + " records are read so; the others become dead letters";
                decisions.add(
                        new Decision(ReadingFormat.FORMAT.key(), sign.format().name(), sign.why() + ", and " + how));
                decisions.addAll(sign.settings());
                return within(full, sign, shape, rows, decisions);
            }
        }
        if (told.isPresent() && !refused.isEmpty()) {
            throw new CannotTellException("readings.format " + told.get().name() + " reads too few of the "
                    + full.size() + " records; why the first is not read: " + refused.get(0));
        }
        throw new CannotTellException(isSparkplug(full) ? FormatSigns.NO_MQTT_TOPIC : signs.refusal());
    }

    /** Looks into the list of objects that a record holds, and at metrics that come one at a time. */
    private static FormatGuess within(
            List<Seen> records, FormatSigns.Sign sign, RecordShape shape, List<Row> rows, List<Decision> decisions) {
        InputFormat format = sign.format();
        List<Row> found = rows;
        Optional<String> list = list(rows);
        if (list.isPresent()) {
            List<Row> inside = new ArrayList<>();
            read(records, format, shape.withEach(new FieldPath(list.get())), inside, new ArrayList<>());
            if (!inside.isEmpty()) {
                found = inside;
                decisions.add(new Decision(
                        "readings.each",
                        Text.scalar(list.get()),
                        "a record holds a list there, of " + inside.size() + " readings in all"));
            }
        }
        found = withoutLists(found);
        if (format == InputFormats.JSON) {
            Optional<LongForm> metrics = LongForm.of(found);
            if (metrics.isPresent()) {
                decisions.set(
                        0,
                        new Decision(
                                ReadingFormat.FORMAT.key(),
                                "json-long",
                                metrics.get().why()));
                decisions.addAll(metrics.get().settings());
                return new FormatGuess(
                        InputFormats.named("json-long"), metrics.get().pivoted(found), decisions);
            }
        }
        if (format.name().equals("senml") || format.name().equals("sparkplug-b")) {
            found = LongForm.USUAL.pivoted(found);
        }
        return new FormatGuess(format, found, decisions);
    }

    private static Optional<String> list(List<Row> rows) {
        Map<String, Integer> lists = new LinkedHashMap<>();
        for (Row row : rows) {
            row.fields().forEach((path, value) -> {
                if (value.kind() == Kind.OTHER && path.startsWith("/")) {
                    lists.merge(path, 1, Integer::sum);
                }
            });
        }
        return lists.entrySet().stream()
                .filter(entry -> entry.getValue() * 2 > rows.size())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static List<Row> withoutLists(List<Row> rows) {
        return rows.stream()
                .map(row -> {
                    Map<String, FieldValue> fields = new LinkedHashMap<>(row.fields());
                    fields.values().removeIf(value -> value.kind() == Kind.OTHER);
                    return new Row(row.key(), row.timestampMs(), fields);
                })
                .toList();
    }

    /** Whether most values would be Sparkplug B's, if their MQTT topic was known. */
    private static boolean isSparkplug(List<Seen> records) {
        List<Seen> keyed = records.stream()
                .map(seen -> new Seen(
                        seen.topic(), seen.headers(), FormatSigns.MQTT_TOPIC, seen.value(), seen.timestampMs()))
                .toList();
        List<Row> rows = new ArrayList<>();
        int read = read(keyed, InputFormats.named("sparkplug-b"), RecordShape.usual(), rows, new ArrayList<>());
        return read * 2 > records.size() && !rows.isEmpty();
    }

    /**
     * How many records are of the format; their readings are added to the rows, and why others are none to
     * {@code refused}.
     */
    private static int read(
            List<Seen> records, InputFormat format, RecordShape shape, List<Row> rows, List<String> refused) {
        ReadingDecoder decoder;
        try {
            decoder = reader(format, shape);
        } catch (IllegalArgumentException e) {
            refused.add(e.getMessage()); // Its schema is missing, or of another format.
            return 0;
        }
        int read = 0;
        for (Seen record : records) {
            try {
                List<Map<FieldPath, FieldValue>> readings = decoder.fields(
                        record.topic(), record.headers(), record.key(), record.value(), record.timestampMs());
                for (Map<FieldPath, FieldValue> reading : readings) {
                    Map<String, FieldValue> fields = new LinkedHashMap<>();
                    reading.forEach((path, value) -> fields.put(path.text(), value));
                    rows.add(new Row(key(record), record.timestampMs(), fields));
                }
                read++;
            } catch (UnreadableRecordException e) {
                refused.add(e.getMessage());
            }
        }
        return read;
    }

    /** Where the parts stand does not matter to who reads all fields. */
    private static ReadingDecoder reader(InputFormat format, RecordShape shape) {
        Values any = Values.DEFAULTS.with(ReadingFormat.VALUES, Map.of("any", ReadingFormat.usualPath("any")));
        ReadingFormat readings =
                ReadingFormat.from(any.with(ReadingFormat.FORMAT, format)).withShape(shape);
        return readings.decoder(List.of("any"), new GroupSource.None());
    }

    private static Optional<String> key(Seen record) {
        return Optional.ofNullable(record.key()).map(key -> new String(key, StandardCharsets.UTF_8));
    }
}
