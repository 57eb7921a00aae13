package io.tidecast.backtest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Point forecasts of several series from consecutive origins, judged. Their intervals come from the errors of the
 * forecasts before them of the same series and step, of those alone that were known at the origin (split conformal
 * prediction; Vovk et al. 2005); there are none as long as these are few.
 */
public final class PointForecasts {
    /** Errors from which on there are intervals. */
    private static final int LEAST_ERRORS = 20;

    private final double[] forecasts; // [series][origins][horizon]
    private final double[] actual; // likewise
    private final int horizon;
    private final int origins;
    private final double[] levels;
    private final double[] lower; // [levels][series][origins][horizon]
    private final double[] upper; // likewise
    private final List<HorizonErrors> errors = new ArrayList<>(); // [series]

    /**
     * Judges them.
     *
     * @param forecasts [series][origins][horizon]
     * @param actual likewise
     */
    public PointForecasts(double[] forecasts, double[] actual, int series, int horizon, List<Double> levels) {
        this.forecasts = forecasts;
        this.actual = actual;
        this.horizon = horizon;
        origins = actual.length / series / horizon;
        this.levels = levels.stream().mapToDouble(Double::doubleValue).toArray();
        lower = new double[this.levels.length * actual.length];
        upper = new double[lower.length];
        Arrays.fill(lower, Double.NaN);
        Arrays.fill(upper, Double.NaN);
        for (int s = 0; s < series; s++) {
            HorizonErrors judged = new HorizonErrors(horizon, this.levels.length);
            for (int h = 1; h <= horizon; h++) {
                judge(s, h, judged);
            }
            errors.add(judged.scaledBy(Double.NaN));
        }
    }

    private void judge(int series, int h, HorizonErrors to) {
        List<Double> known = new ArrayList<>(); // Ascending.
        double[] below = new double[levels.length];
        double[] above = new double[levels.length];
        for (int origin = 0; origin < origins; origin++) {
            if (origin >= h) { // The actual of the forecast h origins before is the newest that is known.
                int before = at(series, origin - h, h);
                double error = actual[before] - forecasts[before];
                int place = Collections.binarySearch(known, error);
                known.add(place < 0 ? -place - 1 : place, error);
            }
            int at = at(series, origin, h);
            to.add(h, forecasts[at], actual[at]);
            if (known.size() >= LEAST_ERRORS) {
                for (int l = 0; l < levels.length; l++) {
                    double tail = (1 - levels[l]) / 2;
                    int outside = Math.max(0, (int) Math.floor(tail * (known.size() + 1)) - 1);
                    below[l] = forecasts[at] + known.get(outside);
                    above[l] = forecasts[at] + known.get(known.size() - 1 - outside);
                    lower[l * actual.length + at] = below[l];
                    upper[l * actual.length + at] = above[l];
                }
                to.intervals().add(h, levels, forecasts[at], below, above, actual[at]);
            }
        }
    }

    private int at(int series, int origin, int h) {
        return (series * origins + origin) * horizon + h - 1;
    }

    /** Errors of all series together. */
    public HorizonErrors errors() {
        HorizonErrors all = new HorizonErrors(horizon, levels.length);
        errors.forEach(all::add);
        return all;
    }

    /** The series from the least error to the greatest. */
    public List<Integer> ranked() {
        return IntStream.range(0, errors.size())
                .boxed()
                .sorted((a, b) ->
                        Double.compare(errors.get(a).mae(0), errors.get(b).mae(0)))
                .toList();
    }

    /**
     * Draws the end of a series; each forecast begins where the one before it ends.
     *
     * @param first number of the first origin's row
     * @param most rows that are drawn
     */
    public ForecastPlot plot(String title, int series, int first, int most) {
        int forecastsDrawn = Math.max(1, Math.min((origins - 1) / horizon + 1, most / horizon));
        int from = (origins - 1) - (forecastsDrawn - 1) * horizon;
        int rows = forecastsDrawn * horizon;
        int[] places = IntStream.range(0, rows)
                .map(i -> at(series, from + i / horizon * horizon, 1 + i % horizon))
                .toArray();
        List<ForecastPlot.Interval> bands = new ArrayList<>();
        for (int l = levels.length - 1; l >= 0; l--) {
            int offset = l * actual.length;
            bands.add(new ForecastPlot.Interval(
                    Math.round(100 * levels[l]) + " % interval",
                    Arrays.stream(places).mapToDouble(i -> lower[offset + i]).toArray(),
                    Arrays.stream(places).mapToDouble(i -> upper[offset + i]).toArray()));
        }
        return new ForecastPlot(
                title,
                "row",
                "value",
                IntStream.range(0, rows).mapToDouble(i -> first + from + i).toArray(),
                false,
                List.of(line("actual", actual, places), line("forecast", forecasts, places)),
                bands);
    }

    private static ForecastPlot.Line line(String name, double[] values, int... places) {
        return new ForecastPlot.Line(
                name, Arrays.stream(places).mapToDouble(i -> values[i]).toArray());
    }
}
