package io.tidecast.cli;

import io.tidecast.app.ModelMoves;
import io.tidecast.app.ModelsTopic;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Pointer;
import io.tidecast.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tidecast models reset}: forgets what a model has learnt. */
@Command(
        name = "reset",
        abbreviateSynopsis = true,
        description = {
            "Has a network serve that has learnt nothing, as a version of its own; of a group's model, the default model"
                    + " again.",
            "Versions stay: models rollback goes back. Until it has learnt, the other methods forecast, the base network"
                    + " among them."
        },
        footer = {"", "Example:", "  tidecast models reset --reason 'the sensor was replaced' -c tidecast.yaml"})
final class ModelsResetCommand extends ModelCommand {
    @Option(names = "--reason", paramLabel = "TEXT", description = "Why. Default: ${DEFAULT-VALUE}.")
    private String reason = "by hand";

    ModelsResetCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = settings();
        ModelsTopic topic = topic(settings);
        Pointer reset = new ModelMoves(topic).reset("reset " + reason, settings.get(ForecastSettings.MODEL));
        out().println(ModelsTopic.line(topic.model(), reset));
        return 0;
    }
}
