package io.tidecast.guess;

import io.tidecast.input.FieldPath;
import io.tidecast.input.FieldValue;
import io.tidecast.input.FieldValue.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Long form of a table: a metric a row, its name and its value in fields of their own.
 *
 * @param name path of the metric's name
 * @param value path of its value
 */
record LongForm(String name, String value) {
    /** Where formats that are of it by themselves have the two. */
    static final LongForm USUAL = new LongForm("/name", "/value");

    private static final Set<String> NAMES = Set.of(
            "name",
            "metric",
            "metricname",
            "measurement",
            "measurementname",
            "parameter",
            "property",
            "variable",
            "field",
            "channel",
            "quantity",
            "observedproperty",
            "type",
            "sensortype",
            "signal",
            "tagname");
    private static final Set<String> VALUES = Set.of("value", "val", "v", "reading", "result", "measurementvalue");
    private static final int MOST_METRICS = 200;

    /** That of rows which are of it; empty if they are not. */
    static Optional<LongForm> of(List<Row> rows) {
        List<Column> columns = Column.of(rows).stream()
                .filter(column -> column.isIn(rows) && column.path().startsWith("/"))
                .toList();
        for (Column value : columns) {
            if (!VALUES.contains(value.plainName()) || value.isAll(Kind.TEXT)) {
                continue;
            }
            for (Column name : columns) {
                if (NAMES.contains(name.plainName()) && isOfNames(name) && isAlone(value, columns)) {
                    return Optional.of(new LongForm(name.path(), value.path()));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isOfNames(Column name) {
        int names = name.distinct().size();
        return name.isAll(Kind.TEXT)
                && names > 1
                && names <= MOST_METRICS
                && names * 2 <= name.values().size();
    }

    /** A metric's value is the only number with a fraction beside a time. */
    private static boolean isAlone(Column value, List<Column> columns) {
        return columns.stream()
                .filter(other -> !other.equals(value) && VALUES.contains(other.plainName()))
                .findAny()
                .isEmpty();
    }

    String why() {
        return "each object is one metric, its name at " + name + " and its value at " + value;
    }

    List<Decision> settings() {
        List<Decision> settings = new ArrayList<>();
        if (!name.equals(USUAL.name)) {
            settings.add(
                    new Decision("readings.metric-name", Text.scalar(name), "a few names come again and again there"));
        }
        if (!value.equals(USUAL.value)) {
            settings.add(new Decision("readings.metric-value", Text.scalar(value), "the numbers stand there"));
        }
        return settings;
    }

    /** The rows with each metric at a path of its own, as settings name it. */
    List<Row> pivoted(List<Row> rows) {
        return rows.stream().map(this::pivoted).toList();
    }

    private Row pivoted(Row row) {
        Map<String, FieldValue> fields = new LinkedHashMap<>(row.fields());
        FieldValue metric = fields.remove(name);
        FieldValue number = fields.remove(value);
        if (metric != null && number != null) {
            fields.put(FieldPath.of("values", metric.text()).text(), number);
        }
        return new Row(row.key(), row.timestampMs(), fields);
    }
}
