package io.tidecast.bench;

import io.tidecast.config.Values;
import io.tidecast.forecast.CombinationSettings;
import io.tidecast.forecast.NetworkMethod;
import io.tidecast.forecast.Persistence;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Page of what fine-tuning is worth to a network that begins as the base network, and to one that begins untrained:
 * {@code FineTuneTable PAGE FOLDER [SEEDS [SET,...|all]]}. Each set's model learns along from the first row on, by
 * default settings; every step is an origin.
 */
final class FineTuneTable {
    private static final int EARLY_FROM = 400;
    private static final int EARLY_TO = 2_000;

    private static final NetworkSettings BASE = NetworkSettings.defaults();
    private static final NetworkSettings OWN = NetworkSettings.from(
            Values.DEFAULTS.with(NetworkSettings.LAYERS, BASE.withOwnLayers().layers()));

    private FineTuneTable() {}

    /** Mean errors of one run, of early origins and of late ones. */
    private record Run(double early, double late, String fineTunes) {}

    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        int seeds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
        List<String> asked = args.length > 3 && !args[3].equals("all") ? Arrays.asList(args[3].split(",")) : List.of();
        ExecutorService team = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        Map<String, Future<double[]>> rows = new TreeMap<>();
        try {
            for (BenchSet set : BenchSet.of(Path.of(args[1]))) {
                if (asked.isEmpty() || asked.contains(set.name())) {
                    rows.put(set.name(), team.submit(() -> row(set, seeds)));
                }
            }
            Files.writeString(Path.of(args[0]), page(rows, seeds));
        } finally {
            team.shutdownNow();
        }
    }

    private static String page(Map<String, Future<double[]>> rows, int seeds)
            throws InterruptedException, ExecutionException {
        StringBuilder page = new StringBuilder(String.format(
                Locale.ROOT,
                """
                # What fine-tuning is worth

                The model of each of the benchmark's sets learns along from the first row on, by default settings: one that begins as the
                base network (`network.layers: base`), and one that begins untrained (`[{type: gru, units: 32}]`). Mean absolute errors
                of the network itself, 24 steps ahead, from every step of steps 400 to 2,000 of a device and of the last 40 %% of a set; medians
                of %d seeds. *Base* is the base network as it comes.

                Made by `docs/fine-tuning.sh`, which needs the benchmark's data as `docs/bench.sh` does.

                | set | steps 400-2,000: of untrained | of base | last 40 %%: of untrained | of base |
                |---|---|---|---|---|
                """,
                seeds));
        double[] logs = new double[4];
        int[] counts = new int[4];
        double[] worst = new double[4];
        for (Map.Entry<String, Future<double[]>> row : rows.entrySet()) {
            double[] own = row.getValue().get();
            page.append("| ").append(row.getKey()).append(" |");
            for (int i = 0; i < own.length; i++) {
                page.append(Double.isNaN(own[i]) ? " |" : String.format(Locale.ROOT, " %.3f |", own[i]));
                if (!Double.isNaN(own[i])) {
                    logs[i] += Math.log(own[i]);
                    counts[i]++;
                    worst[i] = Math.max(worst[i], own[i]);
                }
            }
            page.append('\n');
        }
        page.append("| **geometric mean** |");
        for (int i = 0; i < logs.length; i++) {
            page.append(String.format(Locale.ROOT, " %.3f |", Math.exp(logs[i] / counts[i])));
        }
        page.append("\n| largest |");
        for (double most : worst) {
            page.append(String.format(Locale.ROOT, " %.3f |", most));
        }
        return page.append('\n').toString();
    }

    private static double[] row(BenchSet set, int seeds) {
        Map<String, NavigableMap<Long, Double>> devices = new TreeMap<>(set.steps());
        double[][] base = new double[2][seeds];
        double[][] own = new double[2][seeds];
        for (int seed = 1; seed <= seeds; seed++) {
            Run begun = run(set, devices, BASE, Optional.of((long) seed));
            Run untrained = run(set, devices, OWN, Optional.of((long) seed));
            base[0][seed - 1] = begun.early();
            base[1][seed - 1] = begun.late();
            own[0][seed - 1] = untrained.early();
            own[1][seed - 1] = untrained.late();
            System.err.printf(
                    Locale.ROOT,
                    "%s, seed %d: early %.4f and %.4f, late %.4f and %.4f; fine-tunes judged, promoted: %s and %s%n",
                    set.name(),
                    seed,
                    begun.early(),
                    untrained.early(),
                    begun.late(),
                    untrained.late(),
                    begun.fineTunes(),
                    untrained.fineTunes());
        }
        Run still = run(set, devices, BASE, Optional.empty());
        double early = median(base[0]);
        double late = median(base[1]);
        return new double[] {
            early / median(own[0]), early / still.early(), late / median(own[1]), late / still.late(),
        };
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** @param seed of the learning; empty: it does not learn */
    private static Run run(
            BenchSet set,
            Map<String, NavigableMap<Long, Double>> devices,
            NetworkSettings network,
            Optional<Long> seed) {
        List<BenchStretch> stretches = List.of(
                new BenchStretch("early", EARLY_FROM, EARLY_TO, Long.MIN_VALUE, Optional.empty()),
                new BenchStretch("late", 0, Long.MAX_VALUE, BenchStretch.late(devices.values()), Optional.empty()));
        CombinationSettings combination = CombinationSettings.pool(
                List.of(NetworkMethod.NAME, Persistence.NAME), CombinationSettings.Loss.ABSOLUTE);
        BenchLearning learning = new BenchLearning(set.forecast(), combination, network, seed);
        List<PoolRun> runs = new ArrayList<>(PoolRun.of(set, devices, combination, device -> stretches, learning)
                .values());
        double[] errors = new double[2];
        for (PoolRun run : runs) {
            for (int s = 0; s < 2; s++) {
                double sum = run.errors()[s].of(NetworkMethod.NAME);
                errors[s] += Double.isNaN(sum) ? 0 : sum;
            }
        }
        return new Run(errors[0] == 0 ? Double.NaN : errors[0], errors[1], learning.account());
    }
}
