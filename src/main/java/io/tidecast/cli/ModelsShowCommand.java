package io.tidecast.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.tidecast.app.ModelsTopic;
import io.tidecast.config.Parsers;
import io.tidecast.config.Printable;
import io.tidecast.config.Setting;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.Manifest;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.NetworkSummary;
import io.tidecast.series.HolidaySettings;
import io.tidecast.series.Scaling;
import io.tidecast.series.StaticSettings;
import io.tidecast.settings.NetworkFile;
import io.tidecast.settings.Settings;
import io.tidecast.view.PublishedFile;
import io.tidecast.view.PublishedModels;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidecast models show}: what a model or a network is, as text. */
@Command(
        name = "show",
        abbreviateSynopsis = true,
        description = "Prints a model's manifest and its network as a table of layers, shapes and parameters.",
        footer = {
            "",
            "Examples:",
            "  tidecast models show 5 -c tidecast.yaml",
            "  tidecast models show docs/examples/power-gru.yaml"
        })
final class ModelsShowCommand extends SettingsCommand {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Parameters(
            paramLabel = "V|FILE",
            description = "The number of a version on the models topic; or a model (.safetensors), or a network as data"
                    + " (.yaml, .yml or .json): inputs, layers and perhaps a highway, at the top or under"
                    + " `network:`.")
    private String what;

    @Option(
            names = "--model",
            paramLabel = "ID",
            description = "The model of version V. Default: the setting forecast.model.")
    private Optional<String> model = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Writes version V to a file, too, which `tidecast models publish` takes.")
    private Optional<Path> output = Optional.empty();

    @Option(names = "--json", description = "The manifest, or the network, as JSON.")
    private boolean json;

    ModelsShowCommand(CommandContext context) {
        super(context);
    }

    @Override
    List<Setting<?>> offered() {
        return ModelsTopic.SETTINGS;
    }

    @Override
    public Integer call() throws JsonProcessingException {
        PrintWriter out = out();
        String name = what.toLowerCase(Locale.ROOT);
        boolean version = what.matches("[0-9]+");
        if (output.isPresent() && !version) {
            throw new WrongUsage("--output goes with a version's number, was given with " + what);
        }
        if (version) {
            int number = ModelCommand.versionNumber(what);
            Settings settings = settings();
            ModelsTopic topic = ModelsTopic.of(settings, model.orElseGet(() -> settings.get(ForecastSettings.MODEL)));
            PublishedModels<PublishedFile> published = topic.read();
            Forecaster shown = topic.version(published, number);
            output.ifPresent(file -> write(published.files().get(number).bytes(), file));
            print(shown, out);
            published
                    .pointer()
                    .filter(pointer -> pointer.isShadow(number) && !json)
                    .ifPresent(pointer ->
                            out.println(Printable.line("In the shadow: " + ModelsTopic.line(pointer.shadow()))));
        } else if (name.endsWith(".safetensors")) {
            print(ModelOnDisk.read(Path.of(what)), out);
        } else if (name.matches(".*\\.(yaml|yml|json)")) {
            NetworkSpec network = NetworkFile.spec(Path.of(what));
            if (json) {
                out.println(JSON.writeValueAsString(network.toMap()));
            } else {
                out.print(NetworkSummary.of(network));
            }
        } else {
            throw new WrongUsage(
                    "V|FILE must be a version's number, or end in .safetensors, .yaml, .yml or .json, was " + what);
        }
        return 0;
    }

    private static void write(byte[] model, Path file) {
        try {
            Files.write(file, model);
        } catch (IOException e) {
            throw new CommandFailed(file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private void print(Forecaster shown, PrintWriter out) throws JsonProcessingException {
        if (json) {
            out.print(Printable.lines(JSON.writeValueAsString(shown.manifest())));
        } else {
            out.println(manifest(shown));
            out.print(Printable.lines(NetworkSummary.of(shown.network().spec()).toString()));
        }
    }

    private static String manifest(Forecaster shown) {
        Manifest manifest = shown.manifest();
        StringBuilder text = new StringBuilder();
        line(text, "model", manifest.id());
        line(text, "parent", manifest.parent() == null ? "none" : manifest.parent());
        line(text, "features", String.join(", ", manifest.features()));
        line(text, "targets", String.join(", ", manifest.targets()));
        line(text, "window", manifest.window());
        line(text, "horizon", manifest.horizon());
        line(text, "step", manifest.step());
        line(text, "steps", manifest.stepsOf().label());
        if (shown.readsBase()) {
            line(
                    text,
                    "began as",
                    "the base network, to whose forecast it adds; a season of " + manifest.season()
                            + " steps, or one that is found");
        }
        Scaling scaling = manifest.scalingOf();
        line(
                text,
                "scaling",
                manifest.levels() == null
                        ? Parsers.name(scaling.measure()) + ", " + Parsers.name(scaling.over()) + " ("
                                + scaling.describe() + ")"
                        : manifest.levels().describe());
        line(
                text,
                "calendar",
                manifest.calendar().isEmpty()
                        ? "none"
                        : String.join(", ", manifest.calendar()) + " in " + manifest.zone());
        HolidaySettings holidays = manifest.covariates().holidays();
        if (!holidays.none()) {
            line(text, "holidays", holidays.describe() + " in " + manifest.zone());
        }
        manifest.covariates()
                .place()
                .ifPresent(place -> line(text, "sun", "seen from " + place.latitude() + "," + place.longitude()));
        if (manifest.ahead() != null) {
            line(text, "known ahead", String.join(", ", manifest.ahead()));
        }
        StaticSettings statics = manifest.covariates().statics();
        if (!statics.none()) {
            line(text, "static", statics.describe());
        }
        shown.pool().byName().forEach((name, tensor) -> line(text, "pool", name + ": " + tensor.of()));
        manifest.provenance().forEach((key, value) -> line(text, key, shown(value)));
        line(text, "sha256", manifest.sha256());
        return text.toString();
    }

    private static void line(StringBuilder text, String name, Object value) {
        text.append(
                String.format(Locale.ROOT, "%-16s %s%n", Printable.line(name), Printable.line(String.valueOf(value))));
    }

    private static String shown(Object value) {
        return value instanceof Map<?, ?> map
                ? map.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + shown(entry.getValue()))
                        .sorted()
                        .collect(Collectors.joining(", "))
                : String.valueOf(value);
    }
}
