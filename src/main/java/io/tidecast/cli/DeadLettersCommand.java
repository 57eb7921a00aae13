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
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.Producer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tidecast dead-letters}: what could not be used and why, and sends it again once that is mended. */
@Command(
        name = "dead-letters",
        abbreviateSynopsis = true,
        description = {
            "Counts the dead letters by reason and shows the newest of each.",
            "With --replay the chosen ones are sent to the topic they came from once more, after what was wrong is mended:"
                    + " a whole record of the readings or the retraining topic, with its key, value, headers and timestamp."
                    + " They stay in the dead letters; what is printed last says where the next replay is to begin, and"
                    + " when it was stopped or could not send them all, too."
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
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");
    /** Bytes shown of what is no text. */
    private static final int MOST_BYTES = 64;

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
            replay(clients, topics, from);
            return 0;
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

    /** As text where it is some, and else its bytes. */
    private static String text(byte[] bytes) {
        if (bytes == null) {
            return "(none)";
        }
        try {
            return Printable.message(
                    UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            String shown = HEX.formatHex(bytes, 0, Math.min(bytes.length, MOST_BYTES));
            return shown
                    + (bytes.length > MOST_BYTES ? " …" : "")
                    + String.format(Locale.ROOT, " (%,d bytes)", bytes.length);
        }
    }

    private void replay(KafkaClients clients, TopicNames topics, Instant from) throws InterruptedException {
        context().stop().claim();
        try (Producer<byte[], byte[]> producer = clients.bytesProducer()) {
            DeadLetterReplay replay = new DeadLetterReplay(
                    producer,
                    Set.of(topics.readings(), topics.retraining()),
                    context().stop()::isRequested);
            TopicScan.bytes(clients, topics.deadLetters(), entry -> {
                DeadLetter letter = DeadLetter.of(entry, entry.key());
                if (isChosen(letter, from)) {
                    replay.take(letter, entry);
                }
            });
            replay.finish(out());
        }
    }
}
