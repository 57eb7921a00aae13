package io.tidecast.cli;

import io.tidecast.config.Setting;
import io.tidecast.http.HealthClient;
import io.tidecast.http.HttpSettings;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code tidecast healthcheck}: asks the process that runs beside it how it is, where there is no other HTTP client.
 */
@Command(
        name = "healthcheck",
        abbreviateSynopsis = true,
        description = "Asks a `tidecast run` on this machine whether it is live; exit code 0 if it is. For containers.")
final class HealthCheckCommand extends SettingsCommand {
    @Option(names = "--ready", description = "Asks whether it is ready: running, with tasks and a model.")
    private boolean ready;

    HealthCheckCommand(CommandContext context) {
        super(context);
    }

    @Override
    List<Setting<?>> offered() {
        return List.of(HttpSettings.HOST, HttpSettings.PORT);
    }

    @Override
    public Integer call() throws InterruptedException {
        HttpSettings settings = settings().http();
        try {
            HealthClient.Answer answer = HealthClient.ask(settings, ready);
            out().println(answer.body());
            return answer.up() ? 0 : 1;
        } catch (IOException e) {
            throw new CommandFailed(
                    "nothing answers at " + HealthClient.host(settings) + ":" + settings.port() + " (" + e + ")", e);
        }
    }
}
