package io.tidecast.bench;

import io.tidecast.base.BaseFile;
import io.tidecast.config.Values;
import io.tidecast.forecast.CombinationSettings;
import io.tidecast.forecast.MethodKind;
import io.tidecast.forecast.Persistence;
import io.tidecast.forecast.SeasonalNaive;
import io.tidecast.model.NetworkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Page of the pool on the benchmark's sets from the first row on, each method beside it: {@code BenchTable PAGE FOLDER
 * [MOST [SET,...|all [METHOD,...]]]}, where MOST is of steps of a device. Default settings, the model learns along;
 * methods that are named are left out.
 */
final class BenchTable {
    private static final List<String> REGIONS = List.of("early", "late");
    private static final String UNIT = "seasonal naive";

    private final CombinationSettings combination;
    private final List<String> columns;
    private final long most;
    private final Map<String, PoolRun.Errors[]> results = new ConcurrentSkipListMap<>();
    private final BenchPeers peers;
    /** By region and set, the sums of the peers' absolute errors. */
    private final Map<String, Map<String, Map<String, Double>>> peerErrors = new ConcurrentSkipListMap<>();

    private final Map<String, String> accounts = new ConcurrentSkipListMap<>();

    private volatile List<BenchStretch> stretches = List.of();

    private BenchTable(long most, BenchPeers peers, List<String> without) {
        this.most = most;
        this.peers = peers;
        combination = CombinationSettings.pool(
                CombinationSettings.from(Values.DEFAULTS).methods().stream()
                        .filter(name -> !without.contains(name))
                        .toList(),
                CombinationSettings.Loss.ABSOLUTE);
        columns = Stream.concat(
                        Stream.of(PoolRun.PUBLISHED),
                        combination.kinds().stream().map(MethodKind::name))
                .filter(name -> !name.equals("dynamic-regression")) // Nothing is known ahead.
                .toList();
    }

    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        BenchTable table = new BenchTable(
                args.length > 2 ? Long.parseLong(args[2]) : Integer.MAX_VALUE,
                BenchPeers.of(Path.of(args[1]).resolveSibling("peers").resolve("forecasts-open.csv.gz")),
                args.length > 4 ? Arrays.asList(args[4].split(",")) : List.of());
        List<String> asked = args.length > 3 && !args[3].equals("all") ? Arrays.asList(args[3].split(",")) : List.of();
        long begin = System.nanoTime();
        ExecutorService team = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        List<Future<?>> sets = new ArrayList<>();
        for (BenchSet set : BenchSet.of(Path.of(args[1]))) {
            if (asked.isEmpty() || asked.contains(set.name())) {
                sets.add(team.submit(() -> {
                    table.run(set);
                    System.err.printf(
                            Locale.ROOT,
                            "%s, done after %.1f s; fine-tunes judged, promoted: %s%n",
                            set.name(),
                            (System.nanoTime() - begin) / 1e9,
                            table.accounts.get(set.name()));
                }));
            }
        }
        try {
            for (Future<?> set : sets) {
                set.get();
            }
        } finally {
            team.shutdownNow();
        }
        String base = BaseTable.section(Path.of(args[1]), table.most, BaseFile.shipped());
        Files.writeString(Path.of(args[0]), table.page() + base);
    }

    private void run(BenchSet set) {
        Map<String, NavigableMap<Long, Double>> devices = new TreeMap<>();
        set.steps().forEach((device, steps) -> devices.put(device, steps.headMap(steps.firstKey() + most - 1, true)));
        List<BenchStretch> own = BenchStretch.of(devices.values());
        stretches = own;
        PoolRun.Errors[] pooled = new PoolRun.Errors[stretches.size() + REGIONS.size()];
        Arrays.setAll(pooled, s -> new PoolRun.Errors());
        BenchLearning learning =
                new BenchLearning(set.forecast(), combination, NetworkSettings.defaults(), Optional.of(1L));
        Map<String, PoolRun> runs = PoolRun.of(
                set,
                devices,
                combination,
                device -> {
                    List<BenchStretch> judged = new ArrayList<>(own);
                    REGIONS.forEach(region -> judged.add(BenchStretch.at(region, peers.origins(set, device, region))));
                    return judged;
                },
                learning);
        runs.values().forEach(run -> {
            for (int s = 0; s < pooled.length; s++) {
                pooled[s].add(run.errors()[s]);
            }
        });
        results.put(set.name(), pooled);
        accounts.put(set.name(), learning.account());
        for (String region : REGIONS) {
            peerErrors
                    .computeIfAbsent(region, judged -> new ConcurrentSkipListMap<>())
                    .put(set.name(), peers.errors(set, region, devices));
        }
    }

    private String page() {
        StringBuilder page = new StringBuilder(
                """
                # Good from the first reading

                Twelve public data sets of sensors, servers, roads, lakes, tides and turbines, from the first row on, with the settings
                of a user who names the step and the value, and nothing else: 24 steps ahead, and the model learns along as it does by
                default, from all devices of the set, and is fine-tuned by the time of the readings.
                Mean absolute errors in units of the seasonal naive forecast's, pooled over the devices, all observed steps and the
                whole horizon. Where a method is asleep, as seasonal ones are until a season has passed, it is judged as if it were
                persistence. *Better naive* is persistence or seasonal naive, whichever is better over the stretch; *best method* the
                best single one, known afterwards.

                Made by `docs/bench.sh`, which says where the data come from.
                """);
        if (most < Integer.MAX_VALUE) {
            page.append("\nNo more than the first ")
                    .append(most)
                    .append(" steps of each device were run: `docs/bench.sh FOLDER ")
                    .append(most)
                    .append("`. Sets whose late origins are beyond that have no row in the last table.\n");
        }
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
            line(page, "**geometric mean**", geometricMeans(rows, columns.size() + 2));
            double[] worst = new double[columns.size() + 2];
            Arrays.setAll(
                    worst, i -> rows.stream().mapToDouble(row -> row[i]).max().orElse(Double.NaN));
            line(page, "largest", worst);
        }
        for (int r = 0; r < REGIONS.size(); r++) {
            besidePeers(page, REGIONS.get(r), stretches.size() + r);
        }
        return page.toString();
    }

    /** The published forecast beside those of other programs, from the same origins. */
    private void besidePeers(StringBuilder page, String region, int at) {
        Map<String, Map<String, Double>> sets = new TreeMap<>(peerErrors.getOrDefault(region, Map.of()));
        sets.entrySet()
                .removeIf(set -> set.getValue().getOrDefault(UNIT, 0.0) == 0
                        || !Double.isFinite(results.get(set.getKey())[at].of(PoolRun.PUBLISHED)));
        if (sets.isEmpty()) {
            return;
        }
        List<String> methods = sets.values().stream()
                .flatMap(own -> own.keySet().stream())
                .distinct()
                .toList();
        page.append("\n## Beside R's forecast package, from its ")
                .append(region)
                .append(" origins\n\n| set | published | ");
        page.append(String.join(" | ", methods)).append(" | published / best |\n");
        page.append("|---".repeat(methods.size() + 3)).append("|\n");
        List<double[]> rows = new ArrayList<>();
        sets.forEach((set, errors) -> {
            double[] row = new double[methods.size() + 2];
            row[0] = results.get(set)[at].of(PoolRun.PUBLISHED) / errors.get(UNIT);
            double best = Double.MAX_VALUE;
            for (int m = 0; m < methods.size(); m++) {
                row[m + 1] = errors.getOrDefault(methods.get(m), Double.NaN) / errors.get(UNIT);
                best = Math.min(best, row[m + 1]);
            }
            row[methods.size() + 1] = row[0] / best;
            rows.add(row);
            line(page, set, row);
        });
        line(page, "**geometric mean**", geometricMeans(rows, methods.size() + 2));
    }

    private static double[] geometricMeans(List<double[]> rows, int columns) {
        double[] means = new double[columns];
        Arrays.setAll(
                means,
                i -> Math.exp(rows.stream()
                        .mapToDouble(row -> Math.log(row[i]))
                        .average()
                        .orElse(Double.NaN)));
        return means;
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
