package io.tidecast.cli;

import io.tidecast.app.ModelsTopic;
import io.tidecast.app.SignModels;
import io.tidecast.config.Printable;
import io.tidecast.config.Setting;
import io.tidecast.settings.Settings;
import io.tidecast.stream.KafkaClients;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tidecast models sign}: signs what is on the models topic with today's key. */
@Command(
        name = "sign",
        abbreviateSynopsis = true,
        description = "Signs the versions and pointers on the models topic once more, with the key of"
                + " models.signing-key-file: before a key is taken out of models.trusted-keys-file, and when signing"
                + " begins.",
        footer = {"", "Example:", "  tidecast models sign --unsigned -c tidecast.yaml"})
final class ModelsSignCommand extends SettingsCommand {
    @Option(names = "--model", paramLabel = "ID", description = "Only this model. Default: all that are there.")
    private Optional<String> model = Optional.empty();

    @Option(
            names = "--unsigned",
            description = "Also what has no signature. Look at `models list` first: whoever may write to the topic may"
                    + " have put it there.")
    private boolean unsigned;

    ModelsSignCommand(CommandContext context) {
        super(context);
    }

    @Override
    List<Setting<?>> offered() {
        return ModelsTopic.SETTINGS;
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = settings();
        new SignModels(new KafkaClients(settings.kafka()), settings.topics().models(), settings.modelKeys(), unsigned)
                .sign(model, line -> out().println(Printable.line(line)));
        return 0;
    }
}
