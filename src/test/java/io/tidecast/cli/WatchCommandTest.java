package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.app.StopSignal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** {@code tidecast watch} on a real broker; each test finds it without topics. */
@Timeout(90)
class WatchCommandTest {
    private static final String FORECAST =
            """
            {"schema":1,"device":"pump-7","model":"default","version":42,"source":"model","status":"ok",\
            "origin":"2026-11-21T05:00:00Z","step":"PT1M","at":["2026-11-21T05:01:00Z","2026-11-21T05:02:00Z"],\
            "targets":{"temp":{"mean":[71.234567,100],"intervals":[{"level":0.9,"lower":[69.9,90],"upper":[72.4,110]}]}},\
            "skill":0.31}""";

    private static CommandBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = CommandBroker.start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @AfterEach
    void removeTopics() throws Exception {
        broker.removeTopics();
    }

    @Test
    void shouldPrintForecastsOfADeviceWhenWatched() throws Exception {
        broker.run("topics", "create", "--partitions", "2");
        broker.send("forecasts", "pump-8", "{}");
        broker.send("forecasts", "pump-7", FORECAST);
        broker.send("forecasts", "pump-7", "no JSON");
        CommandRun text = broker.run("watch", "--from-beginning", "--device", "pump-7", "--max", "2");
        assertThat(text.exitCode()).isZero();
        List<String> lines =
                text.out().lines().map(line -> line.replaceAll(" +", " ")).toList();
        assertThat(lines)
                .containsExactly(
                        "DEVICE ORIGIN TARGET SOURCE SKILL ACTUAL (FORECAST) NEXT [90 %] +6 [90 %] +24 [90 %] HORIZON",
                        "pump-7 2026-11-21T05:00:00Z temp network v42 0.31 - 71.235 [69.9, 72.4] - - ▁█", lines.get(2));
        assertThat(lines.get(2)).startsWith("pump-7 (not JSON: partition ");
        assertThat(text.err()).isEmpty();
        assertThat(broker.run("watch", "--from-beginning", "--device=pump-7", "--max=1", "--json")
                        .out())
                .isEqualTo(FORECAST + System.lineSeparator());
    }

    @Test
    void shouldSayWhatIsWrongWhenWhatIsWatchedIsNoForecast() throws Exception {
        broker.run("topics", "create", "--partitions", "1");
        broker.send("forecasts", "pump-9", FORECAST.replace("\"status\":\"ok\",", ""));
        CommandRun text = broker.run("watch", "--from-beginning", "--device", "pump-9", "--max", "1");
        assertThat(text.exitCode()).isZero();
        assertThat(text.out())
                .startsWith("pump-9  (status must be one of [ok, ")
                .contains("], was null: partition ");
    }

    @Test
    void shouldMoveNoCursorWhenWhatIsWatchedHoldsControls() throws Exception {
        broker.run("topics", "create", "--partitions", "1");
        broker.send("forecasts", "a\u001b[2J\nforged", FORECAST.replace("pump-7", "a\\u001b[2J\\nforged"));
        broker.send("forecasts", "b\u202e", "no\n\u009bJSON");
        assertThat(broker.run("watch", "--from-beginning", "--max", "2").out().lines())
                .hasSize(3)
                .anyMatch(line -> line.startsWith("a\\u001b[2J\\nforged  2026"))
                .anyMatch(line -> line.startsWith("b\\u202e  (not JSON"));
        assertThat(broker.run("watch", "--from-beginning", "--max", "2", "--json")
                        .out()
                        .lines())
                .hasSize(2)
                .contains("no \\u009bJSON");
    }

    @Test
    void shouldShowTheActualBesideTheForecastAndMarkWhatIsUnusual() throws Exception {
        broker.run("topics", "create", "--partitions", "1");
        broker.send("forecasts", "pump-7", FORECAST);
        StopSignal stop = new StopSignal();
        CompletableFuture<CommandRun> watching = CompletableFuture.supplyAsync(
                () -> CommandRun.in(broker.context(stop), "watch", "--from-beginning", "--max=2"));
        broker.send(
                "scores",
                "pump-7",
                """
                {"schema":1,"device":"pump-7","model":"default","version":42,"at":"2026-11-21T05:01:00Z",\
                "target":"temp","actual":76.5,"anomaly":4.5,"errors":{"model":[5.3]},"squared":{"model":[28]},\
                "mase":{},"coverage":{}}""");
        broker.send(
                "forecasts",
                "pump-7",
                FORECAST.replace("05:00:00Z", "05:01:00Z")
                        .replace(
                                "\"skill\"",
                                "\"crosses\":[{\"target\":\"temp\",\"threshold\":80,"
                                        + "\"direction\":\"above\",\"at\":\"2026-11-21T05:03:00Z\"}],\"skill\""));
        CommandRun run = watching.get(60, TimeUnit.SECONDS);
        assertThat(run.out().lines().toList().get(2).replaceAll(" +", " "))
                .startsWith("pump-7 2026-11-21T05:01:00Z temp network v42 0.31 76.5 (71.235) 71.235 [69.9, 72.4]")
                .endsWith("▁█ ! anomaly 4.50 ! above 80 at 2026-11-21T05:03:00Z");
    }

    @Test
    void shouldSayWhoIsThereWhenNobodyKnowsTheDevice() throws Exception {
        broker.run("topics", "create", "--partitions", "1");
        broker.send("forecasts", "pump-7", FORECAST);
        assertThat(CommandRun.stoppedAt("pump-77", "watch", "--bootstrap", broker.servers(), "--device=pump-77")
                        .err())
                .isEqualTo("tidecast watch: no forecast of device pump-77 is among the newest 1000 of each partition of"
                        + " topic forecasts; did you mean pump-7? There are pump-7" + System.lineSeparator());
    }

    @Test
    void shouldEndWhenNobodyReadsItsOutputAnyMore() throws Exception {
        broker.run("topics", "create", "--partitions", "1");
        broker.send("forecasts", "pump-7", FORECAST);
        PrintStream terminal = System.out;
        try {
            System.setOut(new PrintStream(new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    throw new IOException("Broken pipe");
                }
            }));
            CommandLine commands = Main.commandLine(broker.context(new StopSignal()));
            assertThat(commands.execute("watch", "--from-beginning")).isZero();
        } finally {
            System.setOut(terminal);
        }
    }

    @Test
    void shouldEndWithTheNextForecastAfterThePipeItWritesToIsClosed() throws Exception {
        broker.run("topics", "create", "--partitions", "1");
        broker.send("forecasts", "pump-7", FORECAST);
        Process watch = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Main.class.getName(),
                        "watch",
                        "--from-beginning",
                        "--bootstrap=" + broker.servers())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            try (BufferedReader head =
                    new BufferedReader(new InputStreamReader(watch.getInputStream(), StandardCharsets.UTF_8))) {
                assertThat(head.readLine()).startsWith("DEVICE ");
            }
            broker.send("forecasts", "pump-7", FORECAST);
            assertThat(watch.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(watch.exitValue()).isZero();
        } finally {
            watch.destroyForcibly();
        }
    }

    @Test
    void shouldEndWithZeroWhenWatchIsStopped() throws Exception {
        broker.run("topics", "create", "--partitions", "1");
        StopSignal stop = new StopSignal();
        stop.request();
        assertThat(CommandRun.in(broker.context(stop), "watch").exitCode()).isZero();
    }
}
