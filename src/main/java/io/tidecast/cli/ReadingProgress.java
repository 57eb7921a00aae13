package io.tidecast.cli;

import io.tidecast.series.Reading;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Progress of readings that are read once, whose number is not known: a count on a terminal, else a line every so many.
 * A stop ends the reading at once.
 */
final class ReadingProgress implements AutoCloseable {
    /** Readings between two lines. */
    static final long EVERY = 1_000_000;

    private final Optional<ProgressBar> bar;
    private final PrintWriter out;
    private final long every;
    private final BooleanSupplier stopped;
    private long count;

    ReadingProgress(Optional<PrintStream> terminal, PrintWriter out, long every, BooleanSupplier stopped) {
        this.out = out;
        this.every = every;
        this.stopped = stopped;
        bar = terminal.map(to -> new ProgressBarBuilder()
                .setTaskName("reading")
                .setInitialMax(-1) // Not known.
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(to))
                .build());
    }

    /**
     * The same readings, counted.
     *
     * @return an iterator that throws {@link CancellationException} once stopped
     */
    Iterator<Reading> over(Iterator<Reading> readings) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                if (stopped.getAsBoolean()) {
                    throw new CancellationException(
                            String.format(Locale.ROOT, "stopped while reading, after %,d readings", count));
                }
                return readings.hasNext();
            }

            @Override
            public Reading next() {
                Reading reading = readings.next();
                count++;
                tell();
                return reading;
            }
        };
    }

    private void tell() {
        if (bar.isPresent()) {
            bar.get().stepTo(count);
        } else if (count % every == 0) {
            out.printf(Locale.ROOT, "reading: %,d so far%n", count);
            out.flush();
        }
    }

    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
    }
}
