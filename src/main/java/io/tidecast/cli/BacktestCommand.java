package io.tidecast.cli;

import io.tidecast.backtest.BacktestCsv;
import io.tidecast.backtest.BacktestPlan;
import io.tidecast.backtest.BacktestReport;
import io.tidecast.backtest.BacktestResult;
import io.tidecast.backtest.BacktestTable;
import io.tidecast.backtest.ForecastCsv;
import io.tidecast.backtest.JudgedForecasts;
import io.tidecast.backtest.MedianTable;
import io.tidecast.backtest.OriginErrors;
import io.tidecast.backtest.Region;
import io.tidecast.config.Setting;
import io.tidecast.csv.CsvFormat;
import io.tidecast.csv.CsvSpan;
import io.tidecast.input.ReadingFormat;
import io.tidecast.model.Forecaster;
import io.tidecast.replay.BacktestReplay;
import io.tidecast.replay.BacktestReplay.Start;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.EpochTime;
import io.tidecast.series.MissingValues;
import io.tidecast.series.Sampling;
import io.tidecast.series.StaticSettings;
import io.tidecast.settings.Catalogue;
import io.tidecast.settings.Settings;
import io.tidecast.stream.StaticSource;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code tidecast backtest}: how good forecasts would have been on recorded data, through the topologies that serve.
 */
@Command(
        name = "backtest",
        abbreviateSynopsis = true,
        description = {
            "Replays CSV files through the topologies that serve, without a broker, and judges every forecast beside simple"
                    + " ones.",
            "Each forecast is made of what came before it alone."
        },
        footer = {
            "",
            "Ctrl-C ends it, with exit code 130. What was judged until then is printed and put into the report, which",
            "both begin by saying so; --csv and --json are not written then, and --forecasts is FILE.partial.",
            "",
            "Examples:",
            "  tidecast backtest pumps.csv.gz --device-column pump --values temp,load --series-step 1h --frozen",
            "  tidecast backtest pumps.csv.gz --device-column pump --values temp --series-step 1h --online \\",
            "    --from-first-row --report pumps.html"
        })
final class BacktestCommand extends SettingsCommand {
    @Parameters(paramLabel = "DATA", arity = "1..*", description = "CSV files whose first line names the columns.")
    private List<Path> files;

    @Option(names = "--frozen", description = "One model serves throughout. The default.")
    private boolean frozen;

