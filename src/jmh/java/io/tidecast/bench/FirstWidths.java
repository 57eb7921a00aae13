package io.tidecast.bench;

import io.tidecast.base.BaseFile;
import io.tidecast.base.BaseNetwork;
import io.tidecast.base.BaseSeries;
import io.tidecast.series.RecentSteps;
import io.tidecast.series.RunningScale;
import io.tidecast.series.Sampling;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * Table of the widths of 90 % that intervals begin with, before any error is known: those of the base network's
 * quantiles beside those of the device's changes, which were the first ones before. {@code FirstWidths FOLDER}: of each
 * device of each set, begun anew every {@value #APART} steps, forecast from its steps 4 to {@value #STEPS}.
 */
final class FirstWidths {
    private static final int APART = 200;
    private static final int MOST_BEGINNINGS = 40;
    private static final int STEPS = 40;
    private static final int HORIZON = 24;
    private static final double NORMAL_90 = 1.645;
    private static final double PENALTY = 20; // 2 / (1 - 0.9)

    private final BenchSet set;
    private final long[] inside = new long[2];
    private final double[] winkler = new double[2];
    private long count;

    private FirstWidths(BenchSet set) {
        this.set = set;
    }

    public static void main(String[] args) throws IOException {
        double sum = 0;
        List<BenchSet> sets = BenchSet.of(Path.of(args[0]));
        System.out.println("| set | in 90 %, by changes | by quantiles | Winkler score by quantiles / by changes |");
        System.out.println("|---|---|---|---|");
        for (BenchSet set : sets) {
            FirstWidths own = new FirstWidths(set);
            set.steps().values().forEach(own::run);
            double ratio = own.winkler[1] / own.winkler[0];
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.1f | %.1f | %.3f |%n",
                    set.name(),
                    100.0 * own.inside[0] / own.count,
                    100.0 * own.inside[1] / own.count,
                    ratio);
            sum += Math.log(ratio);
        }
        System.out.printf(Locale.ROOT, "| **geometric mean** | | | %.3f |%n", Math.exp(sum / sets.size()));
    }

    private void run(TreeMap<Long, Double> steps) {
        Long[] places = steps.keySet().toArray(Long[]::new);
        for (int start = 0;
                start < APART * MOST_BEGINNINGS && start + STEPS + HORIZON < places.length;
                start += APART) {
            begin(steps, places[start]);
        }
    }

    private void begin(TreeMap<Long, Double> steps, long begin) {
        double[] values = new double[STEPS + HORIZON];
        Arrays.setAll(values, i -> steps.getOrDefault(begin + i, Double.NaN));
        RunningScale seen =
                new RunningScale(1, 20 * 48, set.forecast().scaling().measure());
        RecentSteps recent = new RecentSteps(STEPS, 1, Sampling.GRID);
        BaseSeries series = BaseFile.shipped().series(set.forecast().seasonSteps());
        double[][] quantiles = new double[BaseNetwork.quantiles().size()][HORIZON];
        double held = Double.NaN;
        for (int t = 0; t < STEPS; t++) {
            boolean observed = !Double.isNaN(values[t]);
            held = observed ? values[t] : held;
            recent.append(begin + t, 0, new double[] {held}, new boolean[] {observed});
            Segment segment = recent.since(begin);
            seen.add(segment, segment.steps() - 1);
            boolean known = series.forecast(
                    begin + t, place -> place < begin ? Double.NaN : values[(int) (place - begin)], quantiles, HORIZON);
            if (t >= 3 && observed && known && seen.varied(0)) {
                judge(values, t, quantiles, seen);
            }
        }
    }

    private void judge(double[] values, int t, double[][] quantiles, RunningScale seen) {
        Scale scale = seen.scale();
        double apart = Math.sqrt(2) * scale.std()[0];
        double change = scale.diff()[0];
        for (int h = 1; h <= HORIZON; h++) {
            double actual = values[t + h];
            if (Double.isNaN(actual)) {
                continue;
            }
            double grown = Math.max(change, Math.min(change * Math.sqrt(h), apart));
            double byChanges = NORMAL_90 * (seen.moved(0) ? grown : apart);
            double byQuantiles = (quantiles[quantiles.length - 1][h - 1] - quantiles[0][h - 1]) / 2;
            double error = Math.abs(actual - quantiles[BaseNetwork.median()][h - 1]);
            add(0, error, byChanges);
            add(1, error, byQuantiles > 0 ? byQuantiles : byChanges);
            count++;
        }
    }

    private void add(int rule, double error, double width) {
        inside[rule] += error <= width ? 1 : 0;
        winkler[rule] += 2 * width + (error > width ? PENALTY * (error - width) : 0);
    }
}
