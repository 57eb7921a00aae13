package io.tidecast.experiment;

import io.tidecast.experiment.Experiment.Group;
import io.tidecast.experiment.Experiment.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Reproduction of a published experiment: every network trained from several seeds and measured beside the baselines.
 *
 * @param experiment that was carried out
 * @param seeds how many runs each network had
 * @param groups as the experiment's
 */
public record Reproduction(Experiment experiment, int seeds, List<GroupResult> groups) {
    public Reproduction {
        groups = List.copyOf(groups);
    }

    /** Listener that is told how it goes. */
    @FunctionalInterface
    public interface Progress {
        /** A run has ended. */
        void ended(String row, int seed, double error, double seconds);
    }

    /**
     * Results of a group: a table.
     *
     * @param group it is of
     * @param baselines name and error, the median over the data where several were drawn
     * @param firstForecasts the baselines', on the data of the first seed
     * @param series names of the series of the data
     * @param rows one per network
     */
    record GroupResult(
            Group group,
            Map<String, Double> baselines,
            Map<String, double[]> firstForecasts,
            List<String> series,
            List<RowResult> rows) {}

    /**
     * Results of a network's runs.
     *
     * @param row it is
     * @param errors one per seed
     * @param first the first seed's run, for plots
     * @param seconds of one run, the median
     */
    record RowResult(Row row, double[] errors, ExperimentRun first, double seconds) {
        Summary summary() {
            return Summary.of(errors);
        }
    }

    private record Timed(ExperimentRun run, double error, double seconds) {}

    /**
     * Carries out an experiment.
     *
     * @param folder of the data that are not part of the project
     * @param threads on which runs go side by side; what comes out does not depend on their number
     */
    public static Reproduction of(
            Experiment experiment, int seeds, Path folder, ExecutorService threads, Progress progress) {
        if (seeds < 1) {
            throw new IllegalArgumentException("seeds must be at least 1, was " + seeds);
        }
        Map<DataSource, List<Dataset>> data = new LinkedHashMap<>();
        for (Group group : experiment.groups()) {
            for (Row row : group.rows()) {
                data.computeIfAbsent(row.spec().data(), source -> datasets(source, folder, seeds));
            }
        }
        Map<Row, List<Future<Timed>>> runs = new LinkedHashMap<>();
        for (Group group : experiment.groups()) {
            for (Row row : group.rows()) {
                List<Dataset> sets = data.get(row.spec().data());
                runs.put(
                        row,
                        IntStream.range(0, seeds)
                                .mapToObj(seed -> threads.submit(() -> run(group, row, sets, seed, progress)))
                                .toList());
            }
        }
        try {
            List<GroupResult> results = new ArrayList<>();
            for (Group group : experiment.groups()) {
                List<RowResult> rows = new ArrayList<>();
                for (Row row : group.rows()) {
                    rows.add(result(row, runs.get(row)));
                }
                results.add(result(group, data.get(group.first().data()), rows));
            }
            return new Reproduction(experiment, seeds, results);
        } finally {
            runs.values().forEach(futures -> futures.forEach(future -> future.cancel(true)));
        }
    }

    /** One for each seed of drawn data, else the same one again. */
    static List<Dataset> datasets(DataSource source, Path folder, int seeds) {
        if (source instanceof DataSource.Sine) {
            return IntStream.range(0, seeds)
                    .mapToObj(i -> source.load(folder, i))
                    .toList();
        }
        return Collections.nCopies(seeds, source.load(folder, 0));
    }

    private static Timed run(Group group, Row row, List<Dataset> sets, int seed, Progress progress) {
        long start = System.nanoTime();
        Dataset data = sets.get(seed);
        ExperimentRun run = ExperimentRun.of(row.spec(), data, seed + 1);
        double[] actual =
                Baseline.actual(data, group.first().split(), group.first().horizon());
        if (!Arrays.equals(actual, run.actual())) {
            throw new IllegalArgumentException(row.name() + " must forecast the same rows as the others of "
                    + group.name() + ": its window may be too long, or its split another");
        }
        double error = group.metric().of(run.forecasts(), actual, unit(group, data));
        double seconds = (System.nanoTime() - start) / 1e9;
        progress.ended(row.name(), seed + 1, error, seconds);
        return new Timed(run, error, seconds);
    }

    private static GroupResult result(Group group, List<Dataset> sets, List<RowResult> rows) {
        RunSpec spec = group.first();
        Map<String, double[]> forecasts = new LinkedHashMap<>();
        group.baselines()
                .keySet()
                .forEach(name ->
                        forecasts.put(name, Baseline.forecasts(name, sets.get(0), spec.split(), spec.horizon())));
        List<String> series =
                sets.get(0).tracks().stream().map(Dataset.Track::name).toList();
        return new GroupResult(group, baselines(group, sets), forecasts, series, rows);
    }

    private static RowResult result(Row row, List<Future<Timed>> futures) {
        List<Timed> all = new ArrayList<>();
        for (Future<Timed> future : futures) {
            try {
                all.add(future.get());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IllegalArgumentException wrong) {
                    throw wrong;
                }
                throw new IllegalStateException("a run of " + row.name() + " failed: " + e.getCause(), e.getCause());
            }
        }
        return new RowResult(
                row,
                all.stream().mapToDouble(Timed::error).toArray(),
                all.get(0).run(),
                Summary.of(all.stream().mapToDouble(Timed::seconds).toArray()).median());
    }

    static Map<String, Double> baselines(Group group, List<Dataset> sets) {
        List<Dataset> different = sets.stream().distinct().toList();
        Map<String, Double> errors = new LinkedHashMap<>();
        group.baselines().keySet().forEach(name -> errors.put(name, baseline(group, name, different)));
        return errors;
    }

    private static double baseline(Group group, String name, List<Dataset> sets) {
        RunSpec spec = group.first();
        double[] errors = sets.stream()
                .mapToDouble(data -> group.metric()
                        .of(
                                Baseline.forecasts(name, data, spec.split(), spec.horizon()),
                                Baseline.actual(data, spec.split(), spec.horizon()),
                                unit(group, data)))
                .toArray();
        return Summary.of(errors).median();
    }

    /** What an error of 1 is in the unit of the data. */
    private static double unit(Group group, Dataset data) {
        return group.scaled()
                .map(scale -> 1
                        / scale.fit(
                                        data.tracks().stream()
                                                .map(Dataset.Track::target)
                                                .toList(),
                                        group.first().split().train())
                                .factor())
                .orElse(1.0);
    }
}
