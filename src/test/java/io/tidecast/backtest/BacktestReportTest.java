package io.tidecast.backtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.forecast.SeasonalNaive;
import io.tidecast.series.TimeStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacktestReportTest {
    private static final TimeStep HOUR = TimeStep.ofMillis(3_600_000);
    private static final double[] NOMINAL = {0.9};

    @TempDir
    private Path folder;

    private static HorizonErrors errors(int horizon, double error) {
        HorizonErrors errors = new HorizonErrors(horizon, 1);
        for (int h = 1; h <= horizon; h++) {
            errors.add(h, error, 0);
            errors.addBounds(h, NOMINAL, new double[] {-1}, new double[] {1}, 0);
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
                forecasts.add(new ForecastTrail.Published(t, mean, new double[][] {mean}, new double[][] {high}));
                naive.add(new ForecastTrail.Baseline(t, high));
            }
        }
        return new ForecastTrail(actuals, forecasts, naive);
    }

    /** Device d's error is 1 + d, in an order that is not its names'; the naive one's is 4. */
    private String page(int devices, int horizon, List<String> targets, String prefix) throws IOException {
        BacktestPlan plan =
                new BacktestPlan(horizon, 4, 2, List.of(0.9), 490_000, 10, List.of(new Region("late", 10, 20)));
        List<BacktestResult.Series> series = new ArrayList<>();
        ForecastTrail trail = trail(horizon);
        for (int d = 0; d < devices; d++) {
            Map<String, HorizonErrors> methods =
                    Backtest.METHODS.stream().collect(Collectors.toMap(method -> method, method -> errors(horizon, 4)));
            methods.put(Backtest.PUBLISHED, errors(horizon, 1 + (d + 1) % devices));
            for (String target : targets) {
                series.add(new BacktestResult.Series(prefix + d, target, List.of(methods), trail));
            }
        }
        List<String> names =
                series.stream().map(BacktestResult.Series::device).distinct().toList();
        Path file = folder.resolve("r.html");
        BacktestReport.write(new BacktestResult(plan, targets, names, series), List.of("how <&>"), HOUR, file);
        return Files.readString(file);
    }

    @Test
    void shouldGiveDatesSkillAndChartsWhenWritten() throws IOException {
        String page = page(3, 4, List.of("temp"), "d");
        assertThat(page)
                .contains("how &lt;&amp;&gt;", "Origins 2025-11-25T02:00:00Z to 2025-11-25T12:00:00Z")
                .contains("<th>skill</th>", "<tr><td>published</td><td>2.0000</td><td>50.0 %</td>")
                .contains("<title>" + SeasonalNaive.NAME.replace('-', ' ') + "</title></path>")
                .contains("Coverage by step", "Reliability", "PIT histogram", "90 % interval");
        assertThat(page).doesNotContainPattern("(?i)<script|\\son[a-z]+=|src=|href=|url\\(|@import");
    }

    @Test
    void shouldDrawTheBestTheMedianAndTheWorstDeviceWhenThereAreMany() throws IOException {
        assertThat(page(5, 4, List.of("temp"), "d"))
                .contains("<h3>d4, temp</h3>\n<p>The best device of 5")
                .contains("<h3>d1, temp</h3>\n<p>The median device of 5")
                .contains("<h3>d3, temp</h3>\n<p>The worst device of 5");
        assertThat(page(1, 4, List.of("temp"), "d")).containsOnlyOnce("<h3>d0, temp</h3>");
    }

    @Test
    void shouldStaySmallWhenDevicesTargetsAndStepsAreMany() throws IOException {
        assertThat(page(5_000, 24, List.of("temp"), "d"))
                .contains("The 50 best and the 50 worst of 5,000 devices")
                .hasSizeLessThan(500_000);
        List<String> targets = IntStream.range(0, 12).mapToObj(i -> "t" + i).toList();
        assertThat(page(120, 512, targets, "é".repeat(200)).getBytes(UTF_8)).hasSizeLessThan(3_000_000);
    }
}
