package io.tidecast.backtest;

/**
 * Forecast errors, summed by how many steps ahead they were, h = 1..horizon; means of them are given for one step, or
 * for all where h is 0. A mean of nothing is NaN.
 */
public final class HorizonErrors {
    private final int horizon;
    private final int levels;
    private final long[] pairs; // [horizon]
    private final double[] absolute; // [horizon]
    private final double[] squared; // [horizon]
    private final double[] scaled; // [horizon], absolute ones over the series' seasonal naive error
    private final long[] signed; // [horizon], pairs whose forecast is known and not only its error
    private final double[] symmetric; // [horizon]
    private final long[] bounded; // [horizon], pairs with intervals
    private final double[] pinball; // [horizon]
    private final long[] covered; // [levels, horizon]
    private final long[] below; // [levels, horizon], actuals under the lower bound

    HorizonErrors(int horizon, int levels) {
        this.horizon = horizon;
        this.levels = levels;
        pairs = new long[horizon];
        absolute = new double[horizon];
        squared = new double[horizon];
        scaled = new double[horizon];
        signed = new long[horizon];
        symmetric = new double[horizon];
        bounded = new long[horizon];
        pinball = new double[horizon];
        covered = new long[levels * horizon];
        below = new long[levels * horizon];
    }

    /** Takes the absolute error of a forecast of which nothing else is known. */
    void add(int h, double error) {
        pairs[h - 1]++;
        absolute[h - 1] += error;
        squared[h - 1] += error * error;
    }

    /** Takes a forecast. */
    void add(int h, double forecast, double actual) {
        double error = Math.abs(forecast - actual);
        add(h, error);
        signed[h - 1]++;
        double size = Math.abs(forecast) + Math.abs(actual);
        symmetric[h - 1] += size == 0 ? 0 : 200 * error / size;
    }

    /**
     * Takes the bounds of a forecast; the pinball loss is the mean over both bounds of all levels.
     *
     * @param nominal the levels
     * @param lower [levels]
     * @param upper [levels]
     */
    void addBounds(int h, double[] nominal, double[] lower, double[] upper, double actual) {
        bounded[h - 1]++;
        double sum = 0;
        for (int l = 0; l < levels; l++) {
            double tail = (1 - nominal[l]) / 2;
            sum += pinball(tail, lower[l], actual) + pinball(1 - tail, upper[l], actual);
            if (actual >= lower[l] && actual <= upper[l]) {
                covered[l * horizon + h - 1]++;
            } else if (actual < lower[l]) {
                below[l * horizon + h - 1]++;
            }
        }
        pinball[h - 1] += levels == 0 ? 0 : sum / (2 * levels);
    }

    /** {@code max(q (y - f), (q - 1) (y - f))} (Koenker &amp; Bassett 1978). */
    private static double pinball(double quantile, double forecast, double actual) {
        return Math.max(quantile * (actual - forecast), (quantile - 1) * (actual - forecast));
    }

    /**
     * A copy that knows its scaled errors.
     *
     * @param scale what absolute errors are divided by; NaN where it is not known
     */
    HorizonErrors scaledBy(double scale) {
        HorizonErrors copy = new HorizonErrors(horizon, levels);
        copy.add(this);
        for (int h = 0; h < horizon; h++) {
            copy.scaled[h] = absolute[h] / scale;
        }
        return copy;
    }

    /** Adds another's sums. */
    void add(HorizonErrors other) {
        for (int h = 0; h < horizon; h++) {
            pairs[h] += other.pairs[h];
            absolute[h] += other.absolute[h];
            squared[h] += other.squared[h];
            scaled[h] += other.scaled[h];
            signed[h] += other.signed[h];
            symmetric[h] += other.symmetric[h];
            bounded[h] += other.bounded[h];
            pinball[h] += other.pinball[h];
        }
        for (int i = 0; i < covered.length; i++) {
            covered[i] += other.covered[i];
            below[i] += other.below[i];
        }
    }

    /** How many forecasts were judged. */
    public long pairs(int h) {
        return sum(pairs, h, 0);
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
        return sum(symmetric, h) / sum(signed, h, 0);
    }

    /** Mean pinball loss of the bounds of all levels. */
    public double pinball(int h) {
        return levels == 0 ? Double.NaN : sum(pinball, h) / sum(bounded, h, 0);
    }

    /** Share of actuals within the interval of a level. */
    public double coverage(int level, int h) {
        return (double) sum(covered, h, level * horizon) / sum(bounded, h, 0);
    }

    /** Share of actuals under the lower bound of a level. */
    double below(int level, int h) {
        return (double) sum(below, h, level * horizon) / sum(bounded, h, 0);
    }

    private double sum(double[] sums, int h) {
        if (h > 0) {
            return sums[h - 1];
        }
        double all = 0;
        for (double sum : sums) {
            all += sum;
        }
        return all;
    }

    private long sum(long[] sums, int h, int offset) {
        if (h > 0) {
            return sums[offset + h - 1];
        }
        long all = 0;
        for (int i = 0; i < horizon; i++) {
            all += sums[offset + i];
        }
        return all;
    }
}
