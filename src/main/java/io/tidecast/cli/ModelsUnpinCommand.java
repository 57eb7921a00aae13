package io.tidecast.cli;

import io.tidecast.model.Pointer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidecast models unpin}: lets a version go. */
@Command(
        name = "unpin",
        abbreviateSynopsis = true,
        description = "Lets the trainer move the serving version again.",
        footer = {"", "Example:", "  tidecast models unpin -c tidecast.yaml"})
final class ModelsUnpinCommand implements Callable<Integer>, SettingsCommand {
    private final Surroundings surroundings;

    @Option(names = "--model", paramLabel = "ID", description = "The model. Default: the setting forecast.model.")
    private Optional<String> model = Optional.empty();

    @Mixin
    private final SettingOptions options = new SettingOptions();

    @Spec
    private CommandSpec spec;

    ModelsUnpinCommand(Surroundings surroundings) {
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
        Pointer pointer = topic.pointer(topic.read());
        if (!pointer.pinned()) {
            throw new CommandFailed("model " + topic.model() + " is not pinned");
        }
        topic.point(pointer.unpinned());
        spec.commandLine().getOut().println(ModelsTopic.line(topic.model(), pointer.unpinned()));
        return 0;
    }
}
