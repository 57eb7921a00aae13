package io.tidecast.cli;

import io.tidecast.model.Pointer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidecast models rollback}: goes back to the version before. */
@Command(
        name = "rollback",
        abbreviateSynopsis = true,
        description =
                "Has the version before serve again; a further rollback goes to the one that was fine-tuned from.",
        footer = {"", "Example:", "  tidecast models rollback -c tidecast.yaml"})
final class ModelsRollbackCommand implements Callable<Integer>, SettingsCommand {
    private final Surroundings surroundings;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why. Default: ${DEFAULT-VALUE}.")
    private String reason = "by hand";

    @Option(names = "--model", paramLabel = "ID", description = "The model. Default: the setting forecast.model.")
    private Optional<String> model = Optional.empty();

    @Mixin
    private final SettingOptions options = new SettingOptions();

    @Spec
    private CommandSpec spec;

    ModelsRollbackCommand(Surroundings surroundings) {
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
        Pointer pointer = topic.pointer(published);
        Integer previous = pointer.previous();
        if (pointer.pinned()) {
            throw new CommandFailed("model " + topic.model() + " is pinned to version " + pointer.serving()
                    + "; `tidecast models unpin` first, or pin another");
        }
        if (previous == null) {
            throw new CommandFailed(
                    "model " + topic.model() + ": version " + pointer.serving() + " has none before it to go back to");
        }
        String parent = previous == 0
                ? ""
                : Optional.ofNullable(
                                topic.version(published, previous).manifest().parent())
                        .orElse("");
        Integer further = published.files().keySet().stream()
                .filter(version -> parent.equals(topic.model() + "/" + version))
                .findFirst()
                .orElse(null);
        String why = "rolled back to " + previous + ": " + reason;
        Pointer back = pointer.rolledBack(
                further,
                Pointer.Verdict.undone(
                        pointer.serving(), "by hand", why, Instant.now().toString()));
        topic.point(back);
        spec.commandLine().getOut().println(ModelsTopic.line(topic.model(), back));
        return 0;
    }
}
