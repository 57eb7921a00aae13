package io.tidecast.cli;

import io.tidecast.app.Dashboard;
import io.tidecast.config.Setting;
import io.tidecast.http.HttpSettings;
import io.tidecast.series.GridSettings;
import io.tidecast.settings.Settings;
import io.tidecast.stream.TopicNames;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

/** {@code tidecast ui}: the dashboard of a fleet, from its topics. */
@Command(
        name = "ui",
        abbreviateSynopsis = true,
        description = {
            "Serves the dashboard and the API of a running fleet, until it is stopped.",
            "It reads the topics alone: READ on forecasts, scores, models and dead-letters is all it needs, and nothing"
                    + " is written. What it shows begins two steps and an hour ago, and grows from there; a step is taken to"
                    + " be an hour unless --series-step says that it is longer."
        })
final class UiCommand extends SettingsCommand {
    UiCommand(CommandContext context) {
        super(context);
    }

    @Override
    List<Setting<?>> offered() {
        return List.of(
                TopicNames.FORECASTS,
                TopicNames.SCORES,
                TopicNames.MODELS,
                TopicNames.DEAD_LETTERS,
                GridSettings.STEP,
                HttpSettings.HOST,
                HttpSettings.PORT);
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = settings();
        CountDownLatch stopped = new CountDownLatch(1);
        context().stop().onRequest(stopped::countDown);
        try (Dashboard dashboard = Dashboard.of(settings)) {
            out().println("The dashboard is at " + dashboard.address());
            out().flush();
            stopped.await();
        } catch (IllegalStateException e) {
            throw new CommandFailed(e.getMessage(), e);
        }
        return 0;
    }
}
