package io.tidecast.backtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.series.TimeStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacktestReportTest {
    private static final TimeStep HOUR = TimeStep.ofMillis(3_600_000);
    private static final double[] NOMINAL = {0.9, 0.5};

    @TempDir
    private Path folder;

    private static HorizonErrors errors(int horizon, double error) {
        HorizonErrors errors = new HorizonErrors(horizon, 2);
        for (int h = 1; h <= horizon; h++) {
            errors.add(h, error, 0);
            errors.intervals().add(h, NOMINAL, error, new double[] {-1, -0.5}, new double[] {1, 0.5}, 0.75);
        }
        return errors.scaledBy(1);
    }

    private static ForecastTrail trail(int horizon) {
        List<ForecastTrail.Actual> actuals = new ArrayList<>();
        List<ForecastTrail.Published> forecasts = new ArrayList<>();
        List<ForecastTrail.Baseline> naive = new ArrayList<>();
        for (int t = 0; t <= 8 * horizon; t++) {
            actuals.add(new ForecastTrail.Actual(t, (float) Math.sin(t)));
            if (t % horizon == 0 && t < 8 * horizon) {
                double[] mean = new double[horizon];
                double[] high = new double[horizon];
                Arrays.fill(high, 1);
                double[][] bounds = {high, high};
                double[][] below = {mean, mean};
                forecasts.add(new ForecastTrail.Published(t, mean, below, bounds, Map.of("network", 1.0)));
                naive.add(new ForecastTrail.Baseline(t, high));
            }
        }
        return new ForecastTrail(actuals, forecasts, naive);
    }

    /** Device d's error is 1 + d, in an order that is not its names'; the naive one's is 4. */
    private PageText page(int devices, int horizon, List<String> targets, String prefix, String... chosen)
            throws IOException {
        BacktestPlan plan =
                new BacktestPlan(horizon, 4, 2, List.of(0.9, 0.5), 490_000, 10, List.of(new Region("late", 10, 20)));
        List<BacktestResult.Series> series = new ArrayList<>();
        ForecastTrail trail = trail(horizon);
        HorizonErrors others = errors(horizon, 4);
        for (int d = 0; d < devices; d++) {
            Map<String, HorizonErrors> methods =
                    Backtest.METHODS.stream().collect(Collectors.toMap(method -> method, method -> others));
            methods.put(Backtest.PUBLISHED, errors(horizon, 1 + (d + 1) % devices));
            for (String target : targets) {
                series.add(new BacktestResult.Series(prefix + d, target, List.of(methods), trail));
            }
        }
        List<String> names =
                series.stream().map(BacktestResult.Series::device).distinct().toList();
        Path file = folder.resolve("r.html");
        Map<String, WeightHistory> weights = new HashMap<>();
        targets.forEach(target -> weights.put(target, new WeightHistory()));
        IntStream.range(0, 1_000)
                .forEach(i -> targets.forEach(target -> weights.get(target).add(490_000 + i, Map.of("network", 0.5))));
        BacktestResult result = new BacktestResult(plan, targets, names, series, weights);
        BacktestReport.write(result, List.of("how <&>"), HOUR, List.of(chosen), file);
        return new PageText(Files.readString(file));
    }

    @Test
    void shouldGiveDatesSkillAndFiguresWhenWritten() throws IOException {
        assertThat(page(3, 4, List.of("temp"), "d").text())
                .contains("how &lt;&amp;&gt;", "Origins 2025-11-25T02:00:00Z to 2025-11-25T12:00:00Z")
                .contains("<th>skill</th>", "<tr><td>published</td><td>2.0000</td><td>50.0 %</td>")
                .contains("<th>steps ahead</th><th>published</th><th>network</th>")
                .as("scores of widths 2 and 1, the narrow one missed by a quarter, over a naive error of 1")
                .contains("<tr><td>published</td><td>90.0 %</td><td>100.0 %</td><td>2.0000</td><td>2.0000</td>"
                        + "<td>2.0000</td><td>2.0000</td></tr>")
                .contains("<tr><td>published</td><td>50.0 %</td><td>0.0 %</td><td>1.0000</td><td>2.0000</td>"
                        + "<td>1.0000</td><td>2.0000</td></tr>")
                .contains("Coverage by step", "Reliability", "PIT histogram", "50 % interval from</th><th>to</th>");
    }

    @Test
    void shouldAllowItsOwnScriptsAndStyleAloneAndAskForNothing() throws Exception {
        PageText page = page(3, 4, List.of("</script><script>alert(1)</script>"), "<img src=x onerror=alert(1)>");
        assertThat(page.policy()).isEqualTo(page.policyOfContent());
        assertThat(page.scripts()).hasSize(2).noneMatch(script -> script.contains("<!--"));
        assertThat(page.scripts().get(1))
                .as("one script of the modules")
                .contains("function chart(place, options, data)")
                .doesNotContainPattern("(?m)^(import|export) ");
        String tags = page.markup().replace("href=\"data:,\"", "").replaceAll("\"[^\"]*\"", "\"\"");
        assertThat(tags).doesNotContainPattern("(?i)<script|<[^>]*\\s(on[a-z]+|src|href|style)=|<[^>]*'");
        assertThat(page.charts().size()).isPositive();
    }

    @Test
    void shouldDrawErrorSkillIntervalsWeightsAndBandsAsTheDashboardDoes() throws Exception {
        PageText page = page(3, 4, List.of("temp"), "d");
        List<String> names = new ArrayList<>();
        page.charts().forEach(chart -> names.add(chart.get("names").toString()));
        assertThat(names.get(0)).as("error").startsWith("[\"published\",\"network\",");
        assertThat(names.get(1)).as("skill").isEqualTo(names.get(0));
        assertThat(page.charts().get(1).get("columns").get(1).toString()).isEqualTo("[0.5,0.5,0.5,0.5]");
        assertThat(names.get(2)).as("coverage").contains("in 90.0 %", "meant 90.0 %", "in 50.0 %");
        assertThat(names.get(3)).as("width and score").contains("width of 90.0 %", "Winkler of 50.0 %");
        assertThat(names.get(4)).as("reliability").isEqualTo("[\"meant\",\"observed\"]");
        assertThat(page.charts().get(5).get("steps").asBoolean()).as("PIT").isTrue();
        assertThat(names.get(6)).as("weights").isEqualTo("[\"network\"]");
        assertThat(page.charts().get(6).get("columns").get(0)).hasSizeLessThanOrEqualTo(WeightHistory.MOST_STRETCHES);
        assertThat(names.get(7))
                .as("the best device, the widest band first")
                .isEqualTo("[\"actual\",\"forecast\",\"seasonal naive\",\"90 % interval, lower\","
                        + "\"90 % interval, upper\",\"50 % interval, lower\",\"50 % interval, upper\"]");
        assertThat(page.charts().get(7).get("columns").get(0).get(0).asLong()).isEqualTo(490_000L * 3_600);
        assertThat(names.get(8)).as("its weights").isEqualTo("[\"network\"]");
    }

    @Test
    void shouldDrawTheBestTheMedianAndTheWorstDeviceAndThoseChosenWhenThereAreMany() throws IOException {
        assertThat(page(5, 4, List.of("temp"), "d", "d0", "d4").text())
                .contains("<h3>d4, temp</h3>\n<p>The best device of 5")
                .contains("<h3>d1, temp</h3>\n<p>The median device of 5")
                .contains("<h3>d3, temp</h3>\n<p>The worst device of 5")
                .contains("<h3>d0, temp</h3>\n<p>A chosen device of 5")
                .containsOnlyOnce("<h3>d4, temp</h3>")
                .doesNotContain("<h3>d2, temp</h3>");
        assertThat(page(1, 4, List.of("temp"), "d").text()).containsOnlyOnce("<h3>d0, temp</h3>");
    }

    @Test
    void shouldStaySmallWhenDevicesTargetsAndStepsAreMany() throws IOException {
        assertThat(page(5_000, 24, List.of("temp"), "d").text())
                .contains("The 50 best and the 50 worst of 5,000 devices")
                .hasSizeLessThan(600_000);
        List<String> targets = IntStream.range(0, 12).mapToObj(i -> "t" + i).toList();
        String full = page(120, 512, targets, "é".repeat(200)).text();
        assertThat(full.getBytes(UTF_8)).hasSizeLessThan(3_000_000);
        assertThat(full).contains("What would make this page larger than 3 MB is left out");
    }
}
