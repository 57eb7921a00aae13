package io.tidecast.cli;

import io.tidecast.app.ModelMoves;
import io.tidecast.app.ModelsTopic;
import io.tidecast.model.Pointer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidecast models pin}: holds a version. */
@Command(
        name = "pin",
        abbreviateSynopsis = true,
        description =
                "Has a version serve and holds it there: verdicts are recorded, nothing moves until `models unpin`.",
        footer = {"", "Example:", "  tidecast models pin 5 -c tidecast.yaml"})
final class ModelsPinCommand extends ModelCommand {
    @Parameters(paramLabel = "V", description = "The number of a version that is on the topic.")
    private String version;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why. Default: ${DEFAULT-VALUE}.")
    private String reason = "pinned by hand";

    ModelsPinCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        int number = versionNumber(version);
        ModelsTopic topic = topic(settings());
        Pointer pinned = new ModelMoves(topic).pin(number, reason);
        out().println(ModelsTopic.line(topic.model(), pinned));
        return 0;
    }
}
