package io.tidecast.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.forecast.NetworkMethod;
import io.tidecast.forecast.Persistence;
import io.tidecast.forecast.SeasonalNaive;
import io.tidecast.kernel.SplitMix;
import io.tidecast.series.Segment;
import io.tidecast.series.TimeStep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacktestTest {
    private static final int HORIZON = 3;
    private static final int SEASON = 5;
    private static final int WINDOW = 4;
    private static final int STEPS = 200;
    private static final int TRAINING = 100;
    private static final long FIRST = 1_000;

    private BacktestPlan plan = plan(List.of(0.8));
    private List<ForecastCsv> forecasts = List.of();
    private final double[] values = new double[STEPS];
    private final boolean[] observed = new boolean[STEPS];

    BacktestTest() {
        SplitMix random = new SplitMix(7);
        for (int t = 0; t < STEPS; t++) {
            observed[t] = t % 11 != 10;
            values[t] = observed[t]
                    ? (float) (20 + 3 * Math.sin(2 * Math.PI * t / SEASON) + random.nextGaussian())
                    : values[t - 1];
        }
    }

    private static BacktestPlan plan(List<Double> levels) {
        return new BacktestPlan(
                HORIZON,
                WINDOW,
                SEASON,
                levels,
                FIRST,
                TRAINING,
                List.of(new Region("late", 120, 180), new Region("all", 0, STEPS - 1)));
    }

    /** What the network is made to forecast, and published: 1 above the last value; bounds 2 around it. */
    private double network(int origin) {
        return values[origin] + 1;
    }

    /** Tells it all, as the topics would: forecasts and scores ahead of the steps' chunk. */
    private BacktestResult run(int chunk) {
        Backtest backtest = new Backtest(plan, forecasts, List.of("temp"), 0);
        for (int from = 0; from < STEPS; from += chunk) {
            int to = Math.min(STEPS, from + chunk);
            for (int t = from; t < to; t++) {
                double[] mean = new double[HORIZON];
                Arrays.fill(mean, network(t));
                backtest.published(
                        "a",
                        "temp",
                        FIRST + t,
                        mean,
                        bounds(shifted(mean, -2)),
                        bounds(shifted(mean, 2)),
                        Map.of("network", t < 100 ? 0.25 : 0.75, "persistence", t < 100 ? 0.75 : 0.25));
                float[] errors = new float[HORIZON];
                for (int h = 1; h <= HORIZON; h++) {
                    errors[h - 1] = t < h ? Float.NaN : (float) Math.abs(network(t - h) - values[t]);
                }
                if (observed[t]) {
                    backtest.network("a", "temp", FIRST + t, errors);
                }
            }
            backtest.closed(
                    "a",
                    new Segment(
                            FIRST + from,
                            1,
                            Arrays.copyOfRange(values, from, to),
                            Arrays.copyOfRange(observed, from, to)));
        }
        return backtest.result();
    }

    /** Of each level. */
    private double[][] bounds(double... bound) {
        return plan.levels().stream().map(level -> bound).toArray(double[][]::new);
    }

    private static double[] shifted(double[] values, float by) {
        double[] shifted = values.clone();
        for (int i = 0; i < shifted.length; i++) {
            shifted[i] += by;
        }
        return shifted;
    }

    @Test
    void shouldEqualAPlainLoopOverAllPairsWhateverTheChunks() {
        for (int chunk : new int[] {1, 7, 24, STEPS}) {
            BacktestResult result = run(chunk);
            for (int r = 0; r < 2; r++) {
                Region region = plan.regions().get(r);
                for (int h = 1; h <= HORIZON; h++) {
                    long pairs = 0;
                    double network = 0;
                    double squares = 0;
                    double persistence = 0;
                    double seasonal = 0;
                    double symmetric = 0;
                    double pinball = 0;
                    double winkler = 0;
                    double actuals = 0;
                    long inside = 0;
                    for (int o = SEASON - 1; o + h < STEPS; o++) {
                        double actual = values[o + h];
                        if (o < region.from() || o > region.to() || !observed[o + h]) {
                            continue;
                        }
                        pairs++;
                        double error = network(o) - actual;
                        network += Math.abs(error);
                        squares += error * error;
                        symmetric += 200 * Math.abs(error) / (Math.abs(network(o)) + Math.abs(actual));
                        persistence += Math.abs(values[o] - actual);
                        seasonal += Math.abs(values[o + h - SEASON] - actual);
                        inside += Math.abs(error) <= 2 ? 1 : 0;
                        winkler += 4 + 10 * Math.max(0, Math.abs(error) - 2);
                        actuals += Math.abs(actual);
                        double below = actual - (network(o) - 2);
                        double above = actual - (network(o) + 2);
                        pinball += (Math.max(0.1 * below, -0.9 * below) + Math.max(0.9 * above, -0.1 * above)) / 2;
                    }
                    HorizonErrors published = result.pooled(r, "temp", Backtest.PUBLISHED);
                    assertThat(published.pairs(h)).isEqualTo(pairs);
                    assertThat(published.mae(h)).isCloseTo(network / pairs, within(1e-5));
                    assertThat(published.rmse(h)).isCloseTo(Math.sqrt(squares / pairs), within(1e-5));
                    assertThat(published.smape(h)).isCloseTo(symmetric / pairs, within(1e-4));
                    IntervalErrors intervals = published.intervals();
                    assertThat(intervals.pinball(h)).isCloseTo(pinball / pairs, within(1e-5));
                    assertThat(intervals.coverage(0, h)).isCloseTo((double) inside / pairs, within(1e-9));
                    assertThat(intervals.width(0, h)).isCloseTo(4, within(1e-5));
                    assertThat(intervals.winkler(0, h)).isCloseTo(winkler / pairs, within(1e-4));
                    assertThat(intervals.scaledWinkler(0, h))
                            .isCloseTo(winkler / pairs / seasonalErrorInTraining(), within(1e-4));
                    assertThat(intervals.weightedQuantileLoss(h))
                            .as("of both bounds and of the median")
                            .isCloseTo((4 * pinball + network) / 3 / actuals, within(1e-6));
                    assertThat(result.pooled(r, "temp", NetworkMethod.NAME).mae(h))
                            .isCloseTo(network / pairs, within(1e-5));
                    assertThat(result.pooled(r, "temp", Persistence.NAME).mae(h))
                            .isCloseTo(persistence / pairs, within(1e-5));
                    HorizonErrors naive = result.pooled(r, "temp", SeasonalNaive.NAME);
                    assertThat(naive.mae(h)).isCloseTo(seasonal / pairs, within(1e-5));
                    assertThat(naive.mase(h)).isCloseTo(seasonal / pairs / seasonalErrorInTraining(), within(1e-5));
                }
            }
        }
    }

    private double seasonalErrorInTraining() {
        double sum = 0;
        int count = 0;
        for (int t = SEASON; t < TRAINING; t++) {
            if (observed[t] && observed[t - SEASON]) {
                sum += Math.abs(values[t] - values[t - SEASON]);
                count++;
            }
        }
        return sum / count;
    }

    @Test
    void shouldFitTheLinearMapToTheTrainingPartAloneWhenItIsAsked() {
        BacktestResult result = run(24);
        assertThat(result.complete(0, "temp", "linear")).isTrue();
        assertThat(result.complete(1, "temp", "linear")).isFalse();
        assertThat(result.pooled(0, "temp", "linear").mae(0))
                .isLessThan(0.9 * result.pooled(0, "temp", Persistence.NAME).mae(0));
        for (int t = TRAINING; t < 124; t++) {
            values[t] += 1000; // Behind the training part, so it changes what the map is applied to, not the map.
        }
        double jump = values[TRAINING] - values[TRAINING - 1];
        assertThat(jump).isGreaterThan(900);
        double after = run(24).pooled(0, "temp", "linear").mae(0);
        assertThat(after).isGreaterThan(result.pooled(0, "temp", "linear").mae(0));
    }

    @Test
    void shouldForgetTheRunBeforeWhenAGapEndsIt() {
        Backtest backtest = new Backtest(plan, forecasts, List.of("temp"), 0);
        backtest.closed("a", new Segment(FIRST + 100, 1, new double[] {1, 2}, new boolean[] {true, true}));
        backtest.published(
                "a", "temp", FIRST + 101, new double[] {9, 9, 9}, new double[1][3], new double[1][3], Map.of());
        backtest.network("a", "temp", FIRST + 103, new float[] {1, 1, 1});
        backtest.closed("a", new Segment(FIRST + 103, 1, new double[] {5}, new boolean[] {true}));
        assertThat(backtest.result().pooled(1, "temp", Backtest.PUBLISHED).pairs(0))
                .isZero();
    }

    @Test
    void shouldWriteEveryStepAndDeviceAndOneSelfContainedPage(@TempDir Path folder) throws Exception {
        BacktestResult result = run(24);
        Path csv = folder.resolve("e.csv");
        BacktestCsv.write(result, csv);
        List<String> lines = Files.readAllLines(csv);
        assertThat(lines.get(0))
                .isEqualTo("region,target,device,method,step,pairs,mae,rmse,mase,smape,pinball,weighted_quantile_loss,"
                        + "coverage_0.8,width_0.8,winkler_0.8,scaled_width_0.8,scaled_winkler_0.8");
        assertThat(lines)
                .filteredOn(line -> line.startsWith("late,temp,a,linear,"))
                .hasSize(HORIZON + 1);
        assertThat(lines)
                .filteredOn(line -> line.startsWith("late,temp,all,published,all,"))
                .hasSize(1);
        Path html = folder.resolve("r.html");
        BacktestReport.write(result, List.of("seed 1 <&>"), TimeStep.ofMillis(3_600_000), List.of(), html);
        assertThat(Files.readString(html))
                .contains("seed 1 &lt;&amp;&gt;", "seasonal naive", "<h3>a, temp</h3>")
                .contains("\"x\":\"UTC\",\"lines\":2,\"names\":[\"network\",\"persistence\"]")
                .contains("<td>1970-02-11T16:00:00Z</td><td>0.2500</td><td>0.7500</td>")
                .contains("<td>1970-02-19T22:00:00Z</td><td>0.7500</td><td>0.2500</td>");
        assertThat(BacktestTable.of(result))
                .contains("late: origins 120..180, temp, 3 steps ahead, 1 device")
                .contains("damped trend", "in 80.0 %");
    }

    @Test
    void shouldPrintTheLossOfTheMedianAndNoIntervalsWhenThereAreNoLevels(@TempDir Path folder) throws Exception {
        plan = plan(List.of());
        BacktestResult result = run(24);
        HorizonErrors published = result.pooled(0, "temp", Backtest.PUBLISHED);
        assertThat(published.intervals().weightedQuantileLoss(0)).isBetween(0.01, 0.2);
        assertThat(BacktestTable.of(result)).contains("wQL").doesNotContain("intervals", "in 80.0 %", "Winkler");
        Path csv = folder.resolve("e.csv");
        BacktestCsv.write(result, csv);
        assertThat(Files.readAllLines(csv).get(0)).endsWith(",pinball,weighted_quantile_loss");
        plan = plan(List.of(0.8));
        assertThat(BacktestTable.of(run(24)))
                .containsPattern("published intervals +coverage +width +Winkler +scaled width +scaled Winkler\n"
                        + "  80.0 % +[0-9.]+ % +4(.0000)? ")
                .containsPattern("\n  width of 80.0 % +4");
    }

    @Test
    void shouldWriteEveryJudgedForecastOnceWhenAskedFor(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("f.csv");
        try (ForecastCsv csv = new ForecastCsv(file, List.of(0.8), TimeStep.ofMillis(3_600_000))) {
            forecasts = List.of(csv);
            BacktestResult result = run(24);
            long pairs =
                    result.pooled(1, "temp", Backtest.PUBLISHED).pairs(0); // The other region lies within this one.
            assertThat(Files.readAllLines(file).size()).isLessThanOrEqualTo((int) pairs + 1);
        }
        forecasts = List.of();
        List<String> lines = Files.readAllLines(file);
        assertThat(lines.get(0)).isEqualTo("device,target,origin,step,at,forecast,lower_0.8,upper_0.8,actual");
        assertThat(lines)
                .hasSize(1 + (int) run(24).pooled(1, "temp", Backtest.PUBLISHED).pairs(0));
        assertThat(lines.get(1)).startsWith("a,temp,1970-02-11T20:00:00Z,1,1970-02-11T21:00:00Z,");
    }

    @Test
    void shouldReadRegionsInStepsAndPerCent() {
        assertThat(Region.parse("test=11519..14375", 17_420)).isEqualTo(new Region("test", 11_519, 14_375));
        assertThat(Region.parse("late=60%..", 1000)).isEqualTo(new Region("late", 600, 999));
        assertThat(Region.parse("all=0..100%", 1000)).isEqualTo(new Region("all", 0, 999));
        for (String bad : List.of("late", "=1..2", "late=5..4", "late=120%..", "late=a..b")) {
            assertThatIllegalArgumentException().as(bad).isThrownBy(() -> Region.parse(bad, 1000));
        }
    }
}
