package io.tidecast.bench;

import io.tidecast.forecast.Combination;
import io.tidecast.forecast.CombinationSettings;
import io.tidecast.forecast.DeviceStatistics;
import io.tidecast.forecast.Limits;
import io.tidecast.forecast.MethodForecasts;
import io.tidecast.forecast.MethodMeans;
import io.tidecast.forecast.NetworkMethod;
import io.tidecast.forecast.OpenForecast;
import io.tidecast.forecast.Persistence;
import io.tidecast.forecast.PublishSettings;
import io.tidecast.forecast.Regressors;
import io.tidecast.forecast.Score;
import io.tidecast.forecast.ScoreSettings;
import io.tidecast.forecast.ScoredMethods;
import io.tidecast.forecast.Scorer;
import io.tidecast.model.ForecastSettings;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.Precision;
import io.tidecast.series.RecentSteps;
import io.tidecast.series.Sampling;
import io.tidecast.series.Segment;
import io.tidecast.series.Window;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Prequential run of one device through the pool as it serves, without a broker: each step is scored, learnt from and
 * forecast from. The network is asleep unless there is a {@link BenchLearning}. An empty step holds the value before
 * it, up to the usual longest gap.
 */
final class PoolRun {
    /** The published forecast among the methods. */
    static final String PUBLISHED = "published";

    /** Sum of absolute errors by method. Where one is asleep it is judged as if it were persistence. */
    static final class Errors {
        private final Map<String, double[]> sums = new HashMap<>();

        private void add(String method, double error) {
            sums.computeIfAbsent(method, name -> new double[1])[0] += error;
        }

        void add(Errors other) {
            other.sums.forEach((method, sum) -> add(method, sum[0]));
        }

        double of(String method) {
            double[] sum = sums.get(method);
            return sum == null ? Double.NaN : sum[0];
        }
    }

    private final ScoredMethods scored;
    private final List<String> kept;
    private final int horizon;
    private final Scorer scorer;
    private final Limits[] limits;
    private final DeviceStatistics statistics;
    private final OpenForecast[] open; // [origin modulo horizon]
    private final List<Map<String, double[]>> made; // likewise, of all that are kept, all horizon steps
    private final List<BenchStretch> stretches;
    private final Errors[] errors; // [stretches]
    private final long first;
    private final RecentSteps recent;
    private final double[] last; // values of the step before, which those that are missing keep
    private final Optional<BenchLearning.Device> learning;
    private long next = Long.MIN_VALUE; // index after the newest step

    /** @param first grid index of the device's first step */
    PoolRun(
            ForecastSettings settings,
            CombinationSettings combination,
            List<BenchStretch> stretches,
            long first,
            BenchLearning.Device learning) {
        this(
                scored(settings, combination, new CovariateSettings(List.of(), ZoneOffset.UTC)),
                stretches,
                first,
                Optional.of(learning));
    }

    /** The same, with covariates, of which the values known ahead are the features after the target. */
    PoolRun(
            ForecastSettings settings,
            CombinationSettings combination,
            CovariateSettings covariates,
            List<BenchStretch> stretches,
            long first) {
        this(scored(settings, combination, covariates), stretches, first, Optional.empty());
    }

    /** The methods of the pool, which judge points alone. */
    static ScoredMethods scored(
            ForecastSettings settings, CombinationSettings combination, CovariateSettings covariates) {
        ForecastSettings forecast = new ForecastSettings(
                settings.model(),
                settings.features(),
                settings.targets(),
                settings.window(),
                settings.horizon(),
                settings.grid(),
                settings.season(),
                List.of(),
                settings.scaling());
        return ScoredMethods.of(
                forecast,
                ScoreSettings.of(forecast.window()),
                combination,
                covariates.ofSteps(forecast.timeStep()),
                Regressors.of(forecast, covariates, Optional.empty()));
    }

    private PoolRun(
            ScoredMethods methods, List<BenchStretch> stretches, long first, Optional<BenchLearning.Device> learning) {
        scored = methods;
        kept = scored.keptNames();
        horizon = scored.forecast().horizon();
        scorer = new Scorer(scored, PublishSettings.none());
        limits = PublishSettings.none().limits(scored.forecast().targets());
        statistics = DeviceStatistics.of(null, scored);
        open = new OpenForecast[horizon];
        made = new ArrayList<>(Collections.nCopies(horizon, Map.of()));
        this.stretches = stretches;
        errors = new Errors[stretches.size()];
        Arrays.setAll(errors, i -> new Errors());
        this.first = first;
        this.learning = learning;
        int features = scored.forecast().features().size();
        recent = new RecentSteps(scored.lookback() + 1, features, Sampling.GRID);
        last = new double[features];
        Arrays.fill(last, Double.NaN);
    }

