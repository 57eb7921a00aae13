package io.tidecast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.config.Nearest;
import io.tidecast.config.Printable;
import io.tidecast.config.Setting;
import io.tidecast.record.Reason;
import io.tidecast.settings.Settings;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.TopicNames;
import io.tidecast.view.DeadLetter;
import io.tidecast.view.TopicScan;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tidecast dead-letters}: what could not be used and why, and sends it again once that is mended. */
@Command(
        name = "dead-letters",
        abbreviateSynopsis = true,
        description = {
            "Counts the dead letters by reason and shows the newest of each.",
            "With --replay the chosen ones are sent to the topic they came from once more, after what was wrong is mended:"
                    + " a whole record, key and value, of the readings or the retraining topic. They stay in the dead"
                    + " letters; what is printed last says where the next replay is to begin."
        },
        footer = {
            "",
            "Examples:",
            "  tidecast dead-letters -c tidecast.yaml",
            "  tidecast dead-letters -c tidecast.yaml --reason invalid-field --since 2026-11-21T05:00:00Z --replay"
        })
final class DeadLettersCommand extends SettingsCommand {
    private static final List<String> REASONS =
            Arrays.stream(Reason.values()).map(Reason::label).toList();
    private static final String ROW = "%-18s %9s  %-20s  %-20s";

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            description = "Only those of this reason, as the table names it; may be repeated.")
    private List<String> reasons = List.of();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only those from this time on, e.g. 2026-11-21T05:00:00Z.")
    private Optional<String> since = Optional.empty();

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "So many of each reason are shown, the newest. Default: ${DEFAULT-VALUE}.")
    private int samples = 3;

    @Option(names = "--replay", description = "Sends them to where they came from; needs --reason or --since.")
    private boolean replay;

    DeadLettersCommand(CommandContext context) {
        super(context);
    }

    @Override
    List<Setting<?>> offered() {
        return List.of(TopicNames.DEAD_LETTERS, TopicNames.READINGS, TopicNames.RETRAINING);
    }

    /** Letters of one reason. */
    private static final class Kind {
        private final Deque<DeadLetter> newest = new ArrayDeque<>();
        private long count;
        private Instant first = Instant.MAX;
        private Instant last = Instant.MIN;

        void add(DeadLetter letter, int samples) {
            count++;
            first = letter.at().isBefore(first) ? letter.at() : first;
            last = letter.at().isAfter(last) ? letter.at() : last;
            newest.add(letter);
            if (newest.size() > samples) {
                newest.remove();
            }
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        TrainCommand.requireAtLeast("--samples", 0, samples);
        for (String reason : reasons) {
            if (!REASONS.contains(reason)) {
                throw new WrongUsage("--reason must be one of " + String.join(", ", REASONS) + ", was " + reason
                        + "; did you mean " + Nearest.to(reason, REASONS) + "?");
            }
        }
        if (replay && reasons.isEmpty() && since.isEmpty()) {
            throw new WrongUsage("--replay must be told which, by --reason, --since or both");
        }
        Instant from = since.map(DeadLettersCommand::time).orElse(Instant.MIN);
        Settings settings = settings();
        KafkaClients clients = new KafkaClients(settings.kafka());
        TopicNames topics = settings.topics();
        if (replay) {
            return replay(clients, topics, from);
        }
        Map<String, Kind> kinds = new TreeMap<>();
        TopicScan.bytes(clients, topics.deadLetters(), entry -> {
            DeadLetter letter = DeadLetter.of(entry, entry.key());
            if (isChosen(letter, from)) {
                kinds.computeIfAbsent(letter.reason(), reason -> new Kind()).add(letter, samples);
            }
        });
        print(topics.deadLetters(), kinds);
        return 0;
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new WrongUsage("--since must be a time such as 2026-11-21T05:00:00Z, was " + text, e);
        }
    }

    private boolean isChosen(DeadLetter letter, Instant from) {
        return (reasons.isEmpty() || reasons.contains(letter.reason()))
                && !letter.at().isBefore(from);
    }

    private void print(String topic, Map<String, Kind> kinds) {
        PrintWriter out = out();
        if (kinds.isEmpty()) {
            out.println("topic " + topic + " holds no such dead letter");
            return;
        }
        out.println(String.format(ROW, "REASON", "COUNT", "FIRST", "LAST").stripTrailing());
        kinds.forEach((reason, kind) -> out.println(String.format(
                        Locale.ROOT,
                        ROW,
                        Printable.value(reason),
                        String.format(Locale.ROOT, "%,d", kind.count),
                        seconds(kind.first),
                        seconds(kind.last))
                .stripTrailing()));
        kinds.forEach((reason, kind) -> {
            if (!kind.newest.isEmpty()) {
                out.println();
                out.println(Printable.value(reason) + ", the newest:");
            }
            kind.newest.descendingIterator().forEachRemaining(letter -> {
                out.println("  " + letter.at() + "  " + Printable.value(letter.origin()) + ": "
                        + Printable.message(letter.message()));
                out.println("    key    " + text(letter.key()));
                out.println("    value  " + text(letter.value()) + (letter.whole() ? "" : " (cut)"));
            });
        });
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "(none)" : Printable.message(new String(bytes, UTF_8));
    }

    /** Sends them as they come, and waits for all of them at the end. */
    private int replay(KafkaClients clients, TopicNames topics, Instant from) throws InterruptedException {
        Set<String> inputs = Set.of(topics.readings(), topics.retraining());
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        long[] left = new long[1];
        Instant[] newest = {Instant.MIN};
        try (Producer<byte[], byte[]> producer = clients.bytesProducer()) {
            TopicScan.bytes(clients, topics.deadLetters(), entry -> {
                DeadLetter letter = DeadLetter.of(entry, entry.key());
                if (!isChosen(letter, from)) {
                    return;
                }
                if (letter.whole()
                        && letter.origin().offset() >= 0
                        && inputs.contains(letter.origin().topic())) {
                    sent.add(producer.send(new ProducerRecord<>(
                            letter.origin().topic(), null, entry.timestamp(), letter.key(), letter.value())));
                    newest[0] = letter.at().isAfter(newest[0]) ? letter.at() : newest[0];
                } else {
                    left[0]++;
                }
            });
            producer.flush();
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        }
        PrintWriter out = out();
        out.println("sent " + sent.size() + " dead letters to where they came from");
        if (left[0] > 0) {
            out.println("left " + left[0] + ", which are cut, or were on no topic of readings or of history");
        }
        if (!sent.isEmpty()) {
            out.println("the next replay is to begin with --since " + newest[0].plusMillis(1));
        }
        return 0;
    }
}
