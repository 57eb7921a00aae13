package io.tidecast.cli;

import io.tidecast.app.TopicLook;
import io.tidecast.config.Setting;
import io.tidecast.csv.CsvSample;
import io.tidecast.guess.CannotTellException;
import io.tidecast.guess.Decision;
import io.tidecast.guess.Draft;
import io.tidecast.guess.FileGuess;
import io.tidecast.guess.RecordsGuess;
import io.tidecast.guess.Seen;
import io.tidecast.input.InputFormat;
import io.tidecast.input.InputFormats;
import io.tidecast.input.ReadingFormat;
import io.tidecast.input.SchemaSource;
import io.tidecast.series.GridSettings;
import io.tidecast.series.TimeStep;
import io.tidecast.settings.Catalogue;
import io.tidecast.settings.Settings;
import io.tidecast.stream.KafkaClients;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidecast init}: looks at a topic or a file and writes the settings that read it. */
@Command(
        name = "init",
        abbreviateSynopsis = true,
        description = "Looks at the readings topic, or a CSV file, and writes a file of settings that read it: format,"
                + " device, time, values, step, season, targets. Says what it saw, and why it decided so. Of the settings"
                + " here, those that are given are not guessed.",
        footer = {"", "Example:", "  tidecast init --bootstrap broker:9092 --topics-readings plant.sensors"})
final class InitCommand extends SettingsCommand {
    /** Rows of a file that are looked at. */
    private static final int MOST_ROWS = 50_000;

    private static final Set<String> OFFERED = Set.of(
            "topics.readings",
            "readings.format",
            "readings.schema-file",
            "readings.schema-message",
            "readings.registry.url",
            "series.step");

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "A CSV file to look at, plain or gzipped. Default: the readings topic.")
    private Optional<Path> csv = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The file to write. Default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("tidecast.yaml");

    @Option(names = "--force", description = "Writes over a file that is there.")
    private boolean force;

    @Option(
            names = {"-y", "--yes"},
            description = "Writes without asking.")
    private boolean yes;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            description = "How long to wait for records where the topic has few. Default: 10s.")
    private Duration duration = Duration.ofSeconds(10);

    @Option(
            names = "--separator",
            paramLabel = "CHARACTER",
            description = "What is between the fields of a file. Default: read off the first line.")
    private Optional<Character> separator = Optional.empty();

    InitCommand(CommandContext context) {
        super(context);
    }

    @Override
    List<Setting<?>> offered() {
        return Catalogue.ALL.stream()
                .filter(setting -> OFFERED.contains(setting.key()))
                .toList();
    }

    @Override
    public Integer call() {
        if (Files.exists(out) && !force) {
            throw new WrongUsage(out + " is there already: --force writes over it, -o names another file");
        }
        csv.ifPresent(file -> Places.requireData(List.of(file)));
        Places.requireFile(out);
        Settings settings = settings();
        Optional<TimeStep> step = settings.find(GridSettings.STEP);
        Draft draft;
        try {
            draft = csv.isPresent() ? ofFile(csv.get(), step) : ofTopic(settings, step);
        } catch (CannotTellException e) {
            throw new CommandFailed(e.getMessage());
        }
        context().stop().release(); // What follows waits for an answer alone.
        if (context().stop().isRequested()) {
            return ExitStatus.STOPPED.code();
        }
        show(draft);
        if (!yes && !isAgreed()) {
            out().println(out + " is not written.");
            return ExitStatus.FAILED.code();
        }
        write(draft);
        next(draft);
        return ExitStatus.DONE.code();
    }

    private Draft ofFile(Path file, Optional<TimeStep> step) {
        out().println("Looking at " + file + ".");
        try {
            return FileGuess.of(CsvSample.of(file, MOST_ROWS, separator), step);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(e.getMessage(), e);
        }
    }

    private Draft ofTopic(Settings settings, Optional<TimeStep> step) {
        String topic = settings.topics().readings();
        out().println("Looking at topic " + topic + " for " + duration.toSeconds() + " s at most.");
        out().flush();
        List<Seen> seen = TopicLook.at(
                new KafkaClients(settings.kafka()), topic, duration, context().stop());
        out().println(String.format(Locale.ROOT, "%,d records seen.", seen.size()));
        // JSON is what is taken of a topic that nothing was said of.
        Optional<InputFormat> told =
                Optional.of(settings.get(ReadingFormat.FORMAT)).filter(format -> format != InputFormats.JSON);
        Draft draft = RecordsGuess.of(seen, told, SchemaSource.from(settings), step);
        return draft.with(given(settings));
    }

    /** What the file needs of what this was given. */
    private List<Decision> given(Settings settings) {
        List<Decision> given = new ArrayList<>();
        given.add(new Decision(
                KafkaClients.BOOTSTRAP,
                Draft.scalar(settings.kafka().getOrDefault("bootstrap.servers", "localhost:9092")),
                "what else the clients need, such as security.protocol, goes here too"));
        Stream.of("topics.readings", "readings.schema-file", "readings.schema-message", "readings.registry.url")
                .forEach(key -> Catalogue.ALL.stream()
                        .filter(setting -> setting.key().equals(key))
                        .flatMap(setting -> settings.find(setting).stream())
                        .forEach(value ->
                                given.add(new Decision(key, Draft.scalar(String.valueOf(value)), "it was given"))));
        return given;
    }

    private void show(Draft draft) {
        PrintWriter out = out();
        out.println();
        draft.decisions().stream()
                .filter(Decision::isSetting)
                .forEach(made -> out.println("  " + made.key() + ": " + made.value() + "\n      " + made.why()));
        out.println();
        draft.decisions().stream().filter(made -> !made.isSetting()).forEach(made -> out.println("  - " + made.why()));
        out.println();
        out.flush();
    }

    private boolean isAgreed() {
        out().print("Write " + out + "? [y/n] ");
        out().flush();
        try {
            String answer = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
            if (answer == null) {
                out().println("\nNobody answered; --yes writes without asking.");
            }
            return answer != null && Set.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
        } catch (IOException e) {
            return false;
        }
    }

    private void write(Draft draft) {
        try {
            Files.writeString(out, draft.yaml(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CommandFailed(out + " cannot be written: " + e.getMessage());
        }
        out().println("Wrote " + out + ". Look it over; then:");
    }

    private void next(Draft draft) {
        List<String> next = new ArrayList<>();
        if (csv.isPresent()) {
            String columns = String.join(
                    " ", draft.columns().stream().map(ShellWord::quoted).toList());
            String file =
                    ShellWord.quoted(csv.get().toString()) + " -c " + ShellWord.quoted(out.toString()) + " " + columns;
            next.add("backtest " + file + " --report report.html");
            next.add("train " + file + " -o model.safetensors");
            next.add("produce " + file + " --bootstrap HOST:PORT");
        } else {
            for (String command : List.of("topics create", "doctor", "run", "watch")) {
                next.add(command + " -c " + ShellWord.quoted(out.toString()));
            }
        }
        next.forEach(command -> out().println("  tidecast " + command));
    }
}
