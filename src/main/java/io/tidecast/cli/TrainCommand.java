package io.tidecast.cli;

import io.tidecast.app.StandardOutput;
import io.tidecast.config.Setting;
import io.tidecast.csv.CsvFormat;
import io.tidecast.csv.CsvReadings;
import io.tidecast.csv.CsvSpan;
import io.tidecast.experiment.LearningCurve;
import io.tidecast.input.ReadingFormat;
import io.tidecast.learn.GateSettings;
import io.tidecast.learn.LearningSettings;
import io.tidecast.learn.OfflineTrainer;
import io.tidecast.learn.TrainingSettings;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.UntrainedModel;
import io.tidecast.replay.RecordedHistory;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.EpochTime;
import io.tidecast.series.MissingValues;
import io.tidecast.series.StaticSettings;
import io.tidecast.settings.Catalogue;
import io.tidecast.settings.SettingSources;
import io.tidecast.stream.StaticSource;
import io.tidecast.stream.StreamSettings;
import io.tidecast.train.NonFiniteException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidecast train}: a model from CSV files, through the grid, the scaling and the network that serve. */
@Command(
        name = "train",
        abbreviateSynopsis = true,
        description = "Trains a model on CSV files, without a broker, and judges it on the newest part of them.",
        footer = {
            "",
            "Ctrl-C ends it at once, with exit code 130; once an epoch is over, the best weights so far are written.",
            "",
            "Example:",
            "  tidecast train pumps.csv.gz --device-column pump --values temp,load --series-step 1h \\",
            "    --forecast-targets temp -o pumps.safetensors"
        })
final class TrainCommand extends SettingsCommand {
    static final int EPOCHS = 50;
    static final int PATIENCE = 10;

    @Parameters(paramLabel = "DATA", arity = "1..*", description = "CSV files whose first line names the columns.")
    private List<Path> files;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The model file to write, e.g. model.safetensors.")
    private Path output;

    @Option(
            names = "--spec",
            paramLabel = "FILE",
            description = "The network as YAML or JSON: its recurrent layers, and highway: true or false. Wins over the"
                    + " settings network.layers and network.highway but for their flags.")
    private Optional<Path> network = Optional.empty();

    @Option(
            names = "--curve",
            paramLabel = "FILE",
            description =
                    "The learning curve's files, without .csv, .png, .svg. Default: beside the model, ending in -curve.")
    private Optional<Path> curve = Optional.empty();

    @Option(
            names = "--model-version",
            paramLabel = "N",
            description = "Number of the model's version; publishing gives it a free one. Default: ${DEFAULT-VALUE}.")
    private int version = 1;

