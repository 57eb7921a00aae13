package io.tidecast.backtest;

import io.tidecast.forecast.MethodKind;
import io.tidecast.series.TimeStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Mean weights over time of the methods whose combination is published, over all devices. Origins are put together to
 * stretches, which become longer as there are more of them, so that its size is bounded.
 */
public final class WeightHistory {
    static final int MOST_STRETCHES = 240;

    private final TreeMap<Long, Stretch> stretches = new TreeMap<>();
    private long length = 1;

    private static final class Stretch {
        private final Map<String, Double> sums = new HashMap<>();
        private long forecasts;

        void add(long count, Map<String, Double> weights) {
            forecasts += count;
            weights.forEach((method, weight) -> sums.merge(method, weight, Double::sum));
        }
    }

    /** Takes the weights of a forecast, by method. */
    void add(long origin, Map<String, Double> weights) {
        stretch(origin).add(1, weights);
        while (stretches.size() > MOST_STRETCHES) {
            Map<Long, Stretch> before = new TreeMap<>(stretches);
            stretches.clear();
            length *= 2;
            before.forEach((from, stretch) -> stretch(from).add(stretch.forecasts, stretch.sums));
        }
    }

    private Stretch stretch(long origin) {
        return stretches.computeIfAbsent(Math.floorDiv(origin, length) * length, from -> new Stretch());
    }

    /**
     * Draws it; empty where there was no forecast.
     *
     * @param grid what a step is
     */
    Optional<ForecastPlot> plot(String title, TimeStep grid) {
        Map<Long, Map<String, Double>> means = new TreeMap<>();
        stretches.forEach((from, stretch) -> {
            Map<String, Double> mean = new HashMap<>(stretch.sums);
            mean.replaceAll((method, sum) -> sum / stretch.forecasts);
            means.put(from, mean);
        });
        return plot(title, means, grid);
    }

    /**
     * Draws weights by method over their origins, as grid indices; empty where there are none.
     *
     * @param grid what a step is
     */
    static Optional<ForecastPlot> plot(String title, Map<Long, Map<String, Double>> weights, TimeStep grid) {
        if (weights.isEmpty()) {
            return Optional.empty();
        }
        double[] x = weights.keySet().stream().mapToDouble(grid::startOf).toArray();
        List<Map<String, Double>> all = List.copyOf(weights.values());
        List<ForecastPlot.Line> lines = new ArrayList<>();
        TreeSet<String> methods = new TreeSet<>();
        all.forEach(one -> methods.addAll(one.keySet()));
        for (String method : methods) {
            double[] y = new double[x.length];
            Arrays.setAll(y, i -> all.get(i).getOrDefault(method, 0.0));
            lines.add(new ForecastPlot.Line(MethodKind.title(method), y));
        }
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(new ForecastPlot(title, "", "weight, one step ahead", x, true, lines));
    }
}
