package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands on monthly readings: the airline passengers of Box and Jenkins as the file is. */
@Timeout(120)
class CalendarCommandsTest {
    private static final String AIRLINE = "src/main/resources/experiments/airline-passengers.csv";

    @TempDir
    private Path folder;

    private CommandRun run(String command, String step, String... more) {
        List<String> usual = List.of(
                command,
                AIRLINE,
                "--time-column=Month",
                "--values=Passengers",
                "--series-step=" + step,
                "--forecast-window=12",
                "--forecast-horizon=6",
                "--epochs=2");
        return CommandRun.of(Stream.concat(usual.stream(), Stream.of(more)).toArray(String[]::new));
    }

    @Test
    void shouldTrainOnMonthsAsTheyAre() throws IOException {
        Path file = folder.resolve("m.safetensors");
        CommandRun run = run("train", "P1M", "--output=" + file);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("read 144 readings of 1 devices: 144 steps of P1M");
        Forecaster model = ModelFile.read(Files.readAllBytes(file));
        assertThat(model.manifest().step()).isEqualTo("P1M");
        assertThat(model.manifest().learntTo().orElseThrow())
                .asString()
                .startsWith("19")
                .endsWith("-01T00:00:00Z");
    }

    @Test
    void shouldBacktestOnMonthsWhoseForecastsAreOfTheFirstOfEach() throws IOException {
        Path csv = folder.resolve("f.csv");
        Path report = folder.resolve("r.html");
        CommandRun run = run("backtest", "P1M", "--forecasts=" + csv, "--report=" + report);
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("on a grid of P1M", "seasonal naive");
        List<String> times = Files.readAllLines(csv).stream()
                .skip(1)
                .map(line -> line.split(",", -1)[4])
                .distinct()
                .sorted()
                .toList();
        LocalDate last = LocalDate.of(1960, 12, 1);
        assertThat(times)
                .hasSizeGreaterThan(40)
                .isEqualTo(IntStream.range(0, times.size())
                        .mapToObj(i -> last.minusMonths(times.size() - 1L - i) + "T00:00:00Z")
                        .toList());
        assertThat(Files.readString(report)).contains("\"time\":true,");
    }

    @Test
    void shouldSayThatMonthsFitWhenTheStepIsTooFine() {
        CommandRun run = run("train", "P1D", "--output=" + folder.resolve("m.safetensors"));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("series.step 1d is too fine").contains("--series-step P1M fits");
    }

    @Test
    void shouldRefuseASeasonThatMonthsDoNotFitInto() {
        CommandRun run = run("train", "P1M", "--forecast-season=P365D", "--output=" + folder.resolve("m.safetensors"));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("forecast.season must be a multiple of series.step P1M, was");
    }
}
