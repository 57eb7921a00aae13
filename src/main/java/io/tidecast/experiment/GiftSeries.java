package io.tidecast.experiment;

import io.tidecast.backtest.HorizonErrors;
import java.util.Arrays;
import java.util.List;

/**
 * Series of one set of GIFT-Eval, each forecast by itself: non-overlapping windows at the end are the test, and a
 * window is forecast from all that is before it.
 *
 * @param columns names of the series
 * @param values [columns][rows]
 * @param windows how many windows of the horizon's length are the test
 */
record GiftSeries(GiftEval protocol, List<String> columns, double[][] values, int windows) {
    /** Levels whose bounds and median are the quantiles 0.1, 0.2, ..., 0.9, by which GIFT-Eval judges. */
    private static final double[] LEVELS = {0.2, 0.4, 0.6, 0.8};

    /** Splits rows as the protocol says. */
    static GiftSeries of(GiftEval protocol, List<String> columns, double[][] values) {
        int rows = values[0].length;
        int wanted = (int) Math.ceil(protocol.share() * rows / protocol.horizon());
        int windows = Math.min(protocol.mostWindows(), Math.max(1, wanted));
        int before = rows - windows * protocol.horizon();
        if (before <= protocol.season()) {
            throw new IllegalArgumentException("there must be more than a season of " + protocol.season()
                    + " rows before the test windows, were " + before);
        }
        return new GiftSeries(protocol, List.copyOf(columns), values, windows);
    }

    /** Rows that are known when a window is forecast: all before it. */
    int known(int window) {
        return values[0].length - (windows - window) * protocol.horizon();
    }

    /** Errors of a method on one series, over all its windows. */
    HorizonErrors errors(int column, QuantileMethod method) {
        int horizon = protocol.horizon();
        HorizonErrors all = new HorizonErrors(horizon, LEVELS.length);
        for (int window = 0; window < windows; window++) {
            int known = known(window);
            double[] past = Arrays.copyOf(values[column], known);
            HorizonErrors own = new HorizonErrors(horizon, LEVELS.length);
            QuantileMethod.Forecast forecast = method.forecast(past, horizon);
            for (int h = 1; h <= horizon; h++) {
                add(own, forecast, h, values[column][known + h - 1]);
            }
            all.add(own.scaledBy(seasonalError(past)));
        }
        return all;
    }

    private static void add(HorizonErrors to, QuantileMethod.Forecast forecast, int h, double actual) {
        double median = forecast.quantile(0.5, h);
        double[] lower = new double[LEVELS.length];
        double[] upper = new double[LEVELS.length];
        Arrays.setAll(lower, l -> forecast.quantile((1 - LEVELS[l]) / 2, h));
        Arrays.setAll(upper, l -> forecast.quantile((1 + LEVELS[l]) / 2, h));
        to.add(h, median, actual);
        to.intervals().add(h, LEVELS, median, lower, upper, actual);
    }

    /** Mean absolute difference from a season before, in all that is known (Hyndman &amp; Koehler 2006). */
    private double seasonalError(double[] past) {
        int season = protocol.season();
        double sum = 0;
        for (int t = season; t < past.length; t++) {
            sum += Math.abs(past[t] - past[t - season]);
        }
        return sum / (past.length - season);
    }

    /** Errors of a method on all series together. */
    HorizonErrors errors(QuantileMethod method) {
        HorizonErrors all = new HorizonErrors(protocol.horizon(), LEVELS.length);
        for (int column = 0; column < values.length; column++) {
            all.add(errors(column, method));
        }
        return all;
    }
}
