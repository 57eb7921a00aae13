package io.tidecast.cli;

import io.tidecast.app.ModelMoves;
import io.tidecast.app.ModelsTopic;
import io.tidecast.model.Pointer;
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
        Pointer back = new ModelMoves(topic).rollBack(reason, "by hand");
        out().println(ModelsTopic.line(topic.model(), back));
        return 0;
    }
}