    @Option(names = "--online", description = "The trainer learns along and publishes better models.")
    private boolean online;

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "The model file that serves from the first row. Default: one is trained on the part that"
                    + " --train names, as by tidecast train.")
    private Optional<Path> model = Optional.empty();

    @Option(
            names = "--from-first-row",
            description =
                    "With --online: begin with the first network, which has learnt nothing of them, and learn from the first row.")
    private boolean untrained;

    @Option(
            names = "--train",
            paramLabel = "PLACE",
            description =
                    "Where the part to train on ends, in steps or per cent of the data. Default: ${DEFAULT-VALUE}.")
    private String train = "60%";

    @Option(
            names = "--region",
            paramLabel = "NAME=FROM..TO",
            description =
                    "A stretch of forecast origins that is judged, in steps or per cent; may be repeated. Default:"
                            + " what follows the part to train on; with --from-first-row also all.")
    private List<String> regions = List.of();

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Epochs of training at most. Default: ${DEFAULT-VALUE}.")
    private int epochs = TrainCommand.EPOCHS;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description =
                    "Epochs in a row without a better held-out error after which training ends; 0: never. Default:"
                            + " ${DEFAULT-VALUE}.")
    private int patience = TrainCommand.PATIENCE;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description =
                    "Runs, each with a seed of its own from learning.seed on; their medians are printed at the end."
                            + " Default: ${DEFAULT-VALUE}.")
    private int seeds = 1;

    @Option(names = "--csv", paramLabel = "FILE", description = "Writes all errors there, those of the first seed.")
    private Optional<Path> csv = Optional.empty();

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description =
                    "Writes tables and charts there as one HTML file of at most 3 MB, those of the first seed, with the"
                            + " forecasts of the best, the median and the worst device.")
    private Optional<Path> report = Optional.empty();

    @Option(
            names = "--show",
            paramLabel = "DEVICE",
            description = "A device whose forecasts the report draws beside those; may be repeated.")
    private List<String> shown = List.of();

    @Option(
            names = "--forecasts",
            paramLabel = "FILE",
            description =
                    "Writes every forecast that is judged there as it goes, a row per step ahead, as CSV; those of"
                            + " the first seed. Until it is whole it is FILE.partial.")
    private Optional<Path> forecasts = Optional.empty();

    @Option(
            names = "--as-of-column",
            paramLabel = "COLUMN",
            description = "Column of the time since when a row's values of covariates.values were known, which are not"
                    + " told before. Default: they are known as soon as they are within the horizon, which is perfect"
                    + " foresight.")
    private Optional<String> asOf = Optional.empty();

    @Mixin
    private final RunComparison comparison = new RunComparison();

    @Mixin
    private final CsvOptions columns = new CsvOptions();

    BacktestCommand(CommandContext context) {
        super(context);
    }

    @Override
    List<Setting<?>> offered() {
        return Stream.of(
                        Stream.of(Settings.KERNELS, ReadingFormat.VALUES, EpochTime.EARLIEST, MissingValues.MISSING),
                        Catalogue.group("series").stream(),
                        Catalogue.group("forecast").stream(),
                        Catalogue.group("network").stream(),
                        Stream.of(CovariateSettings.VALUES, StaticSource.FILE),
                        StaticSettings.SETTINGS.stream(),
                        Catalogue.group("learning").stream())
                .<Setting<?>>flatMap(settings -> settings)
                .toList();
    }

    @Override
    public Integer call() throws IOException {
        Places.requireData(files);
        if (frozen && online) {
            throw new WrongUsage("--frozen and --online exclude each other");
        }
        if (model.isPresent() && untrained) {
            throw new WrongUsage("--model and --from-first-row exclude each other");
        }
        TrainCommand.requireAtLeast("--epochs", 1, epochs);
        TrainCommand.requireAtLeast("--patience", 0, patience);
        TrainCommand.requireAtLeast("--seeds", 1, seeds);
        if (!shown.isEmpty() && report.isEmpty()) {
            throw new WrongUsage("--show goes with --report, which draws the device");
        }
        csv.ifPresent(Places::requireFile);
        report.ifPresent(Places::requireFile);
        comparison.requirePlaces();
        forecasts.map(GrowingFile::new).map(GrowingFile::place).ifPresent(Places::requireFile);
        StreamSettings settings = columns.streamSettings(options().sources(context()));
        if (asOf.isPresent() && settings.network().covariates().values().isEmpty()) {
            throw new WrongUsage("--as-of-column goes with --covariates-values, which names what was known then");
        }
        CsvFormat format = columns.formatOf(settings).withAsOf(asOf);
        Start start = start(settings);
        Optional<OriginErrors.Run> other = comparison.other(files, settings);
        context().stop().claim();
        RecordedReadings recorded =
                new RecordedReadings(files, format, context().stop(), out());
        CsvSpan span = recorded.span(shown);
        BacktestPlan plan = plan(settings, span);
        PrintWriter out = out();
        List<BacktestResult> results = new ArrayList<>();
        for (int i = 0; i < seeds && !context().stop().isRequested(); i++) {
            long seed = settings.learning().seed() + i;
            StreamSettings seeded = settings.withLearning(settings.learning().withSeed(seed));
            long begin = System.nanoTime();
            BacktestReplay.Outcome outcome = outcome(seeded, plan, start, recorded, span, i == 0);
            boolean partial = isPartial(outcome, span);
            List<String> account = BacktestAccount.of(
                    outcome,
                    mode(),
                    seed,
                    (System.nanoTime() - begin) / 1e9,
                    online,
                    settings.grid().timeStep());
            BacktestAccount.knownAhead(settings.network().covariates().values(), asOf)
                    .ifPresent(line -> account.add(1, line));
            if (partial) {
                account.add(0, BacktestAccount.partial(outcome, span));
            }
            account.forEach(out::println);
            out.println(BacktestTable.of(outcome.result()));
            out.flush();
            if (results.isEmpty()) {
                List<String> compared = partial ? List.of() : comparison.lines(other, files, settings);
                compared.forEach(out::println);
                account.addAll(compared);
                write(outcome.result(), account, settings, partial);
            }
            if (partial) {
                throw new CancellationException("stopped in the run of seed " + seed + " after " + outcome.readings()
                        + " of " + span.readings() + " readings");
            }
            results.add(outcome.result());
        }
        out.print(MedianTable.of(results));
        if (results.size() < seeds) {
            throw new CancellationException("stopped after " + results.size() + " of " + seeds + " seeds");
        }
        return 0;
    }

    private BacktestPlan plan(StreamSettings settings, CsvSpan span) {
        if (settings.grid().steps() != Sampling.GRID) {
            throw new WrongUsage("series.steps must be grid for a backtest, whose regions are stretches of time, was "
                    + settings.grid().steps().label());
        }
        int least = settings.forecast().window() + settings.forecast().horizon();
        span.objection(settings.grid(), least).ifPresent(objection -> {
            throw new CommandFailed(objection);
        });
        long first = settings.grid().indexOf(span.firstMs());
        long steps = settings.grid().indexOf(span.lastMs()) - first + 1;
        try {
            long training = Region.position(train, steps);
            List<Region> judged = new ArrayList<>();
            regions.forEach(text -> judged.add(Region.parse(text, steps)));
            if (judged.isEmpty()) {
                judged.add(new Region("after " + train, Math.max(0, Math.min(training, steps) - 1), steps - 1));
                if (untrained) {
                    judged.add(new Region("all", 0, steps - 1));
                }
            }
            return new BacktestPlan(
                    settings.forecast().horizon(),
                    settings.forecast().window(),
                    settings.forecast().seasonSteps(),
                    settings.forecast().levels(),
                    first,
                    training,
                    judged);
        } catch (IllegalArgumentException e) {
            throw new WrongUsage(e.getMessage(), e);
        }
    }

    private Start start(StreamSettings settings) {
        if (model.isPresent()) {
            Forecaster given = ModelOnDisk.read(model.get());
            try {
                given.manifest().requireMatch(settings.forecast());
            } catch (IllegalArgumentException e) {
                throw new CommandFailed(model.get() + ": " + e.getMessage(), e);
            }
            return new Start.Given(given);
        }
        if (!untrained) {
            return new Start.Trained(epochs, patience);
        }
        if (!online) {
            throw new WrongUsage(
                    "--from-first-row needs --online: a frozen network that was never trained forecasts nothing");
        }
        return new Start.Untrained();
    }

    private BacktestReplay.Outcome outcome(
            StreamSettings settings,
            BacktestPlan plan,
            Start start,
            RecordedReadings recorded,
            CsvSpan span,
            boolean written)
            throws IOException {
        List<JudgedForecasts> to = new ArrayList<>();
        if (written) {
            comparison.judge().ifPresent(to::add);
        }
        if (forecasts.isEmpty() || !written) {
            return recorded.replay(new BacktestReplay(settings, plan, start, online, to, asOf.isPresent()), span);
        }
        GrowingFile growing = new GrowingFile(forecasts.get());
        BacktestReplay.Outcome outcome;
        try (ForecastCsv file =
                new ForecastCsv(growing.place(), plan.levels(), settings.grid().timeStep())) {
            to.add(file);
            outcome = recorded.replay(new BacktestReplay(settings, plan, start, online, to, asOf.isPresent()), span);
        }
        if (!isPartial(outcome, span)) {
            growing.complete();
        }
        return outcome;
    }

    private boolean isPartial(BacktestReplay.Outcome outcome, CsvSpan span) {
        return context().stop().isRequested() && outcome.readings() < span.readings();
    }

    private Provenance provenance() {
        return new Provenance(
                spec().root().commandLine().getParseResult().originalArgs(),
                options().sources(context()).given(offered()));
    }

    private String mode() {
        String beginsWith = model.isPresent()
                ? "from " + model.get()
                : untrained ? "from the first row" : "trained on the first " + train;
        return (online ? "online, " : "frozen, ") + beginsWith;
    }

    private void write(BacktestResult result, List<String> account, StreamSettings settings, boolean partial)
            throws IOException {
        PrintWriter out = out();
        if (csv.isPresent() && !partial) { // A table of rows has no place to say so.
            BacktestCsv.write(result, csv.get());
            out.println("wrote " + csv.get());
        }
        if (report.isPresent()) {
            List<String> lines = new ArrayList<>(account);
            lines.addAll(provenance().lines(files));
            BacktestReport.write(result, lines, settings.grid().timeStep(), shown, report.get());
            out.println("wrote " + report.get());
        }
    }
}
