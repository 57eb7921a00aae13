package io.tidecast.cli;

import io.tidecast.series.TimeStep;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code tidecast demo}: everything in one process. The demo's classes, and the broker's, are not in every
 * distribution, so this class names none of them: {@link DemoLaunch} does.
 */
@Command(
        name = "demo",
        abbreviateSynopsis = true,
        description = "Starts a broker, feeds it a simulated fleet or files, forecasts, learns, and shows how well.",
        footer = {
            "",
            "Example:",
            "  tidecast demo --for 90s",
            "  tidecast demo --data a.csv.gz b.csv.gz --device-column station \\",
            "    --time-column datetime --values TEMP,PM2.5 --for 120s"
        })
final class DemoCommand implements Callable<Integer> {
    private static final String DEMO = "io.tidecast.demo.Demo";

    private final CommandContext context;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            description = "How long, e.g. 90s. Default: until it is stopped, or the files end.")
    Optional<Duration> duration = Optional.empty();

    @Option(names = "--devices", paramLabel = "N", description = "Number of simulated devices. Default: 10.")
    Optional<Integer> devices = Optional.empty();

    @Option(
            names = "--speed",
            paramLabel = "SPEED",
            description =
                    "Event time per second: 3600 or 1h for an hour a second. Default: 8h, of files 2d, or 12 steps.")
    Optional<Speed> speed = Optional.empty();

    @Option(names = "--seed", paramLabel = "N", description = "Of the simulation and of the learning. Default: 1.")
    Optional<Long> seed = Optional.empty();

    @Option(
            names = "--step",
            paramLabel = "DURATION",
            description = "A step, such as 1h; of files P1M too. A day of the simulation must be a multiple of it."
                    + " Default: 1h.")
    Optional<TimeStep> step = Optional.empty();

    @Option(names = "--no-training", description = "The network stays as it is at the start.")
    boolean untrained;

    @Option(
            names = "--no-browser",
            description = "The dashboard's address is printed alone; otherwise the desktop's browser opens on it.")
    boolean noBrowser;

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "An existing broker. Default: one is started in this process.")
    Optional<String> bootstrap = Optional.empty();

    @Option(
            names = "--data",
            paramLabel = "FILE",
            arity = "1..*",
            description = "CSV files, plain or gzipped, instead of the simulation.")
    List<Path> files = List.of();

    @Mixin
    final CsvOptions columns = new CsvOptions();

    @Spec
    private CommandSpec spec;

    DemoCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try {
            Class.forName(DEMO, false, DemoCommand.class.getClassLoader());
            return DemoLaunch.run(this, spec.commandLine(), context.stop());
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            throw new CommandFailed(
                    "this distribution leaves out the demo and its broker (" + e.getMessage()
                            + " is missing); the full one has them",
                    e);
        }
    }
}
