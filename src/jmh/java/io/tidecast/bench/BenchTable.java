package io.tidecast.bench;

import io.tidecast.config.Values;
import io.tidecast.forecast.CombinationSettings;
import io.tidecast.forecast.MethodKind;
import io.tidecast.forecast.Persistence;
import io.tidecast.forecast.SeasonalNaive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Page of the pool on the benchmark's sets from the first row on, each method beside it: {@code BenchTable PAGE FOLDER
 * [MOST [SET,...|all [METHOD,...]]]}. Default settings, the network asleep; methods that are named are left out.
 */
final class BenchTable {
    private final CombinationSettings combination;
    private final List<String> columns;
    private final long most;
    private final Map<String, PoolRun.Errors[]> results = new TreeMap<>();
    private List<BenchStretch> stretches = List.of();

    private BenchTable(long most, List<String> without) {
        this.most = most;
        combination = CombinationSettings.pool(
                CombinationSettings.from(Values.DEFAULTS).methods().stream()
                        .filter(name -> !without.contains(name))
                        .toList(),
                CombinationSettings.Loss.ABSOLUTE);
        columns = Stream.concat(
                        Stream.of(PoolRun.PUBLISHED),
                        combination.kinds().stream().map(MethodKind::name))
                .filter(name -> !name.equals("network"))
                .toList();
    }

    public static void main(String[] args) throws IOException {
        BenchTable table = new BenchTable(
                args.length > 2 ? Long.parseLong(args[2]) : Integer.MAX_VALUE,
                args.length > 4 ? Arrays.asList(args[4].split(",")) : List.of());
        List<String> asked = args.length > 3 && !args[3].equals("all") ? Arrays.asList(args[3].split(",")) : List.of();
        for (BenchSet set : BenchSet.of(Path.of(args[1]))) {
            if (asked.isEmpty() || asked.contains(set.name())) {
                long begin = System.nanoTime();
                table.run(set);
                System.err.printf(Locale.ROOT, "%s %.1f s%n", set.name(), (System.nanoTime() - begin) / 1e9);
            }
        }
        Files.writeString(Path.of(args[0]), table.page());
    }

    private void run(BenchSet set) {
        Map<String, NavigableMap<Long, Double>> devices = new TreeMap<>();
        set.steps().forEach((device, steps) -> devices.put(device, steps.headMap(steps.firstKey() + most - 1, true)));
        long first = devices.values().stream()
                .mapToLong(NavigableMap::firstKey)
                .min()
                .orElseThrow();
        long last =
                devices.values().stream().mapToLong(NavigableMap::lastKey).max().orElseThrow();
        stretches = BenchStretch.of(first, last);
        PoolRun.Errors[] pooled = new PoolRun.Errors[stretches.size()];
        Arrays.setAll(pooled, s -> new PoolRun.Errors());
        devices.values().forEach(steps -> {
            PoolRun run = new PoolRun(set.forecast(), combination, stretches, steps.firstKey());
            run.run(steps);
            for (int s = 0; s < pooled.length; s++) {
                pooled[s].add(run.errors()[s]);
            }
        });
        results.put(set.name(), pooled);
    }

    private String page() {
        StringBuilder page = new StringBuilder(
                """
                # Good from the first reading

                Twelve public data sets of sensors, servers, roads, lakes, tides and turbines, from the first row on, with the settings of a user who names the step and the value, and
                nothing else: each device by itself, 24 steps ahead, the network asleep. Mean absolute errors in units of the seasonal naive forecast's, pooled over the devices, all
                observed steps and the whole horizon. Where a method is asleep, as seasonal ones are until a season has passed, it is judged as if it were persistence. *Better naive* is
                persistence or seasonal naive, whichever is better over the stretch; *best method* the best single one, known afterwards.

                Made by `docs/bench.sh`, which says where the data come from.
                """);
        for (int s = 0; s < stretches.size(); s++) {
            page.append("\n## Origins: ").append(stretches.get(s).name()).append("\n\n| set | ");
            page.append(String.join(" | ", columns))
                    .append(" | published / better naive | published / best method |\n");
            page.append("|---".repeat(columns.size() + 3)).append("|\n");
            List<double[]> rows = new ArrayList<>();
            for (Map.Entry<String, PoolRun.Errors[]> set : results.entrySet()) {
                double[] row = row(set.getValue()[s]);
                if (Double.isFinite(row[0])) {
                    rows.add(row);
                    line(page, set.getKey(), row);
                }
            }
            double[] means = new double[columns.size() + 2];
            Arrays.setAll(
                    means,
                    i -> Math.exp(rows.stream()
                            .mapToDouble(row -> Math.log(row[i]))
                            .average()
                            .orElse(Double.NaN)));
            line(page, "**geometric mean**", means);
            double[] worst = new double[means.length];
            Arrays.setAll(
                    worst, i -> rows.stream().mapToDouble(row -> row[i]).max().orElse(Double.NaN));
            line(page, "largest", worst);
        }
        return page.toString();
    }

    /** Errors in units of the seasonal naive one, then published by the better naive and by the best of all. */
    private double[] row(PoolRun.Errors errors) {
        double[] row = new double[columns.size() + 2];
        double best = Double.MAX_VALUE;
        for (int i = 0; i < columns.size(); i++) {
            row[i] = errors.of(columns.get(i)) / errors.of(SeasonalNaive.NAME);
            best = i == 0 ? best : Math.min(best, row[i]);
        }
        row[columns.size()] = row[0] / Math.min(1, row[columns.indexOf(Persistence.NAME)]);
        row[columns.size() + 1] = row[0] / best;
        return row;
    }

    private static void line(StringBuilder page, String name, double[] row) {
        page.append("| ").append(name).append(" |");
        for (double value : row) {
            page.append(String.format(Locale.ROOT, " %.3f |", value));
        }
        page.append('\n');
    }
}
