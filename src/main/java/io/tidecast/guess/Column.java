package io.tidecast.guess;

import io.tidecast.input.FieldPath;
import io.tidecast.input.FieldValue;
import io.tidecast.input.FieldValue.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Column of a table of rows: a path, and the values that stand there.
 *
 * @param path as settings write it
 * @param rows places of the rows that have a value
 * @param values of these rows
 */
record Column(String path, List<Integer> rows, List<FieldValue> values) {
    /** What no file of settings can hold: control characters, and halves of characters. */
    private static final Pattern UNWRITABLE = Pattern.compile("[\\p{Cntrl}\\p{Cs}]");

    /** The columns of rows, in the order they first come in; those whose names cannot be written are none. */
    static List<Column> of(List<Row> rows) {
        Map<String, Column> columns = new LinkedHashMap<>();
        for (int r = 0; r < rows.size(); r++) {
            for (Map.Entry<String, FieldValue> field : rows.get(r).fields().entrySet()) {
                if (UNWRITABLE.matcher(field.getKey()).find()) {
                    continue;
                }
                Column column = columns.computeIfAbsent(
                        field.getKey(), path -> new Column(path, new ArrayList<>(), new ArrayList<>()));
                column.rows().add(r);
                column.values().add(field.getValue());
            }
        }
        return List.copyOf(columns.values());
    }

    boolean isAll(Kind kind) {
        return values.stream().allMatch(value -> value.kind() == kind);
    }

    /** Whether nearly every row has it. */
    boolean isIn(Collection<Row> all) {
        return values.size() * 10 >= all.size() * 9;
    }

    Set<String> distinct() {
        return values.stream().map(FieldValue::text).collect(Collectors.toSet());
    }

    /** The field's own name, in lower case and without what is between its words. */
    String plainName() {
        List<String> names = names();
        return plain(names.get(names.size() - 1));
    }

    /** That of the object around it; empty if none is. */
    String plainParent() {
        List<String> names = names();
        return names.size() < 2 ? "" : plain(names.get(names.size() - 2));
    }

    List<String> names() {
        return new FieldPath(path).names();
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
