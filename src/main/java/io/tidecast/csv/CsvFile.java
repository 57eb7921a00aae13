package io.tidecast.csv;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.tidecast.series.Reading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Iterator over the readings of one CSV file, in the order of its rows. A row of words alone is no reading: under the
 * names of the columns it says their units, and at the end it is a footer; anywhere else it is an error, as any row is
 * that cannot be read.
 */
public final class CsvFile implements AutoCloseable {
    private static final Set<String> MISSING = Set.of("", "na", "nan", "null");

    private final Path file;
    private final CsvFormat format;
    private final CsvNotes notes;
    private final CsvLayout layout;
    private final CloseableIterator<CsvRecord> rows;
    private final String fileDevice;
    private final int deviceColumn;
    private final int[] timeColumns;
    private final int[] valueColumns;
    private final int[] places; // [valueColumns], in a reading
    private final int asOfColumn;
    private final WallClock clock;
    private final CsvTime times;
    private final List<IllegalArgumentException> words = new ArrayList<>();
    private long records = 1;

    CsvFile(Path file, CsvFormat format, CsvNotes notes) {
        this.file = file;
        this.format = format;
        this.notes = notes;
        layout = CsvLayout.of(file, format);
        fileDevice = deviceOf(file);
        deviceColumn = format.device().map(layout::place).orElse(-1);
        timeColumns = format.time().stream().mapToInt(layout::place).toArray();
        valueColumns = format.values().stream().mapToInt(layout::place).toArray();
        places = format.names().stream().mapToInt(format.features()::indexOf).toArray();
        asOfColumn = format.asOf().map(layout::place).orElse(-1);
        clock = new WallClock(format.times().zone());
        times = new CsvTime(format.times(), clock);
        rows = CsvRows.lenient(file, layout.separator());
        while (rows.next().isComment()) {
            // What stands above the names of the columns.
        }
    }

    /** The next row's reading; null at the end. */
    Reading next() {
        for (CsvRecord row = row(); row != null; row = row()) {
            records++;
            if (row.isComment() || row.getFields().stream().allMatch(String::isBlank)) {
                notes.count(row.isComment() ? "dropped: a comment" : "dropped: it is empty");
                continue;
            }
            try {
                Reading reading = reading(row);
                requireNoWordsBefore();
                return reading;
            } catch (UnreadableRow e) {
                bad(row, e);
            }
        }
        notes.count("dropped: a footer", words.size());
        words.clear();
        times.units().forEach((unit, count) -> notes.count("whose time is a number, read as " + unit.label(), count));
        notes.count(
                "in an hour that the clocks repeat, told by their order to be of its second pass", clock.repeated());
        notes.count("of a time that the clocks skip in " + format.times().zone() + ", taken as later", clock.skipped());
        return null;
    }

    /** Row that cannot be read. */
    private static final class UnreadableRow extends IllegalArgumentException {
        private static final long serialVersionUID = 1;
        private final boolean time;

        UnreadableRow(String message, boolean time) {
            super(message);
            this.time = time;
        }
    }

    private void bad(CsvRecord row, UnreadableRow e) {
        boolean first = records == 2;
        if (e.time && !hasNumber(row)) {
            if (first) {
                notes.count("dropped: units of the columns");
            } else {
                words.add(e);
            }
        } else if (format.dialect().skipBadRows()) {
            notes.count("dropped: it cannot be read");
        } else {
            throw e;
        }
    }

    /** Words among readings are no footer. */
    private void requireNoWordsBefore() {
        if (!words.isEmpty() && !format.dialect().skipBadRows()) {
            throw words.get(0);
        }
        notes.count("dropped: it cannot be read", words.size());
        words.clear();
    }

    private boolean hasNumber(CsvRecord row) {
        return Arrays.stream(valueColumns)
                .mapToObj(column -> layout.number(cell(row, column)))
                .anyMatch(CsvFile::isNumber);
    }

