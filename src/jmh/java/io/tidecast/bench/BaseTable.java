package io.tidecast.bench;

import io.tidecast.base.BaseFile;
import io.tidecast.base.BaseNetwork;
import io.tidecast.base.BaseSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Section of the benchmark's page of the base network alone, from the first row on, asked at every step:
 * {@code BaseTable FOLDER [FILE]}, where FILE is a base network other than the one that comes with the application.
 */
final class BaseTable {
    private static final int LOWER = 0;

    private final BaseNetwork base;
    private final List<String> lines = new ArrayList<>();
    private final List<double[]> rows = new ArrayList<>();

    private BaseTable(BaseNetwork base) {
        this.base = base;
    }

    public static void main(String[] args) throws IOException {
        BaseNetwork base = args.length > 1 ? BaseFile.read(Files.readAllBytes(Path.of(args[1]))) : BaseFile.shipped();
        System.out.println(section(Path.of(args[0]), Integer.MAX_VALUE, base));
    }

    /** @param most steps of a device */
    static String section(Path folder, long most, BaseNetwork base) throws IOException {
        BaseTable table = new BaseTable(base);
        for (BenchSet set : BenchSet.of(folder)) {
            table.add(set, most);
        }
        double[] means = new double[6];
        double[] worst = new double[6];
        for (int i = 0; i < means.length; i++) {
            int column = i;
            means[i] = Math.exp(table.rows.stream()
                    .mapToDouble(row -> Math.log(row[column]))
                    .average()
                    .orElseThrow());
            worst[i] = table.rows.stream().mapToDouble(row -> row[column]).max().orElseThrow();
        }
        double covered =
                table.rows.stream().mapToDouble(row -> row[6]).average().orElseThrow();
        return """

                ## No training at all: the base network alone

                The network that comes with the application, asked at every step, and nothing else. Mean absolute errors of its median
                in units of the better naive forecast's over the stretch and, in brackets, of seasonal naive's; the share of actuals
                between its outer quantiles, which nothing has calibrated, of 90 %; the season that it was told and the one it found
                last, of the first device.

                | set | steps 49-400 | the last 40 % | all from step 49 | in 90 % | season told, found |
                |---|---|---|---|---|---|
                """
                + String.join("", table.lines)
                + String.format(
                        Locale.ROOT,
                        "| **geometric mean** | %.3f (%.3f) | %.3f (%.3f) | %.3f (%.3f) | %.1f | |%n",
                        means[0],
                        means[3],
                        means[1],
                        means[4],
                        means[2],
                        means[5],
                        covered)
                + String.format(
                        Locale.ROOT,
                        "| largest | %.3f (%.3f) | %.3f (%.3f) | %.3f (%.3f) | | |%n",
                        worst[0],
                        worst[3],
                        worst[1],
                        worst[4],
                        worst[2],
                        worst[5]);
    }

    /** Sums of absolute errors over a stretch. */
    private static final class Sums {
        double own;
        double persistence;
        double seasonal;
        long inside;
        long count;
    }

    private void add(BenchSet set, long most) {
        TreeMap<String, TreeMap<Long, Double>> devices = new TreeMap<>(set.steps());
        devices.replaceAll((device, steps) -> new TreeMap<>(steps.headMap(steps.firstKey() + most - 1, true)));
        List<BenchStretch> stretches = BenchStretch.of(devices.values());
        Sums[] sums = new Sums[stretches.size()];
        Arrays.setAll(sums, i -> new Sums());
        int season = set.forecast().seasonSteps();
        int found = 0;
        for (NavigableMap<Long, Double> steps : devices.values()) {
            BaseSeries series = base.series(season);
            run(set, steps, series, stretches, sums);
            found = found == 0 ? series.season().orElse(season) : found;
        }
        double[] row = new double[7];
        for (int s = 0; s < sums.length; s++) {
            row[s] = sums[s].own / Math.min(sums[s].persistence, sums[s].seasonal);
            row[s + 3] = sums[s].own / sums[s].seasonal;
        }
        row[6] = 100.0 * sums[2].inside / sums[2].count;
        rows.add(row);
        lines.add(String.format(
                Locale.ROOT,
                "| %s | %.3f (%.3f) | %.3f (%.3f) | %.3f (%.3f) | %.1f | %d, %d |%n",
                set.name(),
                row[0],
                row[3],
                row[1],
                row[4],
                row[2],
                row[5],
                row[6],
                season,
                found));
    }

    private void run(
            BenchSet set,
            NavigableMap<Long, Double> steps,
            BaseSeries series,
            List<BenchStretch> stretches,
            Sums[] sums) {
        long begin = steps.firstKey();
        int length = (int) (steps.lastKey() - begin) + 1;
        double[] values = new double[length];
        Arrays.fill(values, Double.NaN);
        steps.forEach((index, value) -> values[(int) (index - begin)] = value);
        int season = set.forecast().seasonSteps();
        int horizon = set.forecast().horizon();
        long gap = set.forecast().grid().maxGapSteps();
        double[][] quantiles = new double[BaseNetwork.quantiles().size()][horizon];
        int from = 0; // first step that is remembered: a longer gap begins anew
        int newest = 0;
        for (int t = 0; t < length; t++) {
            if (!Double.isNaN(values[t])) {
                if (t - newest > gap + 1) {
                    from = t;
                    series.begin();
                }
                newest = t;
            } else {
                continue;
            }
            int start = from;
            boolean known = series.forecast(
                    begin + t,
                    place -> place - begin < start ? Double.NaN : values[(int) (place - begin)],
                    quantiles,
                    horizon);
            judge(values, t, from, season, known ? quantiles : null, begin, stretches, sums, horizon);
        }
    }

    private static void judge(
            double[] values,
            int t,
            int from,
            int season,
            double[][] quantiles,
            long begin,
            List<BenchStretch> stretches,
            Sums[] sums,
            int horizon) {
        for (int h = 1; h <= horizon && t + h < values.length; h++) {
            double actual = values[t + h];
            if (Double.isNaN(actual)) {
                continue;
            }
            int back = t + h - season * ((h + season - 1) / season);
            while (back > from && Double.isNaN(values[back])) {
                back--;
            }
            double seasonal = back < from ? values[t] : values[back];
            for (int s = 0; s < sums.length; s++) {
                if (stretches.get(s).holds(begin + t, t)) {
                    double median = quantiles == null ? values[t] : quantiles[BaseNetwork.median()][h - 1];
                    sums[s].own += Math.abs(actual - median);
                    sums[s].persistence += Math.abs(actual - values[t]);
                    sums[s].seasonal += Math.abs(actual - seasonal);
                    sums[s].inside += quantiles != null
                                    && quantiles[LOWER][h - 1] <= actual
                                    && actual <= quantiles[quantiles.length - 1][h - 1]
                            ? 1
                            : 0;
                    sums[s].count++;
                }
            }
        }
    }
}
