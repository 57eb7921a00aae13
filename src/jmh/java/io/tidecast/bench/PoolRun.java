package io.tidecast.bench;

import io.tidecast.forecast.Combination;
import io.tidecast.forecast.CombinationSettings;
import io.tidecast.forecast.DeviceStatistics;
import io.tidecast.forecast.Limits;
import io.tidecast.forecast.MethodForecasts;
import io.tidecast.forecast.MethodMeans;
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

/**
 * Prequential run of one device through the pool as it serves, without a broker and with the network asleep: each step
 * is scored, learnt from and forecast from. An empty step holds the value before it, up to the usual longest gap.
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

    /** @param first grid index of the device's first step */
    PoolRun(ForecastSettings settings, CombinationSettings combination, List<BenchStretch> stretches, long first) {
        this(settings, combination, new CovariateSettings(List.of(), ZoneOffset.UTC), stretches, first);
    }

    /** The same, with covariates, of which the values known ahead are the features after the target. */
    PoolRun(
            ForecastSettings settings,
            CombinationSettings combination,
            CovariateSettings covariates,
            List<BenchStretch> stretches,
            long first) {
        ForecastSettings forecast = new ForecastSettings(
                settings.model(),
                settings.features(),
                settings.targets(),
                settings.window(),
                settings.horizon(),
                settings.grid(),
                settings.season(),
                List.of(), // Points alone are judged.
                settings.scaling());
        scored = ScoredMethods.of(
                forecast,
                ScoreSettings.of(forecast.window()),
                combination,
                covariates.ofSteps(forecast.timeStep()),
                Regressors.of(forecast, covariates, Optional.empty()));
        kept = scored.keptNames();
        horizon = forecast.horizon();
        scorer = new Scorer(scored, PublishSettings.none());
        limits = PublishSettings.none().limits(forecast.targets());
        statistics = DeviceStatistics.of(null, scored);
        open = new OpenForecast[horizon];
        made = new ArrayList<>(Collections.nCopies(horizon, Map.of()));
        this.stretches = stretches;
        errors = new Errors[stretches.size()];
        Arrays.setAll(errors, i -> new Errors());
        this.first = first;
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
        int lookback = scored.lookback();
        RecentSteps recent = new RecentSteps(lookback + 1, 1 + known.size(), Sampling.GRID);
        long most = scored.forecast().grid().maxGapSteps();
        double[] last = new double[1 + known.size()];
        Arrays.fill(last, Double.NaN);
        long next = steps.firstKey();
        for (Map.Entry<Long, Double> step : steps.entrySet()) {
            if (step.getKey() - next <= most) {
                for (; next < step.getKey(); next++) {
                    close(recent, next, last, Double.NaN, known);
                }
            }
            close(recent, step.getKey(), last, Precision.of(step.getValue()), known);
            next = step.getKey() + 1;
        }
    }

    /** @param last values of the step before, which those that are missing keep */
    private void close(
            RecentSteps recent, long index, double[] last, double value, List<? extends Map<Long, Double>> known) {
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
        MethodForecasts all = new MethodForecasts(window, scored.context(), limits, statistics.methods());
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
        open[slot] = new OpenForecast(index, model, 0, published.source(), means, new float[0]);
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
