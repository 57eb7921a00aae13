package io.tidecast.cli;

import io.tidecast.app.ModelsTopic;
import io.tidecast.model.Pointer;
import io.tidecast.view.PublishedFile;
import io.tidecast.view.PublishedModels;
import picocli.CommandLine.Command;

/** {@code tidecast models unpin}: lets a version go. */
@Command(
        name = "unpin",
        abbreviateSynopsis = true,
        description = "Lets the trainer move the serving version again.",
        footer = {"", "Example:", "  tidecast models unpin -c tidecast.yaml"})
final class ModelsUnpinCommand extends ModelCommand {
    ModelsUnpinCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        ModelsTopic topic = topic(settings());
        PublishedModels<PublishedFile> published = topic.read();
        Pointer pointer = topic.pointer(published);
        if (!pointer.pinned()) {
            throw new CommandFailed("model " + topic.model() + " is not pinned");
        }
        topic.point(published, pointer.unpinned());
        out().println(ModelsTopic.line(topic.model(), pointer.unpinned()));
        return 0;
    }
}
