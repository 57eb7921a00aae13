package io.tidecast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.app.StopSignal;
import io.tidecast.app.TopicReader;
import io.tidecast.config.Printable;
import io.tidecast.config.Setting;
import io.tidecast.record.ForecastRecord;
import io.tidecast.record.Reason;
import io.tidecast.record.UnreadableRecordException;
import io.tidecast.settings.Settings;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.TopicNames;
import java.io.PrintWriter;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tidecast watch}: follows the forecasts. */
@Command(
        name = "watch",
        abbreviateSynopsis = true,
        description = "Follows the forecasts, one line each, until it is stopped.")
final class WatchCommand extends SettingsCommand {
    @Option(names = "--device", paramLabel = "ID", description = "Only this device.")
    private String device;

    @Option(names = "--from-beginning", description = "All that the topic still holds first.")
    private boolean fromBeginning;

    @Option(names = "--json", description = "The records as they are, one a line.")
    private boolean json;

    @Option(names = "--max", paramLabel = "N", description = "End after so many.")
    private long max = Long.MAX_VALUE;

    WatchCommand(CommandContext context) {
        super(context);
    }

    @Override
    List<Setting<?>> offered() {
        return List.of(TopicNames.FORECASTS);
    }

    @Override
    public Integer call() {
        if (max < 1) {
            throw new WrongUsage("--max must be at least 1, was " + max);
        }
        Settings settings = settings();
        KafkaClients clients = new KafkaClients(settings.kafka());
        StopSignal stop = context().stop();
        PrintWriter out = out();
        long printed = 0;
        try (TopicReader reader = new TopicReader(clients, settings.topics().forecasts(), fromBeginning, stop)) {
            while (printed < max && !stop.isRequested()) {
                for (ConsumerRecord<String, byte[]> forecast : reader.poll()) {
                    if (printed < max && (device == null || device.equals(forecast.key()))) {
                        out.println(line(forecast));
                        printed++;
                    }
                }
                if (out.checkError()) {
                    break; // Whoever read this output, such as head, has gone.
                }
            }
        }
        return 0;
    }

    private String line(ConsumerRecord<String, byte[]> forecast) {
        String key = Printable.message(forecast.key());
        if (forecast.value() == null) {
            return key + "  (no value)";
        }
        if (json) {
            return Printable.line(new String(forecast.value(), UTF_8).replaceAll("[\r\n\t]", " "));
        }
        try {
            return Printable.line(ForecastLine.of(ForecastRecord.of(forecast.value())));
        } catch (UnreadableRecordException e) {
            return key + "  (" + (e.reason() == Reason.UNREADABLE ? "not JSON" : e.getMessage()) + ": partition "
                    + forecast.partition() + " offset " + forecast.offset() + ")";
        }
    }
}
