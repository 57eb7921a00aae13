package io.tidecast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.app.StopSignal;
import io.tidecast.app.TopicReader;
import io.tidecast.config.Nearest;
import io.tidecast.config.Printable;
import io.tidecast.config.Setting;
import io.tidecast.forecast.Forecast;
import io.tidecast.record.ForecastFormat;
import io.tidecast.record.ForecastRecord;
import io.tidecast.record.Reason;
import io.tidecast.record.ScoreRecord;
import io.tidecast.record.UnreadableRecordException;
import io.tidecast.settings.Settings;
import io.tidecast.stream.ForecastLayout;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.TopicNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tidecast watch}: follows the forecasts. */
@Command(
        name = "watch",
        abbreviateSynopsis = true,
        description = {
            "Follows the forecasts as a table, a row of each target, until it is stopped.",
            "Skill is 1 minus the network's live error over that of the better naive forecast. An actual stands beside"
                    + " what was forecast for it the step before. Marked by ! are anomalies (an actual outside the widest"
                    + " interval) and thresholds that a forecast crosses."
        },
        footer = {
            "",
            "Behind a pipe it ends with the next forecast after what reads it has ended, such as head: only a write tells.",
            "--max N ends by itself."
        })
final class WatchCommand extends SettingsCommand {
    /** Records of each partition that tell which devices there are. */
    private static final int NEWEST = 1_000;

    private static final int MOST_DEVICES = 10_000;
    private static final int NAMED = 5;

    @Option(names = "--device", paramLabel = "ID", description = "Only this device.")
    private String device;

    @Option(names = "--from-beginning", description = "All that the topic still holds first.")
    private boolean fromBeginning;

    @Option(names = "--json", description = "The records as they are, one a line.")
    private boolean json;

    @Option(names = "--max", paramLabel = "N", description = "End after so many.")
    private long max = Long.MAX_VALUE;

    private final WatchedActuals actuals = new WatchedActuals(MOST_DEVICES);
    private final Set<String> others = new TreeSet<>();
    private boolean begun;
    private boolean known;
    private int deviceWidth = WatchTable.DEVICE;
    private long printed;

    WatchCommand(CommandContext context) {
        super(context);
    }

    @Override
    List<Setting<?>> offered() {
        return List.of(TopicNames.FORECASTS, TopicNames.SCORES, ForecastLayout.FORMAT);
    }

    @Override
    public Integer call() {
        if (max < 1) {
            throw new WrongUsage("--max must be at least 1, was " + max);
        }
        Settings settings = settings();
        requireReadable(settings.get(ForecastLayout.FORMAT));
        KafkaClients clients = new KafkaClients(settings.kafka());
        StopSignal stop = context().stop();
        String topic = settings.topics().forecasts();
        List<String> beside = json ? List.of() : List.of(settings.topics().scores());
        long newest = fromBeginning ? Long.MAX_VALUE : device == null ? 0 : NEWEST;
        try (TopicReader reader = new TopicReader(clients, topic, beside, newest, stop)) {
            boolean told = device == null;
            int leftOut = 0;
            while (printed < max && !stop.isRequested()) {
                read(reader, topic);
                for (; leftOut < reader.leftOut().size(); leftOut++) {
                    say("no actuals are shown: " + reader.leftOut().get(leftOut));
                }
                if (!told && reader.caughtUp()) {
                    told = true;
                    tellWhoIsThere(topic);
                }
                if (isOutputGone()) {
                    break;
                }
            }
        }
        return 0;
    }

    /** Records of plain JSON can be shown as they are. */
    private void requireReadable(ForecastFormat format) {
        if (!json || format.isRegistered()) {
            ForecastLayout.unreadable(format).ifPresent(why -> {
                throw new CommandFailed(why + (format.isRegistered() ? "" : "; --json shows the records as they are"));
            });
        }
    }

    /** A step's score is of the same transaction as the forecast from it, which takes it up. */
    private void read(TopicReader reader, String topic) {
        List<ConsumerRecord<String, byte[]>> forecasts = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> entry : reader.poll()) {
            if (entry.topic().equals(topic)) {
                forecasts.add(entry);
            } else {
                score(entry);
            }
        }
        for (ConsumerRecord<String, byte[]> entry : forecasts) {
            if (printed < max) {
                forecast(entry, fromBeginning || reader.isNew(entry));
            }
        }
    }

    private void score(ConsumerRecord<String, byte[]> entry) {
        if (entry.value() != null && (device == null || device.equals(entry.key()))) {
            try {
                actuals.score(ScoreRecord.of(entry.value()));
            } catch (UnreadableRecordException e) {
                return; // Somebody else's record: the table has no actual of it.
            }
        }
    }

    private void forecast(ConsumerRecord<String, byte[]> entry, boolean shown) {
        if (device != null && !device.equals(entry.key())) {
            if (!known && entry.key() != null && others.size() < MOST_DEVICES) {
                others.add(entry.key());
            }
            return;
        }
        known = true;
        String key = Printable.message(entry.key());
        if (json && entry.value() != null) {
            print(shown, Printable.line(new String(entry.value(), UTF_8).replaceAll("[\r\n\t]", " ")));
        } else if (entry.value() == null) {
            print(shown, key + "  (no value)");
        } else {
            try {
                table(ForecastRecord.of(entry.value()), shown);
            } catch (UnreadableRecordException e) {
                print(
                        shown,
                        key + "  (" + (e.reason() == Reason.UNREADABLE ? "not JSON" : e.getMessage()) + ": partition "
                                + entry.partition() + " offset " + entry.offset() + ")");
            }
        }
        printed += shown ? 1 : 0;
    }

    private void table(Forecast forecast, boolean shown) {
        Map<String, WatchTable.Actual> came = actuals.forecast(forecast);
        int width = WatchTable.device(forecast).length();
        if (shown && (!begun || width > deviceWidth)) {
            deviceWidth = Math.max(deviceWidth, width);
            out().println(WatchTable.header(forecast, deviceWidth));
            begun = true;
        }
        for (Forecast.Target target : forecast.targets()) {
            Optional<WatchTable.Actual> actual = Optional.ofNullable(came.get(target.name()));
            print(shown, Printable.line(WatchTable.row(forecast, target, actual, deviceWidth)));
        }
    }

    private void print(boolean shown, String line) {
        if (shown) {
            out().println(line);
        }
    }

    private void tellWhoIsThere(String topic) {
        if (known) {
            return;
        }
        String among = fromBeginning ? "in" : "among the newest " + NEWEST + " of each partition of";
        String there = others.isEmpty()
                ? "there are none of others either"
                : "did you mean " + Printable.value(Nearest.to(device, others)) + "? There are "
                        + String.join(
                                ", ",
                                others.stream()
                                        .limit(NAMED)
                                        .map(Printable::value)
                                        .toList())
                        + (others.size() > NAMED ? " and " + (others.size() - NAMED) + " more" : "");
        say("no forecast of device " + Printable.value(device) + " is " + among + " topic " + topic + "; " + there);
    }

    private void say(String line) {
        err().println("tidecast watch: " + line);
        err().flush();
    }
}
