package io.tidecast.backtest;

import io.tidecast.forecast.ForecastMethods;
import io.tidecast.forecast.MethodKind;
import io.tidecast.series.Segment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Prequential evaluation of forecasts beside simple ones, while they stream by: each is told when it is made, each step
 * when it has closed. What it keeps grows with the number of devices, not with the length of their series.
 */
public final class Backtest {
    /** What was published: the network's forecast, or a naive one where its status says so. */
    public static final String PUBLISHED = "published";

    /** What is compared: what was published, and each of the {@link ForecastMethods}, published or not. */
    public static final List<String> METHODS = Stream.concat(
                    Stream.of(PUBLISHED), ForecastMethods.ALL.stream().map(MethodKind::name))
            .toList();

    private final BacktestPlan plan;
    private final List<JudgedForecasts> forecasts;
    private final List<String> targets;
    private final int[] targetFeatures;
    private final Map<String, Device> devices = new TreeMap<>();
    private final Map<String, WeightHistory> weights = new HashMap<>();

    private static final class Device {
        private final List<SeriesBacktest> series = new ArrayList<>(); // [targets]
        private long next = Long.MIN_VALUE;
    }

    /**
     * Begins.
     *
     * @param forecasts take every forecast that is judged
     * @param targetFeatures index among the features of each target
     */
    public Backtest(
            BacktestPlan plan, List<? extends JudgedForecasts> forecasts, List<String> targets, int... targetFeatures) {
        this.plan = plan;
        this.forecasts = List.copyOf(forecasts);
        this.targets = List.copyOf(targets);
        this.targetFeatures = targetFeatures.clone();
        targets.forEach(target -> weights.put(target, new WeightHistory()));
    }

    private SeriesBacktest.Sink sink(String device, String target) {
        return (origin, h, forecast, actual) ->
                forecasts.forEach(to -> to.write(device, target, plan.first() + origin, h, forecast, actual));
    }

    private Device device(String name) {
        return devices.computeIfAbsent(name, n -> {
            Device device = new Device();
            targets.forEach(target -> device.series.add(new SeriesBacktest(plan, sink(name, target))));
            return device;
        });
    }

    /**
     * A forecast was published.
     *
     * @param origin grid index of its origin
     * @param mean [horizon]
     * @param lower [levels][horizon]; [0] as long as the intervals are not known
     * @param upper likewise
     * @param weights of the methods that it is made of, one step ahead
     */
    public void published(
            String device,
            String target,
            long origin,
            double[] mean,
            double[][] lower,
            double[][] upper,
            Map<String, Double> weights) {
        long step = origin - plan.first();
        this.weights.get(target).add(origin, weights);
        // Of all others the weights would be kept for nothing.
        Map<String, Double> drawn = plan.isDrawn(step) ? weights : Map.of();
        device(device)
                .series
                .get(targets.indexOf(target))
                .published(new ForecastTrail.Published(step, mean, lower, upper, drawn));
    }

    /**
     * The network's forecasts about a step were scored.
     *
     * @param at the step's grid index
     * @param errors [horizon], absolute, by how many steps before it they were made; NaN where none was
     */
    public void network(String device, String target, long at, float[] errors) {
        device(device).series.get(targets.indexOf(target)).network(at - plan.first(), errors);
    }

    /** Steps of a device have closed, after all the forecasts and scores of them. */
    public void closed(String device, Segment segment) {
        Device known = device(device);
        if (segment.firstIndex() != known.next) {
            known.series.forEach(series -> series.begin(segment.firstIndex() - plan.first()));
        }
        for (int t = 0; t < segment.steps(); t++) {
            long step = segment.firstIndex() + t - plan.first();
            for (int j = 0; j < targetFeatures.length; j++) {
                known.series
                        .get(j)
                        .step(step, segment.value(t, targetFeatures[j]), segment.observed(t, targetFeatures[j]));
            }
        }
        known.next = segment.lastIndex() + 1;
    }

    /** What has been judged so far. */
    public BacktestResult result() {
        List<BacktestResult.Series> all = new ArrayList<>();
        devices.forEach((name, device) -> {
            for (int j = 0; j < targets.size(); j++) {
                all.add(series(name, targets.get(j), device.series.get(j)));
            }
        });
        return new BacktestResult(plan, targets, List.copyOf(devices.keySet()), all, weights);
    }

    private BacktestResult.Series series(String device, String target, SeriesBacktest known) {
        List<Map<String, HorizonErrors>> regions = new ArrayList<>();
        for (int r = 0; r < plan.regions().size(); r++) {
            Map<String, HorizonErrors> own = new HashMap<>();
            for (String method : METHODS) {
                own.put(method, known.errors(r, method).scaledBy(known.naiveError()));
            }
            regions.add(own);
        }
        return new BacktestResult.Series(device, target, regions, known.trail());
    }
}
