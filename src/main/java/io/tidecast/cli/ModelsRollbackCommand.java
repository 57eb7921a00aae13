package io.tidecast.cli;

import io.tidecast.app.ModelsTopic;
import io.tidecast.model.Pointer;
import io.tidecast.model.Ruling;
import io.tidecast.model.Verdict;
import io.tidecast.view.PublishedFile;
import io.tidecast.view.PublishedModels;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tidecast models rollback}: goes back to the version before. */
@Command(
        name = "rollback",
        abbreviateSynopsis = true,
        description =
                "Has the version before serve again; a further rollback goes to the one that was fine-tuned from.",
        footer = {"", "Example:", "  tidecast models rollback -c tidecast.yaml"})
final class ModelsRollbackCommand extends ModelCommand {
    @Option(names = "--reason", paramLabel = "TEXT", description = "Why. Default: ${DEFAULT-VALUE}.")
    private String reason = "by hand";

    ModelsRollbackCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        ModelsTopic topic = topic(settings());
        PublishedModels<PublishedFile> published = topic.read();
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
        Integer further = previous == 0
                ? null
                : topic.version(published, previous)
                        .manifest()
                        .parentVersion()
                        .filter(published.files()::containsKey)
                        .orElse(null);
        Pointer back = pointer.rolledBack(
                        further,
                        Verdict.undone(
                                pointer.serving(),
                                Ruling.rolledBack(previous, reason),
                                "by hand",
                                Instant.now().toString()))
                .byHand();
        topic.point(published, back);
        out().println(ModelsTopic.line(topic.model(), back));
        return 0;
    }
}
