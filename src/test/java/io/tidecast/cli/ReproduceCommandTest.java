package io.tidecast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.backtest.PageText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fast part of what {@code docs/experiments.md} shows: a whole experiment, small. */
@Timeout(120)
class ReproduceCommandTest {
    @TempDir
    private Path folder;

    @Test
    void shouldGiveThePublishedErrorsAndBetterOnesOfItsOwnWhenAirline() throws IOException {
        Path report = folder.resolve("experiments.md");
        CommandRun run = CommandRun.of("reproduce", "airline", "--seeds=3", "--report=" + report);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).contains("GRU, seed 3: ");
        String text = Files.readString(report);
        assertThat(text)
                .startsWith("# Experiments")
                .contains("Made by `./tidecast reproduce airline --seeds 3 --report ")
                .contains("| seasonal-naive-12-growth | | 315.1 (315.0) |")
                .doesNotContain("worse?");
        assertThat(median(text, "\\*\\*.*?\\*\\*")).isLessThan(315);
        assertThat(median(text, "GRU")).isBetween(2100.0, 3100.0);
        assertThat(text).contains("![airline-1-forecast](experiments/airline-1-forecast.png)");
        for (String plot : List.of("airline-1-loss.png", "airline-1-forecast.png")) {
            assertThat(ImageIO.read(folder.resolve("experiments").resolve(plot).toFile())
                            .getWidth())
                    .isEqualTo(800);
        }
    }

    @Test
    void shouldGiveTheSameNumbersWhenOnOtherThreads() throws IOException {
        Path spec = small();
        CommandRun one = CommandRun.of("reproduce", spec.toString(), "--seeds=3", "--threads=1", "--out=" + folder);
        CommandRun two = CommandRun.of("reproduce", spec.toString(), "--seeds=3", "--threads=3", "--out=" + folder);
        assertThat(one.exitCode()).as(one.err()).isZero();
        assertThat(withoutSeconds(one.out())).contains("| GRU 4 |").isEqualTo(withoutSeconds(two.out()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"online", "gift-eval"})
    void shouldSayWhereTheDataAreWhenThereAreNone(String name) {
        CommandRun run = CommandRun.of("reproduce", name, "--data=" + folder);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(folder.resolve("ETTh1.csv") + " does not exist", "zhouhaoyi/ETDataset");
        CommandRun page = CommandRun.of("reproduce", name, "--report=" + folder.resolve("o.html"));
        assertThat(page.exitCode()).isEqualTo(2);
        assertThat(page.err()).contains("--report of " + name + " must be Markdown, was ");
    }

    @Test
    void shouldWriteAPageThatHoldsItsPlotsWhenTheReportIsHtml() throws Exception {
        Path report = folder.resolve("r.html");
        CommandRun run = CommandRun.of("reproduce", small().toString(), "--seeds=2", "--report=" + report);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).endsWith("wrote " + report + System.lineSeparator());
        String page = Files.readString(report);
        assertThat(page)
                .startsWith("<!doctype html>")
                .contains("Made by ./tidecast reproduce " + folder.resolve("small.yaml") + " --seeds 2 --report ")
                .contains("<em>Better than</em> counts the baselines")
                .contains("<td>last-value</td>", "<td>GRU 4</td><td>89</td>", "(0.03000)")
                .contains("\"GRU 4, validation\"")
                .contains(
                        "short: the first seed's forecasts",
                        "<th>skill</th>",
                        "<h3>Intervals</h3>",
                        "<td>50.0 %</td><td>")
                .contains("<h3>Reliability</h3>", "<h3>PIT histogram</h3>", "90 % interval", "50 % interval")
                .contains("The end of the only series of 1.")
                .endsWith("</html>\n");
        assertThat(new PageText(page).markup()).doesNotContain("**");
        assertThat(new PageText(page).charts())
                .as("loss, forecast, reliability, PIT, the series")
                .hasSize(5);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).as("no plots beside it").containsOnly(report, folder.resolve("small.yaml"));
        }
    }

    @Test
    void shouldEndAtOnceWhenStopped() throws IOException {
        Path report = folder.resolve("r.md");
        Files.writeString(report, "of another run");
        CommandRun run = CommandRun.stoppedAt(
                "GRU 4, seed 1:", "reproduce", small().toString(), "--seeds=2000", "--threads=1", "--report=" + report);
        assertThat(run.exitCode()).isEqualTo(130);
        assertThat(run.err()).endsWith("tidecast reproduce: stopped after 0 of 1 experiments" + System.lineSeparator());
        assertThat(report).as("what was written before stays").hasContent("of another run");
    }

    @Test
    void shouldReportTheExperimentsThatWereDoneWhenStoppedBetweenThem() throws IOException {
        Path report = folder.resolve("r.html");
        CommandRun run = CommandRun.stoppedAt("## airline: ", "reproduce", "all", "--seeds=1", "--report=" + report);
        assertThat(run.exitCode()).isEqualTo(130);
        assertThat(run.err()).endsWith("tidecast reproduce: stopped after 1 of 5 experiments" + System.lineSeparator());
        assertThat(run.out()).endsWith("wrote " + report + System.lineSeparator());
        assertThat(Files.readString(report))
                .contains("<pre>Partial: stopped after 1 of 5 experiments.\nMade by ./tidecast reproduce all ")
                .contains("<h2>airline: ")
                .doesNotContain("<h2>sine: ");
    }

    @Test
    void shouldSayFirstThatAReportIsPartialWhenStoppedBetweenExperiments() throws IOException {
        Path report = folder.resolve("r.md");
        CommandRun run = CommandRun.stoppedAt(
                "| seasonal-naive-12-growth |", "reproduce", "all", "--seeds=1", "--report=" + report);
        assertThat(run.exitCode()).isEqualTo(130);
        assertThat(run.err()).endsWith("stopped after 1 of 5 experiments" + System.lineSeparator());
        assertThat(Files.readString(report))
                .startsWith("**Partial: stopped after 1 of 5 experiments.**\n")
                .contains("| seasonal-naive-12-growth |");
    }

    @Test
    void shouldSayWhereToGetTheDataWhenTheyAreMissing() {
        CommandRun run = CommandRun.of("reproduce", "weather", "--data=" + folder);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains(folder.resolve("weatherAUS.csv.gz") + " does not exist; --data must name the folder")
                .contains("https://www.kaggle.com/");
    }

    @Test
    void shouldNameTheRuleWhenArgumentsAreWrong() {
        assertThat(CommandRun.of("reproduce", "airlines").err())
                .contains("experiment must be one of [airline, sine, sine-noise, power, weather], online or gift-eval");
        CommandRun none = CommandRun.of("reproduce", "airline", "--seeds=0");
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).contains("--seeds must be at least 1, was 0");
    }

    private Path small() throws IOException {
        return Files.writeString(
                folder.resolve("small.yaml"),
                """
                base:
                  data: {sine: {to: 20, points: 200, noise: 0.1, seeds: [1, 2]}}
                  split: {train: 150, test: [150, 200]}
                  window: 8
                  scaler: {type: standard}
                  network: {layers: [{type: gru, units: 4}, {type: dense, units: 1}]}
                  training: {batch: 16, epochs: 3, validation: {tail: 0.2}, keep: best, ensemble: 2}
                groups:
                  - name: short
                    baselines: {last-value: 0.03}
                    rows: [{name: GRU 4}]
                """);
    }

    private static String withoutSeconds(String out) {
        return out.replaceAll("[0-9.]+ \\|\n", "\n");
    }

    /** The fourth column of the first such row. */
    private static double median(String text, String row) {
        Matcher matcher = Pattern.compile("(?m)^\\| " + row + " \\|[^|]*\\|[^|]*\\| ([0-9.]+) \\|")
                .matcher(text);
        assertThat(matcher.find()).isTrue();
        return Double.parseDouble(matcher.group(1));
    }
}