    @Option(names = "--epochs", paramLabel = "N", description = "Epochs at most. Default: ${DEFAULT-VALUE}.")
    private int epochs = EPOCHS;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description =
                    "Epochs in a row without a better held-out error after which training ends; 0: never. Default:"
                            + " ${DEFAULT-VALUE}.")
    private int patience = PATIENCE;

    @Mixin
    private final CsvOptions columns = new CsvOptions();

    TrainCommand(CommandContext context) {
        super(context);
    }

    @Override
    List<Setting<?>> offered() {
        return Stream.of(
                        Stream.of(ReadingFormat.VALUES, EpochTime.EARLIEST, MissingValues.MISSING),
                        Catalogue.group("series").stream(),
                        Catalogue.group("forecast").stream()
                                .filter(setting -> !setting.equals(ForecastSettings.LEVELS)),
                        Catalogue.group("network").stream(),
                        Stream.of(CovariateSettings.VALUES, StaticSource.FILE),
                        StaticSettings.SETTINGS.stream(),
                        Stream.of(
                                TrainingSettings.LANES,
                                TrainingSettings.K1,
                                TrainingSettings.K2,
                                TrainingSettings.RATE,
                                TrainingSettings.CLIP_NORM,
                                GateSettings.HOLDOUT,
                                GateSettings.WINDOWS,
                                LearningSettings.SEED))
                .<Setting<?>>flatMap(settings -> settings)
                .toList();
    }

    @Override
    public Integer call() throws IOException {
        Places.requireData(files);
        requireAtLeast("--epochs", 1, epochs);
        requireAtLeast("--patience", 0, patience);
        requireAtLeast("--model-version", 1, version);
        StreamSettings settings = streamSettings();
        Forecaster start = start(settings);
        Path curveBase = curve.orElseGet(() -> output.resolveSibling(withoutSuffix(output) + "-curve"));
        Places.requireFile(output);
        LearningCurve.files(curveBase).forEach(Places::requireFile);
        context().stop().claim();
        PrintWriter out = out();
        RecordedHistory history = history(settings, out);
        OfflineTrainer.Outcome outcome = train(settings, start, history, out);
        Files.write(output, ModelFile.write(outcome.model()));
        out.print(TrainingReport.of(outcome));
        out.println("wrote " + output);
        out.flush();
        for (Path file : new LearningCurve(outcome.fit().history()).write(curveBase)) {
            out.println("wrote " + file);
        }
        if (context().stop().isRequested() && outcome.fit().history().size() < epochs) {
            throw new CancellationException(
                    "stopped after epoch " + outcome.fit().history().size() + "; the best weights so far are written");
        }
        return 0;
    }

    private StreamSettings streamSettings() {
        SettingSources sources = options().sources(context());
        network.ifPresent(sources::network);
        return columns.streamSettings(sources);
    }

    /** Refuses here, before hours of training, what no model file can hold. */
    private Forecaster start(StreamSettings settings) {
        try {
            Forecaster drawn = UntrainedModel.untrained(
                    settings.forecast(), settings.network(), settings.learning().seed());
            Forecaster start = drawn.as(drawn.manifest().numbered(version));
            ModelFile.write(start);
            return start;
        } catch (IllegalArgumentException e) {
            throw new WrongUsage(e.getMessage(), e);
        }
    }

    private RecordedHistory history(StreamSettings settings, PrintWriter out) {
        List<String> features = settings.forecast().features();
        CsvFormat csv = columns.formatOf(settings);
        RecordedHistory history;
        CsvSpan.Counter span = new CsvSpan.Counter();
        try (CsvReadings readings = open(csv);
                ReadingProgress progress = new ReadingProgress(
                        terminal(), out, ReadingProgress.EVERY, context().stop()::isRequested)) {
            history = RecordedHistory.of(settings, span.counting(progress.over(readings)));
            readings.notes().lines().forEach(out::println);
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new CommandFailed(e.getMessage(), e);
        }
        if (history.readings() == 0) {
            throw new CommandFailed("there is no row to train on in " + files);
        }
        out.printf(
                Locale.ROOT,
                "read %,d readings of %,d devices: %,d steps of %s%n",
                history.readings(),
                history.devices(),
                history.steps(),
                settings.grid().timeStep().typed());
        List<String> unseen = history.unseen(features);
        if (!unseen.isEmpty()) {
            out.printf(Locale.ROOT, "none of them has a value of %s%n", String.join(", ", unseen));
        }
        if (history.duplicates() > 0) {
            out.printf(
                    Locale.ROOT,
                    "%,d of them repeat a value of their device and time, of which the first counts%n",
                    history.duplicates());
        }
        if (history.refused() > 0) {
            out.printf(Locale.ROOT, "refused %,d of them; the first: %s%n", history.refused(), history.refusal());
        }
        out.flush();
        span.span().objection(settings.grid(), 1).ifPresent(objection -> {
            throw new CommandFailed(objection);
        });
        return history;
    }

    private CsvReadings open(CsvFormat csv) {
        try {
            return new CsvReadings(files, csv);
        } catch (IllegalArgumentException e) {
            throw new WrongUsage(e.getMessage(), e);
        }
    }

    private OfflineTrainer.Outcome train(
            StreamSettings settings, Forecaster start, RecordedHistory history, PrintWriter out) {
        OfflineTrainer trainer =
                new OfflineTrainer(settings.learning(), epochs, patience).with(settings.methods(Optional.empty()));
        BooleanSupplier stopped = context().stop()::isRequested;
        int season = settings.forecast().seasonSteps();
        try {
            if (terminal().isEmpty()) {
                return trainer.train(start, history.chunks(), season, new EpochLines(out, epochs, stopped));
            }
            EpochBar bar = new EpochBar(System.out, epochs, stopped);
            try {
                return trainer.train(start, history.chunks(), season, bar);
            } finally {
                bar.close();
            }
        } catch (IllegalArgumentException | NonFiniteException e) {
            throw new CommandFailed(e.getMessage(), e);
        }
    }

    static void requireAtLeast(String name, int least, int value) {
        if (value < least) {
            throw new WrongUsage(name + " must be at least " + least + ", was " + value);
        }
    }

    /** What bars are drawn on; none where the output is no terminal. */
    static Optional<PrintStream> terminal() {
        return StandardOutput.isTerminal(System.getenv()) ? Optional.of(System.out) : Optional.empty();
    }

    private static String withoutSuffix(Path file) {
        return file.getFileName().toString().replaceFirst("\\.safetensors$", "");
    }
}
