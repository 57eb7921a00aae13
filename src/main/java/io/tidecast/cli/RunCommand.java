package io.tidecast.cli;

import io.tidecast.app.Monitoring;
import io.tidecast.app.TidecastStreams;
import io.tidecast.app.Version;
import io.tidecast.config.Setting;
import io.tidecast.settings.Catalogue;
import io.tidecast.settings.Settings;
import io.tidecast.stream.GroupMembershipOnStop;
import io.tidecast.stream.StreamSettings;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** {@code tidecast run}: the application itself. */
@Command(
        name = "run",
        abbreviateSynopsis = true,
        description = "Turns readings into forecasts and learns while it serves, until it is stopped.",
        footer = {
            "",
            "Every setting has one name: tidecast.forecast.horizon in the file, TIDECAST_FORECAST_HORIZON in the"
                    + " environment, --forecast-horizon here. A flag wins over a system property, that over the"
                    + " environment, that over the file.",
            "",
            "Example:",
            "  tidecast run --bootstrap localhost:9092 --readings-values temp,load \\",
            "    --series-step 1m"
        })
final class RunCommand extends SettingsCommand {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    RunCommand(CommandContext context) {
        super(context);
    }

    @Override
    List<Setting<?>> offered() {
        return Catalogue.ALL;
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings given = settings();
        StreamSettings settings = given.stream();
        LOG.info(given.useKernels());
        PrintWriter out = out();
        out.println(summary(settings));
        out.flush();
        GroupMembershipOnStop departure = given.get(GroupMembershipOnStop.ON_STOP);
        TidecastStreams streams = new TidecastStreams(settings, given.modelKeys());
        // Probes and metrics are there before the first record is read, and until the last one is committed.
        try (Monitoring monitoring = Monitoring.of(given, streams);
                streams) {
            monitoring.address().ifPresent(address -> LOG.info("probes and metrics at {}", address));
            monitoring.dashboard().ifPresent(address -> out.println("The dashboard is at " + address));
            out.flush();
            context().stop().onRequest(() -> streams.close(departure));
            if (context().stop().isRequested()) {
                return 0;
            }
            streams.start(given.get(StreamSettings.START_PATIENCE));
            if (streams.awaitStop()) {
                throw new CommandFailed("a role has failed; the log says why");
            }
        }
        out.println("stopped");
        return 0;
    }

    private static String summary(StreamSettings settings) {
        String roles = settings.roles().stream()
                .sorted()
                .map(role -> role.lowerCase() + " " + settings.applicationId(role))
                .collect(Collectors.joining(" and "));
        return "tidecast " + Version.tidecast() + " runs " + roles + " on "
                + settings.kafka().get("bootstrap.servers") + ": "
                + settings.topics().readings() + " -> "
                + settings.topics().forecasts() + ", "
                + String.join(",", settings.forecast().targets()) + ", "
                + settings.forecast().horizon() + " steps of "
                + settings.grid().timeStep().typed() + " from "
                + settings.forecast().window();
    }
}
