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
 * Merge of CSV files by event time: streams their readings, plain or gzipped. Of a file whose rows are in the order of
 * their times only one row is held; one that has device after device, or the newest first, is sorted, see
 * {@link CsvOrder}.
 *
 * <p>Rows that are out of order within a file are passed on as they stand: a row that is older than the one before it
 * of its device comes right after it. What is wrong with a file is an {@link IllegalArgumentException} that names file,
 * line, column, rule and value.
 */
public final class CsvReadings implements Iterator<Reading>, AutoCloseable {
    private final CsvNotes notes = new CsvNotes();
    private final List<Source> sources = new ArrayList<>();
    private final PriorityQueue<Head> heads = new PriorityQueue<>(
            Comparator.comparingLong((Head h) -> h.reading().timeMs()).thenComparingInt(Head::source));

    /**
     * The file whose next row is to be read, only when asked for: an error must not take the good row before it along.
     */
    private int taken = -1;

    /** Opens the files and reads the first row of each. */
    public CsvReadings(List<Path> paths, CsvFormat format) {
        this(paths, format, SortedReadings.IN_MEMORY);
    }

    /** @param inMemory readings of a file that is sorted which are in memory at most */
    CsvReadings(List<Path> paths, CsvFormat format, int inMemory) {
        try {
            for (Path path : paths) {
                sources.add(source(path, format, inMemory));
                advance(sources.size() - 1);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Readings of a file, and what is to be closed after them. */
    private record Source(Iterator<Reading> readings, List<Runnable> ends) {
        void close() {
            ends.forEach(Runnable::run);
        }
    }

    private record Head(Reading reading, int source) {}

    private Source source(Path path, CsvFormat format, int inMemory) {
        CsvOrder order;
        try (CsvFile look = new CsvFile(path, format, new CsvNotes())) {
            order = CsvOrder.of(rows(look));
        }
        CsvFile file = new CsvFile(path, format, notes);
        if (order == CsvOrder.AS_RECEIVED) {
            return new Source(rows(file), List.of(file::close));
        }
        try (file) {
            SortedReadings sorted = new SortedReadings(rows(file), order, inMemory);
            return new Source(sorted, List.of(sorted::close));
        }
    }

    private static Iterator<Reading> rows(CsvFile file) {
        return new Iterator<>() {
            private Reading next;
            private boolean ended;

            @Override
            public boolean hasNext() {
                if (next == null && !ended) {
                    next = file.next();
                    ended = next == null;
                }
                return next != null;
            }

            @Override
            public Reading next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                Reading reading = next;
                next = null;
                return reading;
            }
        };
    }

    /** What was dropped so far, and what was made of what leaves a choice. */
    public CsvNotes notes() {
        return notes;
    }

    @Override
    public boolean hasNext() {
        if (taken >= 0) {
            int source = taken;
            taken = -1;
            advance(source);
        }
        return !heads.isEmpty();
    }

    @Override
    public Reading next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Head head = heads.remove();
        taken = head.source();
        return head.reading();
    }

    private void advance(int source) {
        Iterator<Reading> readings = sources.get(source).readings();
        if (readings.hasNext()) {
            heads.add(new Head(readings.next(), source));
        }
    }

    @Override
    public void close() {
        sources.forEach(Source::close);
    }
}
