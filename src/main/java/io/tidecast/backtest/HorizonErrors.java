package io.tidecast.backtest;

import java.util.Arrays;

/**
 * Forecast errors, summed by how many steps ahead they were, h = 1..horizon; means of them are given for one step, or
 * for all where h is 0. A mean of nothing is NaN.
 */
public final class HorizonErrors {
    private final int horizon;
    private final IntervalErrors intervals;
    private final long[] pairs; // [horizon]
    private final double[] absolute; // [horizon]
    private final double[] squared; // [horizon]
    private final double[] scaled; // [horizon], absolute ones over the series' seasonal naive error
    private final long[] signed; // [horizon], pairs whose forecast is known and not only its error
    private final double[] symmetric; // [horizon]

    /**
     * Begins.
     *
     * @param levels how many levels their intervals have
     */
    public HorizonErrors(int horizon, int levels) {
        this(horizon, new IntervalErrors(horizon, levels));
    }

    private HorizonErrors(int horizon, IntervalErrors intervals) {
        this.horizon = horizon;
        this.intervals = intervals;
        pairs = new long[horizon];
        absolute = new double[horizon];
        squared = new double[horizon];
        scaled = new double[horizon];
        signed = new long[horizon];
        symmetric = new double[horizon];
    }

    /** Takes the absolute error of a forecast of which nothing else is known. */
    void add(int h, double error) {
        pairs[h - 1]++;
        absolute[h - 1] += error;
        squared[h - 1] += error * error;
    }

    /** Takes a forecast. */
    public void add(int h, double forecast, double actual) {
        double error = Math.abs(forecast - actual);
        add(h, error);
        signed[h - 1]++;
        double size = Math.abs(forecast) + Math.abs(actual);
        symmetric[h - 1] += size == 0 ? 0 : 200 * error / size;
    }

    /**
     * A copy that knows its scaled errors.
     *
     * @param scale what absolute errors are divided by; NaN where it is not known
     */
    public HorizonErrors scaledBy(double scale) {
        HorizonErrors copy = new HorizonErrors(horizon, intervals.scaledBy(scale));
        copy.addPoints(this);
        for (int h = 0; h < horizon; h++) {
            copy.scaled[h] = absolute[h] / scale;
        }
        return copy;
    }

    /** Adds another's sums. */
    public void add(HorizonErrors other) {
        addPoints(other);
        intervals.add(other.intervals);
    }

    private void addPoints(HorizonErrors other) {
        for (int h = 0; h < horizon; h++) {
            pairs[h] += other.pairs[h];
            absolute[h] += other.absolute[h];
            squared[h] += other.squared[h];
            scaled[h] += other.scaled[h];
            signed[h] += other.signed[h];
            symmetric[h] += other.symmetric[h];
        }
    }

    /** How many forecasts were judged. */
    public long pairs(int h) {
        return sum(pairs, h);
    }

    /** Mean absolute error. */
    public double mae(int h) {
        return sum(absolute, h) / pairs(h);
    }

    /** Root of the mean squared error. */
    public double rmse(int h) {
        return Math.sqrt(sum(squared, h) / pairs(h));
    }

    /**
     * Mean absolute error over that of the seasonal naive forecast within the training part (Hyndman &amp; Koehler
     * 2006).
     */
    public double mase(int h) {
        return sum(scaled, h) / pairs(h);
    }

    /** Symmetric mean absolute percentage error, 0..200; NaN where only errors are known and not the forecasts. */
    public double smape(int h) {
        return sum(symmetric, h) / sum(signed, h);
    }

    /** Errors of the intervals, of those forecasts that had some. */
    public IntervalErrors intervals() {
        return intervals;
    }

    private static double sum(double[] sums, int h) {
        if (h > 0) {
            return sums[h - 1];
        }
        double all = 0;
        for (double sum : sums) {
            all += sum;
        }
        return all;
    }

    private static long sum(long[] sums, int h) {
        return h > 0 ? sums[h - 1] : Arrays.stream(sums).sum();
    }
}
