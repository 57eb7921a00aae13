package io.tidecast.csv;

import io.tidecast.series.Reading;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/**
 * Merge of CSV files by event time: streams their readings, plain or gzipped; of each file only one row is held.
 *
 * <p>Rows that are out of order within a file are passed on as they stand: a row that is older than the one before it
 * comes right after it. What is wrong with a file is an {@link IllegalArgumentException} that names file, line, column,
 * rule and value.
 */
public final class CsvReadings implements Iterator<Reading>, AutoCloseable {
    private final List<CsvFile> files = new ArrayList<>();
    private final PriorityQueue<Head> heads = new PriorityQueue<>(
            Comparator.comparingLong((Head h) -> h.reading().timeMs()).thenComparingInt(Head::file));

    /**
     * The file whose next row is to be read, only when asked for: an error must not take the good row before it along.
     */
    private int taken = -1;

    /** Opens the files and reads the first row of each. */
    public CsvReadings(List<Path> paths, CsvFormat format) {
        try {
            for (Path path : paths) {
                files.add(new CsvFile(path, format));
                advance(files.size() - 1);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private record Head(Reading reading, int file) {}

    @Override
    public boolean hasNext() {
        if (taken >= 0) {
            int file = taken;
            taken = -1;
            advance(file);
        }
        return !heads.isEmpty();
    }

    @Override
    public Reading next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Head head = heads.remove();
        taken = head.file();
        return head.reading();
    }

    private void advance(int file) {
        Reading reading = files.get(file).next();
        if (reading != null) {
            heads.add(new Head(reading, file));
        }
    }

    @Override
    public void close() {
        files.forEach(CsvFile::close);
    }
}
