package io.tidecast.backtest;

import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Result of a backtest.
 *
 * @param devices in their order
 * @param series one per device and target
 * @param weights by target, of the methods that what was published is made of
 */
public record BacktestResult(
        BacktestPlan plan,
        List<String> targets,
        List<String> devices,
        List<Series> series,
        Map<String, WeightHistory> weights) {
    /**
     * Series of a backtest: one target of one device.
     *
     * @param regions in their order, the errors of each method
     * @param trail its end, to be drawn
     */
    public record Series(String device, String target, List<Map<String, HorizonErrors>> regions, ForecastTrail trail) {}

    public BacktestResult {
        targets = List.copyOf(targets);
        devices = List.copyOf(devices);
        series = List.copyOf(series);
        weights = Map.copyOf(weights);
    }

    /** The errors of all devices together. */
    public HorizonErrors pooled(int region, String target, String method) {
        HorizonErrors all = new HorizonErrors(plan.horizon(), plan.levels().size());
        of(target).forEach(one -> all.add(one.regions().get(region).get(method)));
        return all;
    }

    /**
     * The median over the devices of their mean absolute errors over all steps; those without any pair do not count.
     */
    public double medianMae(int region, String target, String method) {
        return median(of(target).stream()
                .map(one -> one.regions().get(region).get(method))
                .filter(errors -> errors.pairs(0) > 0)
                .mapToDouble(errors -> errors.mae(0))
                .toArray());
    }

    /** The series of a target, in the order of devices. */
    public List<Series> of(String target) {
        return series.stream().filter(one -> one.target().equals(target)).toList();
    }

    /** Whether a method has an answer for every pair of a region that is judged. */
    public boolean complete(int region, String target, String method) {
        long pairs = pooled(region, target, method).pairs(0);
        return pairs > 0 && pairs == pooled(region, target, Backtest.PUBLISHED).pairs(0);
    }

    /** The middle of the values, the mean of the two in the middle where they are even in number; NaN of none. */
    public static double median(double... values) {
        double[] sorted = DoubleStream.of(values).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length == 0
                ? Double.NaN
                : sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
