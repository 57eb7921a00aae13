package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.app.StopSignal;
import io.tidecast.learn.OfflineTrainer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class BacktestCommandTest {
    @TempDir
    private Path folder;

    @Test
    void shouldPrintTablesAndWriteCsvAndReportWhenFrozen() throws IOException {
        Path report = folder.resolve("r.html");
        Path csv = folder.resolve("e.csv");
        CommandRun run = backtest(
                "--epochs=3",
                "--seeds=2",
                "--forecast-levels=0.5,0.9",
                "--show=pump-0",
                "--report=" + report,
                "--csv=" + csv);
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("frozen, trained on the first 60%, seed 1: 600 readings of 2 devices on a grid of 1h")
                .contains("after 60%: origins 179..299, temp, 4 steps ahead, 2 devices")
                .contains("seed 2", "seasonal naive", "median of the devices", "median of 2 seeds");
        assertThat(run.out().lines().filter(line -> line.matches("  (persistence|seasonal autoregression) .*")))
                .as("columns stand under their names whatever a method's")
                .allMatch(line -> line.matches("  [a-z ]{23}[- 0-9.e%]+"));
        assertThat(Files.readString(report))
                .contains("<h3>pump-0, temp</h3>", "<h3>pump-1, temp</h3>", "90 % interval", "50 % interval")
                .contains("weight, one step ahead over time", "Reliability", "Coverage by step")
                .contains("command: tidecast backtest ", "setting: series.step = ", ", SHA-256 ");
        assertThat(Files.readAllLines(csv)).anyMatch(line -> line.startsWith("after 60%,temp,pump-0,network,4,"));
    }

    @Test
    void shouldSayBeforeItComputesThatADeviceIsNotThere() throws IOException {
        CommandRun run = backtest("--show=pump-7", "--report=" + folder.resolve("r.html"));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("tidecast backtest: --show must name a device of the data, was pump-7");
        assertThat(run.out()).doesNotContain("MAE");
    }

    @Test
    void shouldCompareTwoRunsWhenTheyAreOfTheSameData() throws IOException {
        Path first = folder.resolve("first.json");
        Path report = folder.resolve("r.html");
        assertThat(backtest("--epochs=1", "--json=" + first).exitCode()).isZero();
        CommandRun same = backtest("--epochs=1", "--compare=" + first, "--report=" + report);
        assertThat(same.out()).contains("compared with " + first + ", temp: MAE ", ": not told apart (");
        assertThat(Files.readString(report)).contains("compared with " + first + ", temp: ");
        CommandRun other = backtest("--epochs=1", "--compare=" + first, "--forecast-horizon=5");
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.err()).contains("first.json: forecast.horizon must be that of this run, 5, was 4");
    }

    @Test
    void shouldServeAModelFileFromTheFirstRowWhenGivenOne() throws IOException {
        Path model = folder.resolve("m.safetensors");
        List<String> args = new ArrayList<>(List.of(arguments("--epochs=2", "--output=" + model)));
        args.set(0, "train");
        assertThat(CommandRun.of(args.toArray(String[]::new)).exitCode()).isZero();
        CommandRun run = backtest("--model=" + model, "--region=all=0..100%");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("frozen, from " + model, "all: origins 0..299");
        CommandRun other = backtest("--model=" + model, "--forecast-horizon=5");
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.err()).contains("horizon").containsOnlyOnce("\n");
    }

    @Test
    void shouldSayThatAReportIsPartialWhenStopped() throws Exception {
        Path pipe = folder.resolve("forecasts.csv");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path report = folder.resolve("r.html");
        Path csv = folder.resolve("e.csv");
        StopSignal stop = new StopSignal();
        // The replay waits for whoever reads its forecasts, so that the stop comes within it.
        Thread reader = new Thread(() -> {
            try (InputStream forecasts = Files.newInputStream(pipe)) {
                forecasts.read();
                stop.request();
                forecasts.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        reader.start();
        CommandRun run = CommandRun.in(
                new CommandContext(Map.of(), new Properties(), stop),
                arguments(
                        "--epochs=1",
                        "--train=20%",
                        "--seeds=2",
                        "--forecasts=" + pipe,
                        "--report=" + report,
                        "--csv=" + csv));
        reader.join();
        assertThat(run.exitCode()).isEqualTo(130);
        assertThat(run.err()).contains("stopped in the run of seed 1 after ").containsOnlyOnce("\n");
        assertThat(run.out()).startsWith("PARTIAL: stopped after ").contains(" of 600 readings; ", "seasonal naive");
        assertThat(Files.readString(report)).contains("<pre>PARTIAL: stopped after ");
        assertThat(csv).doesNotExist();
    }

    @Test
    void shouldEndAtOnceAndLeaveNothingThatLooksWholeWhenStoppedWhileItTrains() throws Exception {
        Path report = folder.resolve("r.html");
        Path forecasts = folder.resolve("f.csv");
        StopSignal stop = new StopSignal();
        Thread watching = new Thread(() -> {
            while (!isJudgingAnEpoch()) {
                Thread.onSpinWait();
            }
            stop.request();
        });
        watching.setDaemon(true);
        watching.start();
        CommandRun run = CommandRun.in(
                new CommandContext(Map.of(), new Properties(), stop),
                arguments("--epochs=1000000", "--patience=0", "--forecasts=" + forecasts, "--report=" + report));
        assertThat(run.exitCode()).isEqualTo(130);
        assertThat(run.err()).contains("stopped in the run of seed 1 after ").containsOnlyOnce("\n");
        assertThat(run.out())
                .startsWith("PARTIAL: stopped after ")
                .contains("trained on the first 180 steps: best of ");
        assertThat(Files.readString(report)).contains("<pre>PARTIAL: stopped after ");
        assertThat(forecasts).as("what is not whole").doesNotExist();
        assertThat(folder.resolve("f.csv.partial")).isNotEmptyFile();
    }

    /** Whether a thread is behind an epoch of training, of which so many follow that it will not end by itself. */
    private static boolean isJudgingAnEpoch() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getClassName().equals(OfflineTrainer.class.getName())
                        && frame.getMethodName().equals("error"));
    }

    @Test
    void shouldKeepWhatTheSeedsBeforeHaveGivenWhenStoppedBetweenThem() throws IOException {
        Path report = folder.resolve("r.html");
        Path csv = folder.resolve("e.csv");
        Path forecasts = folder.resolve("f.csv");
        CommandRun run = CommandRun.stoppedAt(
                "seed 1: ",
                arguments("--epochs=1", "--seeds=3", "--csv=" + csv, "--forecasts=" + forecasts, "--report=" + report));
        assertThat(run.exitCode()).isEqualTo(130);
        assertThat(run.err()).contains("stopped after 1 of 3 seeds").containsOnlyOnce("\n");
        assertThat(run.out()).contains("median of 1 seed: ").doesNotContain("PARTIAL", "seed 2");
        assertThat(Files.readString(report)).contains("<pre>frozen, trained on the first 60%, seed 1: 600 readings");
        assertThat(csv).isNotEmptyFile();
        assertThat(forecasts).isNotEmptyFile();
        assertThat(folder.resolve("f.csv.partial")).doesNotExist();
    }

    @Test
    void shouldSayWhatWasKnownAheadAndSinceWhenWhenValuesAre() throws IOException {
        StringBuilder csv = new StringBuilder("time,issued,temp,plan\n");
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        for (int t = 0; t < 120; t++) {
            int plan = t / 7 % 2;
            csv.append(start.plusSeconds(3600L * t) + "," + start.plusSeconds(3600L * (t - 2)) + "," + 3 * plan + ","
                    + plan + "\n");
        }
        String file = Files.writeString(folder.resolve("plan.csv"), csv).toString();
        List<String> args = List.of(
                "backtest",
                file,
                "--values=temp,plan",
                "--forecast-targets=temp",
                "--covariates-values=plan",
                "--series-step=1h",
                "--forecast-window=6",
                "--forecast-horizon=4",
                "--forecast-season=12h",
                "--epochs=1");
        CommandRun truth = CommandRun.of(args.toArray(String[]::new));
        assertThat(truth.err()).isEmpty();
        assertThat(truth.out()).contains("known ahead: plan, as it came to be: perfect foresight");
        List<String> issued = new ArrayList<>(args);
        issued.add("--as-of-column=issued");
        assertThat(CommandRun.of(issued.toArray(String[]::new)).out())
                .contains("known ahead: plan, each row from its time in column issued on");
    }

    @Test
    void shouldSayHowToTellDevicesApartWhenOneFileIsTakenForOne() throws IOException {
        StringBuilder csv = new StringBuilder("time,site,temp\n");
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        for (int t = 0; t < 120; t++) {
            for (String site : List.of("north", "south")) {
                csv.append(start.plusSeconds(3600L * t) + "," + site + "," + t % 12 + "\n");
            }
        }
        String file = Files.writeString(folder.resolve("sites.csv"), csv).toString();
        List<String> args = new ArrayList<>(List.of(
                "backtest",
                file,
                "--values=temp",
                "--series-step=1h",
                "--forecast-window=6",
                "--forecast-horizon=4",
                "--forecast-season=12h",
                "--epochs=1"));
        assertThat(CommandRun.of(args.toArray(String[]::new)).out())
                .contains("of which the first counts: 120; --device-column tells several devices of a file apart");
        args.add("--device-column=site");
        assertThat(CommandRun.of(args.toArray(String[]::new)).out())
                .contains("240 readings of 2 devices")
                .doesNotContain("--device-column");
    }

    @Test
    void shouldRefuseColumnsThatLeaveOutATarget() throws IOException {
        CommandRun run = backtest("--readings-values=load,temp");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--values must have every target, [load, temp], was [temp]");
    }

    @Test
    void shouldSayWhichInputHasNoValuesWhenTheColumnsLeaveOutOne() throws IOException {
        CommandRun run = backtest("--readings-values=load,temp", "--forecast-targets=temp", "--epochs=1");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("none of the readings has a value of load, which no column is");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --from-first-row          | 2 | --from-first-row needs --online
            --train=120%              | 2 | a place must be a number of steps or 0%..100%, was 120%
            --region=late             | 2 | a region must be NAME=FROM..TO
            --as-of-column=temp       | 2 | --as-of-column goes with --covariates-values
            --covariates-values=temp  | 2 | covariates.values must be among the values that are read, [temp], and not
            --seeds=0                 | 2 | --seeds must be at least 1, was 0
            --show=pump-0             | 2 | --show goes with --report
            --compare=none.json       | 2 | none.json does not exist
            --report=none/r.html      | 2 | must be a file in a folder that exists
            --model=none.safetensors  | 2 | no such file
            --train=5                 | 1 | no device has a stretch of 13 steps to train on yet
            """)
    void shouldSayOneLineWhenSomethingIsWrong(String option, int exitCode, String message) throws IOException {
        CommandRun run = backtest(option);
        assertThat(run.err())
                .startsWith("tidecast backtest: ")
                .contains(message)
                .containsOnlyOnce("\n");
        assertThat(run.exitCode()).isEqualTo(exitCode);
    }

    private CommandRun backtest(String... more) throws IOException {
        return CommandRun.of(arguments(more));
    }

    /** Two devices with a period of 12 hourly steps, and what there is to say of their file. */
    private String[] arguments(String... more) throws IOException {
        StringBuilder csv = new StringBuilder("time,device,temp\n");
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        for (int t = 0; t < 300; t++) {
            for (int d = 0; d < 2; d++) {
                double value = 20 * (d + 1) + 5 * Math.sin(2 * Math.PI * t / 12 + d);
                csv.append(start.plusSeconds(3600L * t) + ",pump-" + d + "," + (float) value + "\n");
            }
        }
        List<String> args = new ArrayList<>(List.of(
                "backtest",
                Files.writeString(folder.resolve("sine.csv"), csv).toString(),
                "--device-column=device",
                "--values=temp",
                "--series-step=1h",
                "--forecast-window=12",
                "--forecast-horizon=4",
                "--forecast-season=12h",
                "--learning-lanes=8"));
        args.addAll(List.of(more));
        return args.toArray(String[]::new);
    }
}
