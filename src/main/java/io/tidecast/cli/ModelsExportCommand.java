package io.tidecast.cli;

import io.tidecast.app.ModelsTopic;
import io.tidecast.config.Setting;
import io.tidecast.interchange.Exports;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidecast models export}: a model as a file of ONNX, PyTorch or Keras. */
@Command(
        name = "export",
        abbreviateSynopsis = true,
        description =
                "Writes a model for another library: ONNX from readings to forecast; PyTorch as safetensors with a"
                        + " module.py; Keras as .keras.",
        footer = {
            "",
            "Examples:",
            "  tidecast models export 5 --to onnx -c tidecast.yaml",
            "  tidecast models export model.safetensors --to keras -o model.keras"
        })
final class ModelsExportCommand extends SettingsCommand {
    @Parameters(
            paramLabel = "V|FILE",
            description = "The number of a version on the models topic, or a model file (.safetensors).")
    private String what;

    @Option(names = "--to", required = true, paramLabel = "LIBRARY", description = "One of ${COMPLETION-CANDIDATES}.")
    private Target target;

    @Option(
            names = "--model",
            paramLabel = "ID",
            description = "The model of version V. Default: the setting forecast.model.")
    private Optional<String> model = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The file to write. Default: named as the model and its version, in this folder.")
    private Optional<Path> output = Optional.empty();

    /** Name of a library on the command line. */
    enum Target {
        onnx,
        pytorch,
        keras
    }

    ModelsExportCommand(CommandContext context) {
        super(context);
    }

    @Override
    List<Setting<?>> offered() {
        return ModelsTopic.SETTINGS;
    }

    @Override
    public Integer call() {
        Forecaster exported = what.matches("[0-9]+") ? version() : ModelOnDisk.read(Path.of(what));
        Exports.Library library = Exports.Library.valueOf(target.name().toUpperCase(Locale.ROOT));
        Path file = output.orElseGet(() ->
                Path.of(exported.manifest().model() + "-" + exported.manifest().version() + library.ending()));
        Map<String, byte[]> files;
        try {
            files = Exports.of(exported, library, file.getFileName().toString());
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(what + ": " + e.getMessage(), e);
        }
        files.forEach((name, bytes) -> {
            ForeignFile.write(file.resolveSibling(name), bytes);
            out().println("wrote " + file.resolveSibling(name));
        });
        return 0;
    }

    private Forecaster version() {
        Settings settings = settings();
        ModelsTopic topic = ModelsTopic.of(settings, model.orElseGet(() -> settings.get(ForecastSettings.MODEL)));
        return topic.version(topic.read(), ModelCommand.versionNumber(what));
    }
}
