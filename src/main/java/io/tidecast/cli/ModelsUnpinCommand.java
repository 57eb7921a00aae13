package io.tidecast.cli;

import io.tidecast.app.ModelMoves;
import io.tidecast.app.ModelsTopic;
import io.tidecast.model.Pointer;
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
        Pointer unpinned = new ModelMoves(topic).unpin("by hand");
        out().println(ModelsTopic.line(topic.model(), unpinned));
        return 0;
    }
}
