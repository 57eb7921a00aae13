package io.tidecast.backtest;

import io.tidecast.series.TimeStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Actuals of one series, the newest ones, and forecasts that follow one another, to be drawn.
 *
 * @param actuals of consecutive steps
 * @param forecasts published ones, a horizon apart
 * @param baseline the seasonal naive forecasts of the same origins, where there are such
 */
public record ForecastTrail(
        Collection<Actual> actuals, Collection<Published> forecasts, Collection<Baseline> baseline) {
    /**
     * Actual value of a step.
     *
     * @param step counted from the first of the data
     * @param value NaN where it was not observed
     */
    record Actual(long step, double value) {}

    /**
     * Published forecast.
     *
     * @param origin its step, counted from the first of the data
     * @param mean [horizon]
     * @param lower [levels][horizon]; [0] as long as the intervals are not known
     * @param upper likewise
     * @param weights one step ahead, by method, where they are kept
     */
    record Published(long origin, double[] mean, double[][] lower, double[][] upper, Map<String, Double> weights) {}

    /**
     * Seasonal naive forecast.
     *
     * @param origin its step, counted from the first of the data
     * @param mean [horizon]
     */
    record Baseline(long origin, double[] mean) {}

    public ForecastTrail {
        actuals = List.copyOf(actuals);
        forecasts = List.copyOf(forecasts);
        baseline = List.copyOf(baseline);
    }

    /**
     * Draws it over time; empty where there is nothing.
     *
     * @param first index of step 0
     * @param grid what a step is
     * @param levels of the forecasts' intervals
     */
    Optional<ForecastPlot> plot(String title, String target, long first, TimeStep grid, List<Double> levels) {
        if (actuals.isEmpty()) {
            return Optional.empty();
        }
        List<Actual> steps = List.copyOf(actuals);
        double[] x = new double[steps.size()];
        double[] came = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = grid.startOf(first + steps.get(i).step());
            came[i] = steps.get(i).value();
        }
        long drawn = steps.get(0).step();
        double[] mean = nothing(x.length);
        double[] naive = nothing(x.length);
        forecasts.forEach(forecast -> put(mean, forecast.origin() - drawn, forecast.mean()));
        baseline.forEach(forecast -> put(naive, forecast.origin() - drawn, forecast.mean()));
        List<ForecastPlot.Line> lines = new ArrayList<>();
        lines.add(new ForecastPlot.Line("actual", came));
        lines.add(new ForecastPlot.Line("forecast", mean));
        if (!baseline.isEmpty()) {
            lines.add(new ForecastPlot.Line("seasonal naive", naive));
        }
        return Optional.of(new ForecastPlot(title, "", target, x, true, lines, bands(levels, drawn, x.length)));
    }

    /** The widest first, so that the others lie upon it. */
    private List<ForecastPlot.Interval> bands(List<Double> levels, long drawn, int length) {
        List<ForecastPlot.Interval> bands = new ArrayList<>();
        List<Integer> order = IntStream.range(0, levels.size())
                .boxed()
                .sorted(Comparator.comparing(levels::get).reversed())
                .toList();
        for (int level : order) {
            double[] lower = nothing(length);
            double[] upper = nothing(length);
            forecasts.stream()
                    .filter(forecast -> level < forecast.lower().length)
                    .forEach(forecast -> {
                        put(lower, forecast.origin() - drawn, forecast.lower()[level]);
                        put(upper, forecast.origin() - drawn, forecast.upper()[level]);
                    });
            bands.add(new ForecastPlot.Interval(Math.round(100 * levels.get(level)) + " % interval", lower, upper));
        }
        return bands;
    }

    private static void put(double[] to, long origin, double[] values) {
        for (int h = 1; h <= values.length; h++) {
            long at = origin + h;
            if (at >= 0 && at < to.length) {
                to[(int) at] = values[h - 1];
            }
        }
    }

    /** Draws the weights of what is drawn; empty where none are known. */
    Optional<ForecastPlot> weights(String title, long first, TimeStep grid) {
        Map<Long, Map<String, Double>> known = new TreeMap<>();
        forecasts.stream()
                .filter(forecast -> !forecast.weights().isEmpty())
                .forEach(forecast -> known.put(first + forecast.origin(), forecast.weights()));
        return WeightHistory.plot(title, known, grid);
    }

    private static double[] nothing(int length) {
        double[] values = new double[length];
        Arrays.fill(values, Double.NaN);
        return values;
    }
}
