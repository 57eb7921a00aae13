package io.tidecast.cli;

import io.tidecast.backtest.JudgedForecasts;
import io.tidecast.backtest.OriginErrors;
import io.tidecast.backtest.PairedComparison;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of a backtest whose errors are compared with those of another on the same data, origin by origin. */
final class RunComparison {
    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Writes the errors by origin there, to compare another run with; those of the first seed.")
    private Optional<Path> json = Optional.empty();

    @Option(
            names = "--compare",
            paramLabel = "FILE",
            description =
                    "What --json of another run on the same data has written: says which of the two is better, by a"
                            + " 95 %% interval of the difference (paired, block bootstrap). Of the first seed.")
    private Optional<Path> compare = Optional.empty();

    private final OriginErrors byOrigin = new OriginErrors();

    /** @throws WrongUsage if {@code --json} cannot be written where it says, or there is nothing to compare with */
    void requirePlaces() {
        json.ifPresent(Places::requireFile);
        compare.ifPresent(Places::requireReadable);
    }

    private boolean isAsked() {
        return json.isPresent() || compare.isPresent();
    }

    /** What the run's forecasts are shown to; empty where nothing is asked of its errors. */
    Optional<JudgedForecasts> judge() {
        return isAsked() ? Optional.of(byOrigin) : Optional.empty();
    }

    /** The run that this one is compared with; it must be of the same data and steps, before anything is computed. */
    Optional<OriginErrors.Run> other(List<Path> files, StreamSettings settings) throws IOException {
        if (compare.isEmpty()) {
            return Optional.empty();
        }
        Path file = compare.get();
        try {
            OriginErrors.Run read = OriginErrors.Run.read(file);
            OriginErrors.Run mine = originErrors(files, settings);
            requireSame(file, "data", read.data(), mine.data());
            requireSame(file, "series.step", read.step(), mine.step());
            requireSame(file, "forecast.horizon", read.horizon(), mine.horizon());
            return Optional.of(read);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(e.getMessage(), e);
        }
    }

    private static void requireSame(Path file, String name, Object theirs, Object mine) {
        if (!theirs.equals(mine)) {
            throw new CommandFailed(file + ": " + name + " must be that of this run, " + mine + ", was " + theirs);
        }
    }

    private OriginErrors.Run originErrors(List<Path> files, StreamSettings settings) throws IOException {
        List<String> digests = new ArrayList<>();
        for (Path file : files) {
            digests.add(Provenance.digest(file));
        }
        return byOrigin.run(
                digests,
                settings.grid().timeStep().toString(),
                settings.forecast().horizon());
    }

    /** What is written, and how this run compares with the other, for the account. */
    List<String> lines(Optional<OriginErrors.Run> other, List<Path> files, StreamSettings settings) throws IOException {
        List<String> lines = new ArrayList<>();
        if (!isAsked()) {
            return lines;
        }
        OriginErrors.Run mine = originErrors(files, settings);
        if (json.isPresent()) {
            mine.write(json.get());
            lines.add("wrote " + json.get());
        }
        other.ifPresent(theirs -> mine.targets().forEach((target, errors) -> {
            OriginErrors.Target beside = theirs.targets().get(target);
            String line = beside == null
                    ? "it has no such target"
                    : PairedComparison.of(
                                    errors,
                                    beside,
                                    mine.horizon(),
                                    settings.learning().seed())
                            .line();
            lines.add("compared with " + compare.get() + ", " + target + ": " + line);
        }));
        return lines;
    }
}
