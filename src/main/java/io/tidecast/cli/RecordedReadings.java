package io.tidecast.cli;

import io.tidecast.app.StopSignal;
import io.tidecast.csv.CsvFormat;
import io.tidecast.csv.CsvReadings;
import io.tidecast.csv.CsvSpan;
import io.tidecast.replay.BacktestReplay;
import io.tidecast.series.Reading;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Recorded readings of CSV files: what they span, and their replay, either with its progress and until it is stopped.
 */
final class RecordedReadings {
    private final List<Path> files;
    private final CsvFormat format;
    private final BooleanSupplier stopped;
    private final PrintWriter out;

    /** @param out is told of rows that were left out, and how far it is */
    RecordedReadings(List<Path> files, CsvFormat format, StopSignal stop, PrintWriter out) {
        this.files = files;
        this.format = format;
        stopped = stop::isRequested;
        this.out = out;
    }

    /**
     * Reads them all.
     *
     * @param shown devices that must be among theirs
     * @throws CommandFailed where a row cannot be read, or there is none
     */
    CsvSpan span(List<String> shown) {
        CsvSpan.Counter counter = reading(readings -> {
            CsvSpan.Counter counted = counted(readings);
            readings.notes().lines().forEach(out::println);
            return counted;
        });
        List<String> without = new ArrayList<>(format.features());
        without.removeAll(format.names());
        if (!without.isEmpty()) {
            out.println("none of the readings has a value of " + String.join(", ", without) + ", which no column is");
        }
        CsvSpan span = counter.span();
        if (span.readings() == 0) {
            throw new CommandFailed("there is no row in " + files);
        }
        shown.stream().filter(device -> !counter.hasSeen(device)).forEach(device -> {
            throw new WrongUsage("--show must name a device of the data, was " + device);
        });
        return span;
    }

    private CsvSpan.Counter counted(Iterator<Reading> readings) {
        CsvSpan.Counter counter = new CsvSpan.Counter();
        try (ReadingProgress progress =
                new ReadingProgress(TrainCommand.terminal(), out, ReadingProgress.EVERY, stopped)) {
            progress.over(readings).forEachRemaining(counter::add);
        }
        return counter;
    }

    /** Replays them, until it is stopped. */
    BacktestReplay.Outcome replay(BacktestReplay replay, CsvSpan span) {
        try (ReplayProgress progress = new ReplayProgress(TrainCommand.terminal(), span.readings(), stopped)) {
            return reading(readings -> replay.run(untilStopped(readings), progress));
        }
    }

    private <T> T reading(Function<CsvReadings, T> work) {
        try (CsvReadings readings = open()) {
            return work.apply(readings);
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new CommandFailed(e.getMessage(), e);
        }
    }

    private CsvReadings open() {
        try {
            return new CsvReadings(files, format);
        } catch (IllegalArgumentException e) {
            throw new WrongUsage(e.getMessage(), e);
        }
    }

    private Iterator<Reading> untilStopped(Iterator<Reading> readings) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return !stopped.getAsBoolean() && readings.hasNext();
            }

            @Override
            public Reading next() {
                return readings.next();
            }
        };
    }
}