    private static boolean isNumber(String text) {
        try {
            return Double.isFinite(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private Reading reading(CsvRecord row) {
        String text =
                Arrays.stream(timeColumns).mapToObj(column -> cell(row, column)).collect(Collectors.joining(" "));
        String device = deviceColumn < 0 ? fileDevice : cell(row, deviceColumn);
        double[] values = new double[format.features().size() + (asOfColumn < 0 ? 0 : 1)];
        Arrays.fill(values, Double.NaN);
        UnreadableRow wrong = null;
        for (int i = 0; i < valueColumns.length; i++) {
            try {
                values[places[i]] = value(row, i);
            } catch (UnreadableRow e) {
                wrong = wrong == null ? e : wrong;
            }
        }
        long timeMs = timeMs(row, device, text, values);
        requireLength(row);
        if (wrong != null) {
            throw wrong;
        }
        if (device.isEmpty()) {
            throw bad(row, format.device().orElseThrow(), "must name a device", "", false);
        }
        if (asOfColumn >= 0) {
            values[format.features().size()] = asOfMs(row, device);
        }
        return new Reading(device, timeMs, values);
    }

    private long asOfMs(CsvRecord row, String device) {
        String text = cell(row, asOfColumn);
        try {
            // In no order, so a time that the clocks repeat is always of the first pass.
            CsvTime alone =
                    new CsvTime(format.times(), new WallClock(format.times().zone()));
            return alone.millis(device, text, new double[0]);
        } catch (DateTimeException e) {
            throw bad(row, format.asOf().orElseThrow(), "must " + e.getMessage(), text, false);
        }
    }

    private void requireLength(CsvRecord row) {
        int most = layout.header().size();
        int has = row.getFieldCount();
        boolean more = has > most && row.getFields().subList(most, has).stream().anyMatch(extra -> !extra.isBlank());
        if (has < most && format.dialect().skipBadRows()) {
            notes.count("with fewer fields than there are columns, taken as missing");
        } else if (has < most || more) {
            throw new UnreadableRow(
                    file + " line " + row.getStartingLineNumber() + ": Record " + records + " has " + has
                            + " fields, but first record had " + most
                            + " fields (--skip-bad-rows takes what is there of"
                            + " a shorter one, and drops a longer one)",
                    false);
        }
    }

    private static String cell(CsvRecord row, int column) {
        return column < row.getFieldCount() ? row.getField(column).strip() : "";
    }

    private long timeMs(CsvRecord row, String device, String text, double[] values) {
        try {
            return times.millis(device, text, values);
        } catch (DateTimeException e) {
            throw bad(row, String.join(",", format.time()), "must " + e.getMessage(), text, true);
        }
    }

    private double value(CsvRecord row, int index) {
        String text = cell(row, valueColumns[index]);
        if (MISSING.contains(text.toLowerCase(Locale.ROOT)) || format.missing().hold(text)) {
            return Double.NaN;
        }
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return text.equalsIgnoreCase("true") ? 1 : 0;
        }
        try {
            String number = layout.number(text);
            double value = Double.parseDouble(number);
            if (format.missing().hold(value)) {
                return Double.NaN;
            }
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below, as an infinite one is.
        }
        String hint = text.indexOf(',') >= 0 && !layout.decimalComma()
                ? " (--decimal-comma reads 21,5 as 21.5)"
                : " (--readings-missing names what else stands for none)";
        throw bad(
                row,
                format.values().get(index),
                "must be a finite number, or empty, NA, nan or null" + hint,
                text,
                false);
    }

    private UnreadableRow bad(CsvRecord row, String column, String rule, String value, boolean time) {
        return new UnreadableRow(
                file + " line " + row.getStartingLineNumber() + ", column " + column + ": " + rule + ", was '" + value
                        + "'",
                time);
    }

    private CsvRecord row() {
        try {
            return rows.hasNext() ? rows.next() : null;
        } catch (CsvParseException e) {
            String detail = e.getCause() == null ? "" : ": " + e.getCause().getMessage();
            throw new IllegalArgumentException(file + ": " + e.getMessage() + detail, e);
        } catch (UncheckedIOException e) {
            throw new UncheckedIOException(
                    file + " cannot be read: " + e.getCause().getMessage(), e.getCause());
        }
    }

    /**
     * {@code stations/Changping.csv.gz} holds the device {@code Changping}, {@code pump.7.csv} holds {@code pump.7}.
     */
    private static String deviceOf(Path file) {
        String name = file.getFileName().toString();
        if (name.endsWith(".gz")) {
            name = name.substring(0, name.length() - 3);
        }
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    @Override
    public void close() {
        try {
            rows.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
