package io.tidecast.cli;

import io.tidecast.app.ModelsTopic;
import io.tidecast.config.Setting;
import io.tidecast.input.ReadingFormat;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.Manifest;
import io.tidecast.model.ModelFile;
import io.tidecast.model.ModelKeys;
import io.tidecast.model.Pointer;
import io.tidecast.series.GridSettings;
import io.tidecast.settings.Settings;
import io.tidecast.stream.StreamSettings;
import io.tidecast.stream.TopicNames;
import io.tidecast.view.PublishedFile;
import io.tidecast.view.PublishedModels;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidecast models publish}: puts a model file on the models topic and has it serve. */
@Command(
        name = "publish",
        abbreviateSynopsis = true,
        description =
                "Puts a model file on the models topic and has it serve, once it is found to forecast what the settings"
                        + " say.",
        footer = {"", "Example:", "  tidecast models publish model.safetensors -c tidecast.yaml"})
final class ModelsPublishCommand extends SettingsCommand {
    @Parameters(paramLabel = "FILE", description = "The model, as `tidecast train` writes it.")
    private Path file;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why it serves. Default: ${DEFAULT-VALUE}.")
    private String reason = "published by hand";

    ModelsPublishCommand(CommandContext context) {
        super(context);
    }

    @Override
    List<Setting<?>> offered() {
        return List.of(
                StreamSettings.APPLICATION_ID,
                TopicNames.MODELS,
                ModelKeys.TRUSTED_KEYS_FILE,
                ModelKeys.SIGNING_KEY_FILE,
                ReadingFormat.VALUES,
                GridSettings.STEP,
                GridSettings.ZONE,
                GridSettings.DAYS,
                ForecastSettings.MODEL,
                ForecastSettings.TARGETS,
                ForecastSettings.WINDOW,
                ForecastSettings.HORIZON);
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings given = settings();
        StreamSettings settings = given.stream();
        Forecaster model = ModelOnDisk.read(file);
        requireMatch(model.manifest(), settings);
        ModelsTopic topic = ModelsTopic.of(given, settings.forecast().model());
        PublishedModels<PublishedFile> published = topic.read();
        int version = Math.max(model.manifest().version(), published.newest() + 1);
        Pointer pointer = published
                .pointer()
                .map(current -> current.published(version, reason))
                .orElseGet(() -> Pointer.bootstrap(version, reason).byHand())
                .withMovedAt(Instant.now().toString());
        topic.publish(
                published, version, ModelFile.write(model.as(model.manifest().numbered(version))), pointer);
        String before = pointer.previous() == null ? "" : ", before it version " + pointer.previous();
        out().println("model " + topic.model() + ": version " + version + " serves" + before + " (" + reason + ")");
        return 0;
    }

    private void requireMatch(Manifest manifest, StreamSettings settings) {
        try {
            if (!manifest.model().equals(settings.forecast().model())) {
                throw new IllegalArgumentException("model must be "
                        + settings.forecast().model() + " as forecast.model says, was " + manifest.model());
            }
            manifest.requireMatch(settings.forecast());
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(file + ": " + e.getMessage(), e);
        }
    }
}
