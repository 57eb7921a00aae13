package io.tidecast.cli;

import io.tidecast.app.ReadingFeed;
import io.tidecast.app.Topics;
import io.tidecast.config.Setting;
import io.tidecast.csv.CsvFormat;
import io.tidecast.csv.CsvReadings;
import io.tidecast.input.FieldPath;
import io.tidecast.input.ReadingFormat;
import io.tidecast.input.TimeForm;
import io.tidecast.series.EpochTime;
import io.tidecast.series.MissingValues;
import io.tidecast.settings.Settings;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.TopicNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidecast produce}: sends CSV files as readings, in the form that the settings say readings have. */
@Command(
        name = "produce",
        abbreviateSynopsis = true,
        description = "Sends CSV files, plain or gzipped, as readings, merged by their time.",
        footer = {
            "",
            "Example:",
            "  tidecast produce pumps.csv.gz --bootstrap localhost:9092 --device-column pump \\",
            "    --time-column at --values temp,load"
        })
final class ProduceCommand extends SettingsCommand {
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "CSV files whose first line names the columns.")
    private List<Path> files;

    @Mixin
    private final CsvOptions columns = new CsvOptions();

    @Option(
            names = "--speed",
            paramLabel = "SPEED",
            description = "Event time per second: 60 or 1m for a minute a second. Default: as fast as it goes.")
    private Optional<Speed> speed = Optional.empty();

    ProduceCommand(CommandContext context) {
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
                ReadingFormat.VALUES,
                EpochTime.EARLIEST,
                MissingValues.MISSING);
    }

    @Override
    public Integer call() throws InterruptedException {
        Places.requireData(files);
        Settings settings = settings();
        KafkaClients clients = new KafkaClients(settings.kafka());
        String topic = settings.topics().readings();
        Map<String, FieldPath> known = settings.find(ReadingFormat.VALUES).orElse(Map.of());
        CsvFormat csv =
                columns.format(List.copyOf(known.keySet()), TimeForm.from(settings), MissingValues.from(settings));
        ReadingFormat format = format(settings, csv.names(), known);
        try (CsvReadings readings = open(csv)) {
            requireTopic(clients, settings);
            int code = send(clients, topic, format, readings);
            readings.notes().lines().forEach(out()::println);
            return code;
        }
    }

    private CsvReadings open(CsvFormat csv) {
        try {
            return new CsvReadings(files, csv);
        } catch (IllegalArgumentException e) {
            throw new WrongUsage(e.getMessage(), e);
        }
    }

    /** The settings' form, with these values in it. */
    static ReadingFormat format(Settings settings, List<String> names, Map<String, FieldPath> known) {
        if (!known.isEmpty()) {
            CsvOptions.requireAmong(known.keySet(), names);
        }
        List<FieldPath> values = new ArrayList<>();
        for (String name : names) {
            values.add(known.isEmpty() ? ReadingFormat.usualPath(name) : known.get(name));
        }
        return new ReadingFormat(
                settings.get(ReadingFormat.FORMAT),
                settings.get(ReadingFormat.DEVICE),
                settings.get(ReadingFormat.TIME),
                settings.get(ReadingFormat.TIME_UNIT),
                values);
    }

    static void requireTopic(KafkaClients clients, Settings settings) {
        try (Admin admin = clients.admin()) {
            String topic = settings.topics().readings();
            if (Topics.all(settings.topics()).missing(admin).contains(topic)) {
                throw new CommandFailed("topic " + topic + " does not exist on " + clients.bootstrap()
                        + "; `tidecast topics create` makes it");
            }
        }
    }

    private int send(KafkaClients clients, String topic, ReadingFormat format, CsvReadings readings)
            throws InterruptedException {
        double factor = speed.map(Speed::factor).orElse(Double.POSITIVE_INFINITY);
        try (ReadingFeed feed = new ReadingFeed(
                clients.producerProperties(), topic, format, readings, factor, (device, timeMs, nowNanos) -> {})) {
            context().stop().onRequest(feed::close);
            feed.start();
            feed.end().get();
            out().println("sent " + feed.sent() + " readings to " + topic);
            return 0;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka
                    ? kafka
                    : new CommandFailed(e.getCause().getMessage(), e.getCause());
        }
    }
}
