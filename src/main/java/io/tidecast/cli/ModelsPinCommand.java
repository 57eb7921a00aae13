package io.tidecast.cli;

import io.tidecast.model.Pointer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidecast models pin}: holds a version. */
@Command(
        name = "pin",
        abbreviateSynopsis = true,
        description =
                "Has a version serve and holds it there: verdicts are recorded, nothing moves until `models unpin`.",
        footer = {"", "Example:", "  tidecast models pin 5 -c tidecast.yaml"})
final class ModelsPinCommand implements Callable<Integer>, SettingsCommand {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "V", description = "The number of a version that is on the topic.")
    private int version;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why. Default: ${DEFAULT-VALUE}.")
    private String reason = "pinned by hand";

    @Option(names = "--model", paramLabel = "ID", description = "The model. Default: the setting forecast.model.")
    private Optional<String> model = Optional.empty();

    @Mixin
    private final SettingOptions options = new SettingOptions();

    @Spec
    private CommandSpec spec;

    ModelsPinCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public SettingOptions options() {
        return options;
    }

    @Override
    public List<Setting<?>> offered() {
        return List.of(Catalogue.TOPICS_MODELS);
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = options.settings(surroundings);
        ModelsTopic topic = ModelsTopic.of(settings, model.orElseGet(() -> settings.get(Catalogue.FORECAST_MODEL)));
        PublishedModels published = topic.read();
        topic.version(published, version);
        Pointer pinned = published
                .pointer()
                .orElseGet(() -> Pointer.bootstrap(version, reason))
                .pinnedTo(version, reason);
        topic.point(pinned);
        spec.commandLine().getOut().println(ModelsTopic.line(topic.model(), pinned));
        return 0;
    }
}
