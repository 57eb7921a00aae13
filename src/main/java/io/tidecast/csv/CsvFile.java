package io.tidecast.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.tidecast.series.Reading;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** Iterator over the readings of one CSV file, in the order of its rows. */
public final class CsvFile implements AutoCloseable {
    private static final Set<String> MISSING = Set.of("", "na", "nan", "null");

    private final Path file;
    private final CsvFormat format;
    private final CloseableIterator<CsvRecord> rows;
    private final String fileDevice;
    private final int deviceColumn;
    private final int timeColumn;
    private final int[] valueColumns;

    CsvFile(Path file, CsvFormat format) {
        this.file = file;
        this.format = format;
        this.fileDevice = deviceOf(file);
        this.rows = open(file);
        try {
            List<String> header = header();
            this.deviceColumn =
                    format.device().isPresent() ? column(header, format.device().get()) : -1;
            this.timeColumn = column(header, format.time());
            this.valueColumns =
                    format.values().stream().mapToInt(v -> column(header, v)).toArray();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The next row's reading; null at the end. */
    Reading next() {
        CsvRecord row = row();
        if (row == null) {
            return null;
        }
        String device =
                deviceColumn < 0 ? fileDevice : row.getField(deviceColumn).strip();
        if (device.isEmpty()) {
            throw bad(row, format.device().orElseThrow(), "must name a device", "");
        }
        float[] values = new float[valueColumns.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(row, i);
        }
        return new Reading(device, timeMs(row), values);
    }

    private long timeMs(CsvRecord row) {
        String text = row.getField(timeColumn).strip();
        try {
            return CsvTime.millis(text, format.zone());
        } catch (DateTimeException e) {
            throw bad(row, format.time(), "must be an ISO date and time or a number since the epoch", text);
        }
    }

    private float value(CsvRecord row, int index) {
        String text = row.getField(valueColumns[index]).strip();
        if (MISSING.contains(text.toLowerCase(Locale.ROOT))) {
            return Float.NaN;
        }
        try {
            float value = Float.parseFloat(text);
            if (Float.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below, as an infinite one is.
        }
        throw bad(row, format.values().get(index), "must be a finite number, or empty, NA, nan or null", text);
    }

    private IllegalArgumentException bad(CsvRecord row, String column, String rule, String value) {
        return new IllegalArgumentException(file + " line " + row.getStartingLineNumber() + ", column " + column + ": "
                + rule + ", was '" + value + "'");
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

    private List<String> header() {
        CsvRecord header = row();
        if (header == null) {
            throw new IllegalArgumentException(file + " is empty: its first line must name the columns");
        }
        return header.getFields().stream().map(String::strip).toList();
    }

    private int column(List<String> header, String name) {
        int index = header.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException(file + " has no column '" + name + "', it has " + header);
        }
        return index;
    }

    /** The rows of a file, plain or gzipped. */
    public static CloseableIterator<CsvRecord> open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + (Files.exists(file) ? " is not a file" : " does not exist"));
        }
        try {
            InputStream bytes = Files.newInputStream(file);
            InputStream text = bytes;
            if (file.toString().endsWith(".gz")) {
                try {
                    text = new GZIPInputStream(bytes, 1 << 16);
                } catch (IOException e) {
                    bytes.close();
                    throw e;
                }
            }
            return CsvReader.builder()
                    .detectBomHeader(true)
                    .ofCsvRecord(text, UTF_8)
                    .iterator();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
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
