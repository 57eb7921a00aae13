package io.tidecast.cli;

import io.tidecast.app.ReadingFeed;
import io.tidecast.config.Setting;
import io.tidecast.input.ReadingFormat;
import io.tidecast.settings.Settings;
import io.tidecast.simulation.FleetSettings;
import io.tidecast.simulation.FleetSimulator;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tidecast simulate}: sends the readings of a simulated fleet, to try a deployment out. */
@Command(
        name = "simulate",
        abbreviateSynopsis = true,
        description = "Sends readings of a simulated fleet of machines (temp and load), until it is stopped.",
        footer = {
            "",
            "Event time begins in 2001 at each start: for a second run, name new topics and another application-id.",
            "",
            "Example:",
            "  tidecast simulate --bootstrap localhost:9092 --devices 40 --speed 1h"
        })
final class SimulateCommand extends SettingsCommand {
    @Option(names = "--devices", paramLabel = "N", description = "Number of machines. Default: ${DEFAULT-VALUE}.")
    private int devices = 40;

    @Option(names = "--seed", paramLabel = "N", description = "Of everything random. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--speed",
            paramLabel = "SPEED",
            description = "Event time per second: 3600 or 1h for an hour a second; a machine has a reading each 15"
                    + " minutes. Default: 1h.")
    private Speed speed = new Speed(3600);

    @Option(names = "--for", paramLabel = "DURATION", description = "How long, e.g. 90s. Default: until it is stopped.")
    private Duration duration = Duration.ofDays(36_500);

    SimulateCommand(CommandContext context) {
        super(context);
    }

    @Override
    List<Setting<?>> offered() {
        return List.of(
                TopicNames.READINGS,
                ReadingFormat.FORMAT,
                ReadingFormat.DEVICE,
                ReadingFormat.TIME,
                ReadingFormat.TIME_UNIT,
                ReadingFormat.VALUES);
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = settings();
        KafkaClients clients = new KafkaClients(settings.kafka());
        String topic = settings.topics().readings();
        ReadingFormat format = ProduceCommand.format(
                settings,
                FleetSimulator.FEATURES,
                settings.find(ReadingFormat.VALUES).orElse(Map.of()));
        ProduceCommand.requireTopic(clients, settings);
        FleetSimulator fleet = new FleetSimulator(fleet());
        try (ReadingFeed feed = new ReadingFeed(
                clients.producerProperties(), topic, format, fleet, speed.factor(), (device, timeMs, nowNanos) -> {})) {
            context().stop().onRequest(feed::close);
            feed.start();
            try {
                feed.end().get(duration.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                feed.close();
            }
            out().println("sent " + feed.sent() + " readings to " + topic);
            return 0;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka
                    ? kafka
                    : new CommandFailed(e.getCause().getMessage(), e.getCause());
        }
    }

    private FleetSettings fleet() {
        try {
            return FleetSettings.of(devices, seed, FleetSettings.START);
        } catch (IllegalArgumentException e) {
            throw new WrongUsage("--" + e.getMessage(), e);
        }
    }
}
