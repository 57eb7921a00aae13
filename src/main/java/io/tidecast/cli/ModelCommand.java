package io.tidecast.cli;

import io.tidecast.app.ModelsTopic;
import io.tidecast.config.Setting;
import io.tidecast.settings.Catalogue;
import io.tidecast.settings.Settings;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A command on one model of the models topic. */
abstract class ModelCommand extends SettingsCommand {
    @Option(names = "--model", paramLabel = "ID", description = "The model. Default: the setting forecast.model.")
    private Optional<String> model = Optional.empty();

    ModelCommand(CommandContext surroundings) {
        super(surroundings);
    }

    @Override
    List<Setting<?>> offered() {
        return ModelsTopic.SETTINGS;
    }

    final ModelsTopic topic(Settings settings) {
        return ModelsTopic.of(settings, model.orElseGet(() -> settings.get(Catalogue.FORECAST_MODEL)));
    }
}
