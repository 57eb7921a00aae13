package io.tidecast.guess;

import io.tidecast.input.FieldValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Values of rows: the columns of numbers that are no time, no id and no count of messages.
 *
 * @param values in the order of the columns
 * @param missing what stands for no value among them
 * @param inStrings whether numbers are written as texts
 * @param leftOut what else is there, and why it is none
 */
record ValueGuess(List<Value> values, Set<String> missing, boolean inStrings, List<Decision> leftOut) {
    private static final Set<String> NO_VALUES = Set.of(
            "id",
            "seq",
            "sequence",
            "sequencenumber",
            "version",
            "schema",
            "schemaversion",
            "offset",
            "partition",
            "qos",
            "datasetwriterid",
            "epoch",
            "msgid",
            "messageid",
            "year",
            "month",
            "day",
            "hour",
            "minute",
            "lat",
            "lon",
            "latitude",
            "longitude",
            "port");
    private static final Set<String> WORDS = Set.of(
            "n/a", "na", "unavailable", "unknown", "none", "null", "nan", "-", "--", "offline", "error", "missing");
    private static final Set<String> OF_FORMATS = Set.of("nan", "null", "na");
    private static final double[] SENTINELS = {-99, -999, -9999, -99999, 9999, 99999, -32768, -127};
    private static final double OUTSIDE = 2;
    private static final Set<String> PLAIN = Set.of("value", "val", "v", "reading", "data");

    /**
     * One value.
     *
     * @param name of the feature
     * @param path where it stands
     * @param series of the devices
     */
    record Value(String name, String path, KindGuess kind, List<Series> series) {}

    static ValueGuess of(List<Row> rows, List<Column> columns, TimeGuess time, DeviceGuess device) {
        Map<String, Column> taken = new LinkedHashMap<>();
        Set<String> missing = new TreeSet<>();
        List<Decision> leftOut = new ArrayList<>();
        boolean inStrings = false;
        for (Column column : columns) {
            if (time.path().equals(Optional.of(column.path())) || device.path().equals(Optional.of(column.path()))) {
                continue;
            }
            String objection = objection(column, device);
            if (!objection.isEmpty()) {
                leftOut.add(Decision.said(column.path() + " is left out: " + objection));
                continue;
            }
            column.values().stream()
                    .filter(value -> Cell.number(value).isEmpty())
                    .map(value -> value.text().strip())
                    .filter(word -> !OF_FORMATS.contains(word.toLowerCase(Locale.ROOT)))
                    .forEach(missing::add);
            sentinel(column).ifPresent(missing::add);
            inStrings |= column.values().stream()
                    .anyMatch(value -> value.kind() == FieldValue.Kind.TEXT
                            && Cell.number(value).isPresent());
            taken.put(column.path(), column);
        }
        Map<String, String> names = names(taken.values().stream().toList());
        List<Value> values = new ArrayList<>();
        taken.forEach((path, column) -> values.add(value(names.get(path), column, rows, time, device, missing)));
        return new ValueGuess(values, missing, inStrings, leftOut);
    }

    private static Value value(
            String name, Column column, List<Row> rows, TimeGuess time, DeviceGuess device, Set<String> missing) {
        double[] values = new double[rows.size()];
        Arrays.fill(values, Double.NaN);
        for (int i = 0; i < column.values().size(); i++) {
            double number = Cell.number(column.values().get(i)).orElse(Double.NaN);
            boolean none = missing.stream()
                    .anyMatch(text -> Cell.number(new Cell(text)).equals(Optional.of(number)));
            values[column.rows().get(i)] = none ? Double.NaN : number;
        }
        List<Series> series = Series.of(device.names(), time.timesMs(), values);
        return new Value(name, column.path(), KindGuess.of(name, column.isAll(FieldValue.Kind.TRUTH), series), series);
    }

