package io.tidecast.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Rows of a CSV file, plain or gzipped. */
public final class CsvRows {
    private CsvRows() {}

    /** The rows of a file that is as RFC 4180 has it, all of one length. */
    public static CloseableIterator<CsvRecord> strict(Path file) {
        return CsvReader.builder()
                .detectBomHeader(true)
                .ofCsvRecord(bytes(file), UTF_8)
                .iterator();
    }

    /** The rows of whatever length, and lines that begin with a hash as comments. */
    static CloseableIterator<CsvRecord> lenient(Path file, char separator) {
        return CsvReader.builder()
                .detectBomHeader(true)
                .fieldSeparator(separator)
                .commentStrategy(CommentStrategy.READ)
                .allowMissingFields(true)
                .allowExtraFields(true)
                .ofCsvRecord(bytes(file), UTF_8)
                .iterator();
    }

    private static InputStream bytes(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + (Files.exists(file) ? " is not a file" : " does not exist"));
        }
        try {
            InputStream bytes = Files.newInputStream(file);
            if (!file.toString().endsWith(".gz")) {
                return bytes;
            }
            try {
                return new GZIPInputStream(bytes, 1 << 16);
            } catch (IOException e) {
                bytes.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
