package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.app.StopSignal;
import io.tidecast.config.Setting;
import io.tidecast.settings.Catalogue;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "demo",
                "run",
                "doctor",
                "topics",
                "topics create",
                "watch",
                "produce",
                "retrain",
                "train",
                "models",
                "models show",
                "models publish",
                "settings"
            })
    void shouldExplainACommandWhenAskedForHelp(String command) {
        CommandRun run = CommandRun.of((command + " --help").strip().split(" "));
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .startsWith(("Usage: tidecast " + command).strip())
                .contains("--verbose")
                .contains("wrong usage or wrong settings");
    }

    private static CommandLine commandLine(String... args) {
        return Main.commandLine(new CommandContext(Map.of(), new Properties(), new StopSignal()), args);
    }

    @Test
    void shouldSetUpTheOnlyCommandThatIsAskedForWhenItTakesFewSettings() {
        CommandLine all = commandLine();
        assertThat(all.getSubcommands())
                .containsKeys("run", "doctor")
                .containsKeys(Main.ALONE.keySet().toArray(String[]::new));
        for (String name : Main.ALONE.keySet()) {
            CommandLine alone = commandLine(name, "--help");
            assertThat(alone.getSubcommands()).containsOnlyKeys(name);
            assertThat(alone.getSubcommands().get(name).getUsageMessage())
                    .isEqualTo(all.getSubcommands().get(name).getUsageMessage());
        }
        for (String other : List.of("run", "nope", "--help")) {
            assertThat(commandLine(other, "demo").getSubcommands().keySet())
                    .isEqualTo(all.getSubcommands().keySet());
        }
    }

    @Test
    void shouldListEverySettingWithItsDefaultWhenRunIsAskedForHelp() {
        String help = CommandRun.of("run", "--help").out().replaceAll("\\s+", " ");
        for (Setting<?> setting : Catalogue.ALL) {
            assertThat(help).contains(setting.flag());
            assertThat(help).contains(setting.defaultText().replace("must be set", "Must be set"));
        }
        assertThat(help).contains("Settings: learning");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ''                                        | tidecast: name a command
            topics                                    | tidecast topics: name a command: create
            fly                                       | tidecast: unknown command fly; did you mean
            wtach                                     | tidecast: unknown command wtach; did you mean watch? (see tidecast --help)
            models lsit                               | tidecast models: unknown command lsit; did you mean list? (see tidecast models --help)
            help tran                                 | tidecast help: unknown command tran; did you mean train?
            help run fast                             | tidecast help: run has no command fast
            run                                       | tidecast run: kafka.bootstrap.servers must be set
            run --bootstrap a:1                       | tidecast run: readings.values must be set
            run --forecast-horizn=3                   | tidecast run: unknown option --forecast-horizn; did you mean --forecast-horizon?
            run --bootstrap a:1 --forecast-horizon x  | tidecast run: forecast.horizon must be a whole number, was x (command line)
            run --kafka sesame                        | tidecast run: --kafka must be NAME=VALUE, had no =
            run --bootstrap a:1 --readings-values t --series-step 1m --network-layers [{"type":"gru","units":0}] | tidecast run: network.layers[0] (gru): units must be 1..65536, was 0
            train a.csv                               | tidecast train: Missing required option: '--output=FILE'
            train LICENSE -o m --values a             | tidecast train: series.step must be set
            train none.csv -o m --values a --series-step 1h | tidecast train: none.csv does not exist
            train none.csv -o m                       | tidecast train: none.csv does not exist
            train docs -o m                           | tidecast train: docs must be a file that can be read
            backtest none.csv                         | tidecast backtest: none.csv does not exist
            produce none.csv                          | tidecast produce: none.csv does not exist
            reproduce airline --out pom.xml/plots     | tidecast reproduce: pom.xml/plots must be a folder that can be written to, or made
            reproduce airline --report none/r.md      | tidecast reproduce: none/r.md must be a file in a folder that exists
            models                                    | tidecast models: name a command: list, show, publish
            models publish a.safetensors --bootstrap a:1 | tidecast models publish: readings.values must be set
            models show none.yaml                     | tidecast models show: none.yaml: no such file
            models show none.safetensors              | tidecast models show: none.safetensors: no such file
            models show model.bin                     | 'tidecast models show: V|FILE must be a version''s number, or end in .safetensors, .yaml, .yml or .json, was model.bin'
            models pin x --bootstrap a:1              | tidecast models pin: version must be a whole number of at least 1, was x
            models pin 0 --bootstrap a:1              | tidecast models pin: version must be a whole number of at least 1, was 0
            models pin 1.5 --bootstrap a:1            | tidecast models pin: version must be a whole number of at least 1, was 1.5
            models pin 9999999999 --bootstrap a:1     | tidecast models pin: version must be a whole number of at least 1, was 9999999999
            models pin                                | tidecast models pin: Missing required parameter: 'V'
            models show 0 --bootstrap a:1             | tidecast models show: version must be a whole number of at least 1, was 0
            models show 9999999999 --bootstrap a:1    | tidecast models show: version must be a whole number of at least 1, was 9999999999
            models prune --keep x --bootstrap a:1     | tidecast models prune: Invalid value for option '--keep': must be a whole number, was x
            models prune --keep -1 --bootstrap a:1    | tidecast models prune: --keep must not be negative, was -1
            models prune 3 --bootstrap a:1            | tidecast models prune: prune must be given options only, was given 3
            models rollback 3 --bootstrap a:1         | tidecast models rollback: rollback must be given options only, was given 3
            watch --bootstrap a:1 --max many          | tidecast watch: Invalid value for option '--max': must be a whole number, was many
            run -c none.yaml                          | tidecast run: none.yaml: no such file
            watch --bootstrap a:1 --max 0             | tidecast watch: --max must be at least 1, was 0
            topics create --bootstrap a:1 --partitions 0 | tidecast topics create: --partitions must be at least 1, was 0
            retrain --timeout soon                    | tidecast retrain: Invalid value for option '--timeout': must be a duration such as PT1M, 60s, 5m, 1h or 1d, was soon
            produce                                   | tidecast produce: Missing required parameter: 'FILE'
            produce LICENSE --bootstrap a:1           | tidecast produce: --values must name the columns
            produce none.csv --bootstrap a:1 --values a | tidecast produce: none.csv does not exist
            demo --step 7m                            | tidecast demo: demo.step must divide a day, was 7m
            demo --speed fast                         | tidecast demo: Invalid value for option '--speed': must be a number such as 3600 or a duration such as 1h, per second, was fast
            demo --data none.csv --values a           | tidecast demo: none.csv does not exist
            demo --data none.csv                      | tidecast demo: none.csv does not exist
            backtest LICENSE --values a --series-step 1h --compare none.json | tidecast backtest: none.json does not exist
            """)
    void shouldSayOneLineAndEndWithTwoWhenUsedWrongly(String args, String message) {
        CommandRun run = CommandRun.of(args.isEmpty() ? new String[0] : args.split(" "));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith(message).containsOnlyOnce("\n").doesNotContain("sesame");
    }

    @Test
    void shouldShowTheStackTraceOnlyWhenVerbose() {
        assertThat(CommandRun.of("run").err()).doesNotContain("\tat ");
        assertThat(CommandRun.of("run", "--verbose").err()).contains("\tat io.tidecast.cli");
    }

    @Test
    void shouldEndWithOneWhenNoBrokerAnswers() {
        CommandRun run = CommandRun.of("watch", "--bootstrap", "nowhere.invalid:9092");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("tidecast watch: Kafka says: No resolvable bootstrap urls given in bootstrap.servers"
                        + System.lineSeparator());
    }

    @Test
    void shouldEndWithOneWhenNoBrokerAnswersARunWithoutPatience() {
        CommandRun run = CommandRun.of(
                "run",
                "--bootstrap=nowhere.invalid:9092",
                "--readings-values=temp",
                "--series-step=1m",
                "--http-port=0",
                "--start-patience=0s");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("No resolvable bootstrap urls given in bootstrap.servers");
    }

    @Test
    void shouldTakeSettingsFromEverySourceWhenRun(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("t.yaml"), "tidecast: {kafka: {bootstrap.servers: 'a:1'}}\n");
        Properties properties = new Properties();
        properties.put("tidecast.readings.values", "temp");
        CommandContext context = new CommandContext(Map.of("TIDECAST_SERIES_STEP", "0s"), properties, new StopSignal());
        CommandRun run = CommandRun.in(context, "run", "-c", file.toString(), "--readings-keyed-by-device");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("series.step must be at least 1ms, was 0s");
    }

    @Test
    void shouldExplainACommandByHelpBeforeItAsWellAsAfterIt() {
        for (String command : List.of("", "train", "models list")) {
            String[] before = ("help " + command).strip().split(" ");
            String[] after = (command + " --help").strip().split(" ");
            assertThat(CommandRun.of(before).out())
                    .isEqualTo(CommandRun.of(after).out());
        }
        assertThat(CommandRun.of("version").out())
                .isEqualTo(CommandRun.of("--version").out());
    }

    @Test
    void shouldTakeVerboseTwiceAndQuiet() {
        assertThat(CommandRun.of("run", "-vv").err()).contains("\tat io.tidecast.cli");
        assertThat(CommandRun.of("-q", "run").err()).startsWith("tidecast run: kafka.bootstrap.servers must be set");
        assertThat(CommandRun.of("run", "-q").err()).doesNotContain("\tat ");
    }

    @Test
    void shouldSayItsVersionWhenAsked() {
        assertThat(CommandRun.of("--version").out()).startsWith("tidecast ").contains("kafka 4.3.1");
    }

    @Test
    void shouldSaySoWhenTheDistributionHasNoDemo() throws Exception {
        StringWriter err = new StringWriter();
        Class<?> main = new WithoutDemo().loadClass("io.tidecast.cli.WithoutDemoRun");
        Method run = main.getDeclaredMethod("run", PrintWriter.class);
        run.setAccessible(true);
        assertThat((int) run.invoke(null, new PrintWriter(err, true))).isEqualTo(1);
        assertThat(err.toString()).startsWith("tidecast demo: this distribution leaves out the demo and its broker");
    }

    /** Loads this package anew, and finds no class of the demo. */
    private static final class WithoutDemo extends ClassLoader {
        WithoutDemo() {
            super(MainTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("io.tidecast.demo.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.tidecast.cli.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (var in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (java.io.IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
