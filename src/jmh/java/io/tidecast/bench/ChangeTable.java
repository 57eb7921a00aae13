package io.tidecast.bench;

import io.tidecast.backtest.Backtest;
import io.tidecast.backtest.BacktestPlan;
import io.tidecast.backtest.BacktestResult;
import io.tidecast.backtest.Region;
import io.tidecast.forecast.NetworkMethod;
import io.tidecast.forecast.Persistence;
import io.tidecast.kernel.SplitMix;
import io.tidecast.learn.LearningSettings;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Verdict;
import io.tidecast.replay.BacktestReplay;
import io.tidecast.replay.BacktestReplay.Start;
import io.tidecast.series.Reading;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The table of {@code docs/change.md}: {@code ChangeTable FILE SEEDS}. Simulated devices whose dynamics change
 * half-way: the phase of their day moves by six hours, and the effect that load has on temperature half a day later
 * turns its sign. A frozen network, one that is fine-tuned with the default settings, and one that was trained on the
 * new dynamics are judged on the same steps.
 */
public final class ChangeTable {
    private static final int DEVICES = 8;
    private static final int HALF = 1_500;
    private static final int STEPS = 2 * HALF;
    private static final int DELAY = 12;
    private static final Duration STEP = Duration.ofHours(1);
    private static final long START_MS = Instant.parse("2026-01-05T00:00:00Z").toEpochMilli();
    private static final List<Region> REGIONS = List.of(
            new Region("before the change", HALF - 300, HALF - 25),
            new Region("steps 0 to 49 after it", HALF, HALF + 49),
            new Region("50 to 99", HALF + 50, HALF + 99),
            new Region("100 to 149", HALF + 100, HALF + 149),
            new Region("150 to 199", HALF + 150, HALF + 199),
            new Region("200 to 249", HALF + 200, HALF + 249),
            new Region("250 to 299", HALF + 250, HALF + 299),
            new Region("300 to 399", HALF + 300, HALF + 399),
            new Region("400 to 499", HALF + 400, HALF + 499),
            new Region("500 to 999", HALF + 500, HALF + 999),
            new Region("1,000 to 1,475", HALF + 1_000, STEPS - 25),
            new Region("all after it", HALF, STEPS - 25));

    private ChangeTable() {}

    public static void main(String[] args) throws IOException {
        int seeds = Integer.parseInt(args[1]);
        StringBuilder page = new StringBuilder(String.format(
                Locale.ROOT,
                """
                # When the dynamics change

                %d simulated devices, hourly, forecast 24 steps ahead. After %,d steps the phase of the day moves by six hours, and the effect that load has on temperature half a day later turns its sign.
                Errors of the network as ratios to that of a network trained on the new dynamics from the first step on (before the change: on the old ones), which has seen as many steps and stays as it is. Fine-tuned: the
                default settings; it is never told of the change. Published: what the pool made of the fine-tuned network and the other methods. The last column is the share of actuals inside its interval of 90 %%. Median of %d seed(s) of data and network.

                Made by `./mvnw -q -Pbench -DskipTests -Dbench.main=io.tidecast.bench.ChangeTable -Dbench.page=docs/change.md -Dbench.length=%d test-compile exec:exec`.

                | origins | frozen | fine-tuned | published | persistence | inside |
                |---|---|---|---|---|---|
                """,
                DEVICES,
                HALF,
                seeds,
                seeds));
        double[][][] ratios = new double[REGIONS.size()][5][seeds];
        int promoted = 0;
        for (int seed = 1; seed <= seeds; seed++) {
            BacktestResult frozen = run(true, seed, false).result();
            BacktestReplay.Outcome online = run(true, seed, true);
            BacktestResult trainedOnNew = run(false, seed, false).result();
            promoted += online.promoted();
            for (int r = 0; r < REGIONS.size(); r++) {
                double reference = mae(r == 0 ? frozen : trainedOnNew, r, NetworkMethod.NAME);
                ratios[r][0][seed - 1] = mae(frozen, r, NetworkMethod.NAME) / reference;
                ratios[r][1][seed - 1] = mae(online.result(), r, NetworkMethod.NAME) / reference;
                ratios[r][2][seed - 1] = mae(online.result(), r, Backtest.PUBLISHED) / reference;
                ratios[r][3][seed - 1] = mae(frozen, r, Persistence.NAME) / reference;
                ratios[r][4][seed - 1] = 100
                        * online.result()
                                .pooled(r, "temp", Backtest.PUBLISHED)
                                .intervals()
                                .coverage(0, 0);
            }
        }
        for (int r = 0; r < REGIONS.size(); r++) {
            String line = String.format(
                    Locale.ROOT,
                    "| %s | %.2f | %.2f | %.2f | %.2f | %.1f %% |%n",
                    REGIONS.get(r).name(),
                    BacktestResult.median(ratios[r][0]),
                    BacktestResult.median(ratios[r][1]),
                    BacktestResult.median(ratios[r][2]),
                    BacktestResult.median(ratios[r][3]),
                    BacktestResult.median(ratios[r][4]));
            System.out.print(line);
            page.append(line);
        }
        page.append(String.format(
                Locale.ROOT, "%nFine-tunes that were promoted: %.0f a run.%n", (double) promoted / seeds));
        Files.writeString(Path.of(args[0]), page);
    }

    private static double mae(BacktestResult result, int region, String method) {
        return result.pooled(region, "temp", method).mae(0);
    }

    private static BacktestReplay.Outcome run(boolean changes, int seed, boolean online) {
        BacktestPlan plan = new BacktestPlan(24, 48, 24, List.of(0.9), START_MS / STEP.toMillis(), HALF - 300, REGIONS);
        return new BacktestReplay(settings(seed), plan, new Start.Trained(50, 10), online, List.of())
                .run(readings(changes, seed).iterator(), new BacktestReplay.Listener() {
                    @Override
                    public void replayed(long count) {}

                    @Override
                    public void judged(Verdict verdict) {
                        System.err.printf(
                                "version %d (%s) %s%n", verdict.version(), verdict.trigger(), verdict.reason());
                    }
                });
    }

    /** The same noise whether it changes or not, so that after the change the readings are the same in both. */
    private static List<Reading> readings(boolean changes, int seed) {
        SplitMix random = new SplitMix(seed);
        float[][] load = new float[DEVICES][STEPS];
        double[] rest = new double[DEVICES];
        List<Reading> readings = new ArrayList<>();
        for (int t = 0; t < STEPS; t++) {
            for (int d = 0; d < DEVICES; d++) {
                boolean old = changes && t < HALF;
                float before = t == 0 ? 0 : load[d][t - 1];
                load[d][t] = (float) (0.9 * before + 0.44 * random.nextGaussian());
                rest[d] = 0.8 * rest[d] + 0.5 * random.nextGaussian();
                double phase = 2 * Math.PI * (t + (old ? 0 : 6)) / 24;
                double effect = t < DELAY ? 0 : (old ? 3 : -3) * load[d][t - DELAY];
                double temp = 20 + d + 4 * Math.sin(phase) + effect + rest[d];
                readings.add(
                        new Reading("d" + d, START_MS + t * STEP.toMillis(), new float[] {(float) temp, load[d][t]}));
            }
        }
        return readings;
    }

    private static StreamSettings settings(int seed) {
        List<String> features = List.of("temp", "load");
        return StreamSettings.of(new ForecastSettings(
                        "default", features, List.of("temp"), 48, 24, STEP, Duration.ofDays(1), List.of(0.9)))
                .withLearning(LearningSettings.defaults().withSeed(seed));
    }
}
