package io.tidecast.backtest;

import io.tidecast.series.TimeStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

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
     */
    record Published(long origin, double[] mean, double[][] lower, double[][] upper) {}

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
     * @param level the interval's nominal coverage, which is the first of the forecasts' levels; none where it is NaN
     */
    Optional<ForecastPlot> plot(String title, String target, long first, TimeStep grid, double level) {
        if (actuals.isEmpty()) {
            return Optional.empty();
        }
        List<Actual> steps = List.copyOf(actuals);
        double[] x = new double[steps.size()];
        double[] came = new double[x.length];
        double[] mean = nothing(x.length);
        double[] lower = nothing(x.length);
        double[] upper = nothing(x.length);
        for (int i = 0; i < x.length; i++) {
            x[i] = grid.startOf(first + steps.get(i).step());
            came[i] = steps.get(i).value();
        }
        long drawn = steps.get(0).step();
        for (Published forecast : forecasts) {
            for (int h = 1; h <= forecast.mean().length; h++) {
                long at = forecast.origin() + h - drawn;
                if (at >= 0 && at < x.length) {
                    mean[(int) at] = forecast.mean()[h - 1];
                    if (forecast.lower().length > 0) {
                        lower[(int) at] = forecast.lower()[0][h - 1];
                        upper[(int) at] = forecast.upper()[0][h - 1];
                    }
                }
            }
        }
        double[] naive = nothing(x.length);
        for (Baseline forecast : baseline) {
            for (int h = 1; h <= forecast.mean().length; h++) {
                long at = forecast.origin() + h - drawn;
                if (at >= 0 && at < x.length) {
                    naive[(int) at] = forecast.mean()[h - 1];
                }
            }
        }
        List<ForecastPlot.Line> lines = new ArrayList<>();
        lines.add(new ForecastPlot.Line("actual", came));
        lines.add(new ForecastPlot.Line("forecast", mean));
        if (!baseline.isEmpty()) {
            lines.add(new ForecastPlot.Line("seasonal naive", naive));
        }
        Optional<ForecastPlot.Interval> band = Double.isNaN(level)
                ? Optional.empty()
                : Optional.of(new ForecastPlot.Interval(Math.round(100 * level) + " % interval", lower, upper));
        return Optional.of(new ForecastPlot(title, "", target, x, true, lines, band));
    }

    private static double[] nothing(int length) {
        double[] values = new double[length];
        Arrays.fill(values, Double.NaN);
        return values;
    }
}
