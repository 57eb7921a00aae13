package io.tidecast.csv;

import io.tidecast.series.Reading;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/**
 * External merge sort of readings by time: at most so many are in memory, the others in files of the temporary folder
 * until this is closed. Those of one time stay in their order; a reading that is late among its device's stays behind
 * the one that it came after.
 */
final class SortedReadings implements Iterator<Reading>, AutoCloseable {
    /** Readings in memory, some 100 bytes each. */
    static final int IN_MEMORY = 200_000;

    private static final Comparator<Keyed> ORDER =
            Comparator.comparingLong(Keyed::key).thenComparingLong(Keyed::place);

    private final List<Path> files = new ArrayList<>();
    private final PriorityQueue<Run> runs = new PriorityQueue<>(Comparator.comparing(Run::head, ORDER));

    /** Reading with what it is sorted by. */
    private record Keyed(long key, long place, Reading reading) {}

    /** Sorted part, in memory or in a file. */
    private static final class Run {
        private final Iterator<Keyed> rest;
        private Keyed head;

        Run(Iterator<Keyed> rest) {
            this.rest = rest;
            advance();
        }

        Keyed head() {
            return head;
        }

        void advance() {
            head = rest.hasNext() ? rest.next() : null;
        }
    }

    /**
     * Sorts.
     *
     * @param inMemory readings that are in memory at most
     */
    SortedReadings(Iterator<Reading> readings, CsvOrder order, int inMemory) {
        try {
            List<Keyed> part = new ArrayList<>();
            Map<String, Long> newest = new HashMap<>();
            long place = 0;
            while (readings.hasNext()) {
                Reading reading = readings.next();
                boolean turned = order == CsvOrder.NEWEST_FIRST;
                long key = turned ? reading.timeMs() : newest.merge(reading.device(), reading.timeMs(), Math::max);
                part.add(new Keyed(key, turned ? -place : place, reading));
                place++;
                if (part.size() == inMemory) {
                    part.sort(ORDER);
                    add(spilled(part));
                    part.clear();
                }
            }
            part.sort(ORDER);
            add(part.iterator());
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void add(Iterator<Keyed> part) {
        Run run = new Run(part);
        if (run.head() != null) {
            runs.add(run);
        }
    }

    private Iterator<Keyed> spilled(List<Keyed> part) throws IOException {
        Path file = Files.createTempFile("tidecast-sort", ".readings");
        files.add(file);
        try (DataOutputStream to = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (Keyed keyed : part) {
                to.writeLong(keyed.key());
                to.writeLong(keyed.place());
                to.writeUTF(keyed.reading().device());
                to.writeLong(keyed.reading().timeMs());
                to.writeInt(keyed.reading().values().length);
                for (double value : keyed.reading().values()) {
                    to.writeDouble(value);
                }
            }
        }
        return new Spilled(file, part.size());
    }

    /** Iterator over a part in a file. */
    private static final class Spilled implements Iterator<Keyed> {
        private final DataInputStream from;
        private int left;

        Spilled(Path file, int size) throws IOException {
            from = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)));
            left = size;
        }

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public Keyed next() {
            try {
                long key = from.readLong();
                long place = from.readLong();
                String device = from.readUTF();
                long timeMs = from.readLong();
                double[] values = new double[from.readInt()];
                for (int f = 0; f < values.length; f++) {
                    values[f] = from.readDouble();
                }
                if (--left == 0) {
                    from.close();
                }
                return new Keyed(key, place, new Reading(device, timeMs, values));
            } catch (EOFException e) {
                throw new NoSuchElementException(e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public boolean hasNext() {
        return !runs.isEmpty();
    }

    @Override
    public Reading next() {
        Run run = runs.remove();
        Reading reading = run.head().reading();
        run.advance();
        if (run.head() != null) {
            runs.add(run);
        }
        return reading;
    }

    @Override
    public void close() {
        for (Path file : files) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