    /** Why a column is no value; empty if it is one. */
    private static String objection(Column column, DeviceGuess device) {
        if (column.path().startsWith("header:")) {
            return "a header";
        }
        int numbers = 0;
        for (FieldValue value : column.values()) {
            if (Cell.number(value).isPresent()) {
                numbers++;
            } else if (value.kind() == FieldValue.Kind.MOMENT) {
                return "a time";
            } else if (!WORDS.contains(value.text().strip().toLowerCase(Locale.ROOT))) {
                return "a text, as " + Text.quoted(value.text());
            }
        }
        if (numbers == 0) {
            return "never a number";
        }
        boolean cells = column.values().get(0) instanceof Cell;
        if (!cells && column.isAll(FieldValue.Kind.TEXT) && column.distinct().size() == 1) {
            return "a text that never changes";
        }
        String name = column.plainName();
        if (NO_VALUES.contains(name) || (name.endsWith("id") && column.isAll(FieldValue.Kind.INTEGER))) {
            return "by its name it is no measure";
        }
        if (name.contains("time") && column.values().stream().allMatch(ValueGuess::isOfThisAge)) {
            return "a time";
        }
        return isOfDevice(column, device) ? "one number a device, as ids are" : "";
    }

    private static boolean isOfThisAge(FieldValue value) {
        double number = Cell.number(value).orElse(0.0);
        return number > 6e8;
    }

    private static boolean isOfDevice(Column column, DeviceGuess device) {
        Map<String, Set<String>> ofDevice = new HashMap<>();
        for (int i = 0; i < column.values().size(); i++) {
            FieldValue value = column.values().get(i);
            if (value.kind() != FieldValue.Kind.INTEGER && value.kind() != FieldValue.Kind.TEXT) {
                return false;
            }
            ofDevice.computeIfAbsent(device.names().get(column.rows().get(i)), name -> new HashSet<>())
                    .add(value.text());
        }
        return ofDevice.size() > 1
                && column.values().size() > ofDevice.size()
                && ofDevice.values().stream().allMatch(own -> own.size() == 1)
                && column.distinct().size() == ofDevice.size();
    }

    /** A number that stands for no value: one of those that are usual for it, far outside of all others. */
    private static Optional<String> sentinel(Column column) {
        double[] numbers = column.values().stream()
                .map(Cell::number)
                .flatMap(Optional::stream)
                .mapToDouble(Double::doubleValue)
                .toArray();
        for (double sentinel : SENTINELS) {
            boolean there = Arrays.stream(numbers).anyMatch(number -> number == sentinel);
            double largest = Arrays.stream(numbers)
                    .filter(number -> number != sentinel)
                    .map(Math::abs)
                    .max()
                    .orElse(Double.POSITIVE_INFINITY);
            boolean below = Arrays.stream(numbers)
                    .filter(n -> n != sentinel)
                    .allMatch(n -> sentinel < 0 ? n > sentinel : n < sentinel);
            if (there && below && largest * OUTSIDE < Math.abs(sentinel)) {
                return Optional.of(String.valueOf((long) sentinel));
            }
        }
        return Optional.empty();
    }

    /** Names of the features by path: the fields' own, with those around where they are not enough. */
    private static Map<String, String> names(List<Column> columns) {
        Map<String, String> names = new LinkedHashMap<>();
        for (int deep = 1; deep <= 8; deep++) {
            Map<String, String> tried = new LinkedHashMap<>();
            for (Column column : columns) {
                tried.put(column.path(), name(column.names(), deep));
            }
            names = tried;
            if (new HashSet<>(tried.values()).size() == columns.size()) {
                break;
            }
        }
        return distinct(names);
    }

    private static Map<String, String> distinct(Map<String, String> names) {
        Map<String, String> distinct = new LinkedHashMap<>();
        names.forEach((path, name) -> {
            int number = 2;
            String own = name;
            while (distinct.containsValue(own)) {
                own = name + "_" + number++;
            }
            distinct.put(path, own);
        });
        return distinct;
    }

    private static String name(List<String> all, int deep) {
        int end = all.size();
        if (end > 1
                && PLAIN.contains(all.get(end - 1).toLowerCase(Locale.ROOT))
                && !PLAIN.contains(all.get(end - 2).toLowerCase(Locale.ROOT))
                && !all.get(end - 2).equals("values")) {
            end--;
        }
        List<String> own = all.subList(Math.max(0, end - deep), end);
        String name = String.join("_", own).replaceAll("[^\\p{L}\\p{N}_.-]+", "_");
        return name.isEmpty() ? "value" : name;
    }
}
