package io.tidecast.cli;

import io.tidecast.app.ModelsTopic;
import io.tidecast.learn.LearningSettings;
import io.tidecast.model.Pointer;
import io.tidecast.settings.Settings;
import io.tidecast.view.PublishedFile;
import io.tidecast.view.PublishedModels;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tidecast models prune}: removes old versions. */
@Command(
        name = "prune",
        abbreviateSynopsis = true,
        description =
                "Removes old versions from the topic. What serves, the version before it and the one in its shadow stay.",
        footer = {"", "Example:", "  tidecast models prune -c tidecast.yaml"})
final class ModelsPruneCommand extends ModelCommand {
    @Option(
            names = "--keep",
            paramLabel = "N",
            description = "Newest versions to keep besides. Default: the setting learning.keep-versions.")
    private Optional<Integer> keep = Optional.empty();

    ModelsPruneCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = settings();
        ModelsTopic topic = topic(settings);
        int most = keep.orElseGet(() -> settings.get(LearningSettings.KEEP_VERSIONS));
        if (most < 0) {
            throw new WrongUsage("--keep must not be negative, was " + most);
        }
        PublishedModels<PublishedFile> published = topic.read();
        Pointer pointer = topic.pointer(published);
        List<Integer> others = published.files().keySet().stream()
                .filter(version -> !pointer.names(version))
                .toList();
        List<Integer> old = others.subList(0, Math.max(0, others.size() - most));
        topic.remove(published, old);
        List<Integer> left = new ArrayList<>(published.files().keySet());
        left.removeAll(old);
        out().println("model " + topic.model() + ": removed " + (old.isEmpty() ? "nothing" : "versions " + old)
                + ", left " + left);
        return 0;
    }
}
