package io.tidecast.csv;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.tidecast.series.Statics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Table of static covariates: a CSV file with a column {@value #DEVICE} and one of each covariate, a device a row. */
public final class StaticFile {
    private static final String DEVICE = "device";

    private StaticFile() {}

    /**
     * What is told of each device.
     *
     * @param names of which each must have a column; others are passed over
     * @throws IllegalArgumentException if the file cannot be read, lacks a column, or has a device twice
     */
    public static Map<String, Statics> read(Path file, List<String> names) {
        Map<String, Statics> told = new HashMap<>();
        try (CloseableIterator<CsvRecord> rows = CsvRows.strict(file)) {
            if (!rows.hasNext()) {
                throw new IllegalArgumentException(file + " must begin with the names of its columns, was empty");
            }
            List<String> columns = rows.next().getFields();
            int device = column(file, columns, DEVICE);
            names.forEach(name -> column(file, columns, name));
            while (rows.hasNext()) {
                CsvRecord row = rows.next();
                String key = row.getField(device).strip();
                Map<String, String> texts = new HashMap<>();
                names.forEach(name -> texts.put(name, row.getField(columns.indexOf(name))));
                if (told.put(key, Statics.of(texts)) != null) {
                    throw new IllegalArgumentException(
                            file + ":" + row.getStartingLineNumber() + ": device must be there once, was again " + key);
                }
            }
            return told;
        } catch (CsvParseException e) {
            throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int column(Path file, List<String> columns, String name) {
        int column = columns.indexOf(name);
        if (column < 0) {
            throw new IllegalArgumentException(file + " must have a column " + name + ", had " + columns);
        }
        return column;
    }
}
