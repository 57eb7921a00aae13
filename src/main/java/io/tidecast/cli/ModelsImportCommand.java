package io.tidecast.cli;

import io.tidecast.config.Flow;
import io.tidecast.config.Printable;
import io.tidecast.config.Setting;
import io.tidecast.csv.CsvFormat;
import io.tidecast.csv.CsvReadings;
import io.tidecast.interchange.Beside;
import io.tidecast.interchange.ForeignModel;
import io.tidecast.interchange.ImportedModel;
import io.tidecast.interchange.Imports;
import io.tidecast.interchange.TrainingScale;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.LevelScale;
import io.tidecast.model.ModelFile;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.NetworkSummary;
import io.tidecast.series.Reading;
import io.tidecast.settings.Catalogue;
import io.tidecast.settings.NetworkFile;
import io.tidecast.settings.SettingSources;
import io.tidecast.stream.StreamSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidecast models import}: a network of PyTorch, Keras or ONNX becomes a model. */
@Command(
        name = "import",
        abbreviateSynopsis = true,
        description =
                "Makes a model of a network that PyTorch, Keras or ONNX wrote: .safetensors, .pt, .pth, .keras, .h5,"
                        + " .weights.h5 or .onnx. It reads the levels of the values, scaled as in its training.",
        footer = {
            "",
            "Example:",
            "  tidecast models import lstm.keras -o lstm.safetensors --values temp --series-step 1h \\",
            "    --forecast-window 24 --forecast-horizon 6 --scaling '{type: min-max, min: [-5], max: [35]}'"
        })
final class ModelsImportCommand extends SettingsCommand {
    private static final String RULE = "--scaling must be a map such as {type: min-max, min: [5], max: [25]}";

    @Parameters(paramLabel = "FILE", description = "What the library wrote. Nothing in it is executed.")
    private Path file;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "FILE",
            description = "The model file to write, which `tidecast models publish` takes.")
    private Path output;

    @Option(
            names = "--spec",
            paramLabel = "FILE",
            description = "The network as YAML or JSON, as `tidecast models show` prints it: where the file has weights"
                    + " alone and does not say what is done between them.")
    private Optional<Path> spec = Optional.empty();

    @Option(
            names = "--scaling",
            paramLabel = "MAP",
            description = "What the network was trained in: {type: none}, {type: min-max, low: 0, high: 1, min: [..],"
                    + " max: [..]} or {type: standard, mean: [..], std: [..]}, a number for each value; without numbers"
                    + " they are taken of --fit. Default: ${DEFAULT-VALUE}.")
    private String scaling = "{type: none}";

    @Option(
            names = "--fit",
            paramLabel = "DATA",
            description = "A CSV file of the training's data, which the numbers of --scaling are taken of. May be given"
                    + " several times.")
    private List<Path> data = new ArrayList<>();

    @Mixin
    private final CsvOptions columns = new CsvOptions();

    ModelsImportCommand(CommandContext context) {
        super(context);
    }

    @Override
    List<Setting<?>> offered() {
        return Stream.of(
                        Catalogue.group("series").stream(),
                        Catalogue.group("forecast").stream()
                                .filter(setting -> !setting.equals(ForecastSettings.LEVELS)),
                        Catalogue.group("network").stream()
                                .filter(setting -> !setting.key().equals("network.layers")
                                        && !setting.key().equals("network.highway")))
                .<Setting<?>>flatMap(settings -> settings)
                .toList();
    }

    @Override
    public Integer call() {
        byte[] bytes = ForeignFile.read(file);
        Optional<NetworkSpec> wanted = spec.map(NetworkFile::spec);
        Beside beside = Beside.of(file);
        ForeignModel foreign = ForeignFile.parsed(file, () -> Imports.read(bytes, wanted, beside));
        ImportedModel.Origin origin =
                new ImportedModel.Origin(file.getFileName().toString(), ForeignFile.sha256(bytes, beside.read()));
        Forecaster model = ForeignFile.parsed(file, () -> foreign.manifest()
                .map(manifest -> ImportedModel.returned(foreign, manifest, origin))
                .orElseGet(() -> imported(foreign, origin)));
        ForeignFile.write(output, ModelFile.write(model));
        out().println(Printable.line("read " + foreign.library() + ":"));
        out().print(NetworkSummary.of(foreign.network()));
        out().println("wrote " + output);
        return 0;
    }

    private Forecaster imported(ForeignModel foreign, ImportedModel.Origin origin) {
        SettingSources sources = options().sources(context());
        StreamSettings settings = columns.settings(sources).withoutBroker();
        LevelScale scale = scale(settings, foreign.order());
        ForecastSettings forecast = asRead(foreign, settings.forecast(), sources);
        return ImportedModel.of(foreign, forecast, settings.network().covariates(), scale, origin);
    }

    /** Window and horizon as the file has them, where nobody has set them. */
    private static ForecastSettings asRead(ForeignModel foreign, ForecastSettings forecast, SettingSources sources) {
        int window = sources.given(List.of(ForecastSettings.WINDOW)).isEmpty()
                ? foreign.window().orElse(forecast.window())
                : forecast.window();
        int horizon = sources.given(List.of(ForecastSettings.HORIZON)).isEmpty()
                ? foreign.horizon(window, forecast.targets().size()).orElse(forecast.horizon())
                : forecast.horizon();
        return forecast.withSteps(window, horizon);
    }

    private LevelScale scale(StreamSettings settings, LevelScale.Order order) {
        List<String> features = settings.forecast().features();
        TrainingScale given = training();
        if (!given.isToBeFitted()) {
            return given.scale(features.size(), order);
        }
        if (data.isEmpty()) {
            throw new WrongUsage("--scaling must have its numbers, or --fit data to take them of");
        }
        CsvFormat csv = columns.formatOf(settings);
        List<List<Double>> values = new ArrayList<>();
        features.forEach(feature -> values.add(new ArrayList<>()));
        try (CsvReadings readings = new CsvReadings(data, csv)) {
            while (readings.hasNext()) {
                Reading reading = readings.next();
                for (int f = 0; f < features.size(); f++) {
                    values.get(f).add(reading.values()[f]);
                }
            }
            readings.notes().lines().forEach(out()::println);
        }
        return given.fit(
                values.stream()
                        .map(column ->
                                column.stream().mapToDouble(Double::doubleValue).toArray())
                        .toList(),
                order);
    }

    private TrainingScale training() {
        try {
            if (Flow.read(scaling, RULE) instanceof Map<?, ?> form) {
                return TrainingScale.parse(form);
            }
        } catch (IllegalArgumentException e) {
            throw new WrongUsage("--scaling: " + e.getMessage(), e);
        }
        throw new WrongUsage(RULE + ", was " + scaling);
    }
}