    /** Runs of a set's devices by the time of their readings, so that one model learns of all. */
    static Map<String, PoolRun> of(
            BenchSet set,
            Map<String, NavigableMap<Long, Double>> devices,
            CombinationSettings combination,
            Function<String, List<BenchStretch>> stretches,
            BenchLearning learning) {
        Map<String, PoolRun> runs = new TreeMap<>();
        NavigableMap<Long, Map<String, Double>> readings = new TreeMap<>();
        devices.forEach((device, steps) -> {
            runs.put(
                    device,
                    new PoolRun(
                            set.forecast(),
                            combination,
                            stretches.apply(device),
                            steps.firstKey(),
                            learning.device(device)));
            steps.forEach((index, value) ->
                    readings.computeIfAbsent(index, at -> new TreeMap<>()).put(device, value));
        });
        readings.forEach(
                (index, of) -> of.forEach((device, value) -> runs.get(device).take(index, value, List.of())));
        return runs;
    }

    /** Errors by stretch. */
    Errors[] errors() {
        return errors;
    }

    /** Goes through the observed steps of the device. */
    void run(NavigableMap<Long, Double> steps) {
        run(steps, List.of());
    }

    /** The same, with perfect foresight of what is known ahead: of each such value its observed steps. */
    void run(NavigableMap<Long, Double> steps, List<? extends Map<Long, Double>> known) {
        steps.forEach((index, value) -> take(index, value, known));
    }

    /** Takes the next observed step; those between it and the one before are empty, unless there are too many. */
    void take(long index, double value, List<? extends Map<Long, Double>> known) {
        boolean goesOn = next != Long.MIN_VALUE
                && index - next <= scored.forecast().grid().maxGapSteps();
        for (long empty = next; goesOn && empty < index; empty++) {
            close(empty, Double.NaN, known);
        }
        close(index, Precision.of(value), known);
        next = index + 1;
    }

    private void close(long index, double value, List<? extends Map<Long, Double>> known) {
        boolean[] observed = new boolean[last.length];
        for (int f = 0; f < last.length; f++) {
            double read = f == 0 ? value : known.get(f - 1).getOrDefault(index, Double.NaN);
            observed[f] = !Double.isNaN(read);
            last[f] = observed[f] ? read : last[f];
        }
        recent.append(index, 0, last.clone(), observed);
        Segment segment = recent.since(index - scored.lookback());
        OpenForecast[] about = new OpenForecast[horizon];
        for (int h = 1; h <= horizon; h++) {
            OpenForecast entry = open[(int) Math.floorMod(index - h, (long) horizon)];
            about[h - 1] = entry != null && entry.origin() == index - h ? entry : null;
        }
        scorer.score(segment, about, statistics, score -> judge(index, score, about));
        Window window = scored.window(segment, segment.steps() - 1, (h, feature) -> known.get(feature - 1)
                .getOrDefault(index + h, Double.NaN));
        statistics.learn(window);
        learning.ifPresent(
                own -> own.closed(index, last, observed, statistics.scale().scale()));
        MethodForecasts all = new MethodForecasts(
                window,
                scored.context(),
                limits,
                statistics.methods(),
                learning.map(own -> own.serving(statistics.scale().scale())));
        Combination.Published published = statistics.combination().combine(all);
        int slot = (int) Math.floorMod(index, (long) horizon);
        Map<String, double[]> byName = new HashMap<>();
        scored.keptNames().stream()
                .filter(name -> !name.equals(Combination.NAME))
                .forEach(name -> byName.put(name, all.means(name)));
        made.set(slot, byName);
        // What is published is kept by that name even where it is of one method.
        MethodMeans means = all.kept(
                kept, scored.keptSteps(), new Combination.Published(Combination.NAME, published.means(), List.of()));
        String model = scored.forecast().model();
        int version = all.speaks(NetworkMethod.NAME) ? learning.orElseThrow().version() : 0;
        open[slot] = new OpenForecast(index, model, version, published.source(), means, new float[0]);
    }

    private void judge(long index, Score score, OpenForecast[] about) {
        for (int h = 1; h <= horizon; h++) {
            double naive = score.errors().get(Persistence.NAME)[h - 1];
            long origin = index - h;
            if (about[h - 1] == null || Double.isNaN(naive)) {
                continue;
            }
            double own = Math.abs(about[h - 1].means().get(Combination.NAME)[h - 1] - score.actual());
            for (int s = 0; s < errors.length; s++) {
                if (stretches.get(s).holds(origin, origin - first)) {
                    errors[s].add(PUBLISHED, own);
                    for (Map.Entry<String, float[]> one : score.errors().entrySet()) {
                        String method = one.getKey();
                        double[] means = made.get((int) Math.floorMod(origin, (long) horizon))
                                .get(method);
                        double error = means == null ? one.getValue()[h - 1] : Math.abs(means[h - 1] - score.actual());
                        errors[s].add(method, Double.isNaN(error) ? naive : error);
                    }
                }
            }
        }
    }
}
