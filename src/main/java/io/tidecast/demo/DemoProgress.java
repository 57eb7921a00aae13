package io.tidecast.demo;

import io.tidecast.app.StandardOutput;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;

/** Progress display of a run: drawn in place on a terminal, below the log, otherwise a line now and then. */
final class DemoProgress implements AutoCloseable {
    private final PrintWriter out;
    private final String title;
    private final Optional<Terminal> terminal;
    private final PrintStream err = System.err;
    private long lastElapsedNanos;
    private long lastReadings;
    private long lastForecasts;

    private DemoProgress(PrintWriter out, String title, Optional<Terminal> terminal) {
        this.out = out;
        this.title = title;
        this.terminal = terminal;
        terminal.ifPresent(on -> System.setErr(on.above(err)));
    }

    static DemoProgress on(PrintWriter out, String title) {
        Map<String, String> environment = System.getenv();
        Optional<Terminal> terminal = StandardOutput.isTerminal(environment)
                ? Optional.of(new Terminal(out, () -> Terminal.ask(environment)))
                : Optional.empty();
        return new DemoProgress(out, title, terminal);
    }

    boolean isTerminal() {
        return terminal.isPresent();
    }

    /** Rates are those since the call before. */
    void show(DemoStatistics.Live live, long readings) {
        double seconds = Math.max(1e-3, (live.elapsedNanos() - lastElapsedNanos) / 1e9);
        double readingsPerS = (readings - lastReadings) / seconds;
        double forecastsPerS = (live.forecasts() - lastForecasts) / seconds;
        lastElapsedNanos = live.elapsedNanos();
        lastReadings = readings;
        lastForecasts = live.forecasts();
        if (terminal.isPresent()) {
            Terminal on = terminal.get();
            on.draw(DemoText.screen(live, title, readingsPerS, forecastsPerS, on.width()));
        } else {
            out.println(DemoText.line(live, readingsPerS, forecastsPerS));
            out.flush();
        }
    }

    /** What is drawn stays; the log goes where it went before. */
    @Override
    public void close() {
        terminal.ifPresent(on -> System.setErr(err));
    }
}
