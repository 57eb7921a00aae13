package io.tidecast.cli;

import io.tidecast.app.ModelsTopic;
import io.tidecast.config.Setting;
import io.tidecast.model.ForecastSettings;
import io.tidecast.settings.Settings;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Command on one model of the models topic. */
abstract class ModelCommand extends SettingsCommand {
    @Option(names = "--model", paramLabel = "ID", description = "The model. Default: the setting forecast.model.")
    private Optional<String> model = Optional.empty();

    ModelCommand(CommandContext context) {
        super(context);
    }

    @Override
    List<Setting<?>> offered() {
        return ModelsTopic.SETTINGS;
    }

    final ModelsTopic topic(Settings settings) {
        return ModelsTopic.of(settings, model.orElseGet(() -> settings.get(ForecastSettings.MODEL)));
    }

    /**
     * The number of a version, as an argument gives it.
     *
     * @throws WrongUsage with the rule
     */
    static int versionNumber(String text) {
        if (!text.matches("0*[1-9][0-9]{0,8}")) {
            throw new WrongUsage("version must be a whole number of at least 1, was " + text);
        }
        return Integer.parseInt(text);
    }
}
