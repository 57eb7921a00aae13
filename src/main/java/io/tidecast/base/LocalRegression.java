package io.tidecast.base;

import io.tidecast.kernel.Cholesky;

/**
 * Autoregression of one series, fitted by least squares to what is known up to an anchor and held from there on: the
 * change to the next step by the {@value #CHANGES} changes before it and the distance from the mean. Ridge pulls it to
 * no change, so that little history says little.
 *
 * <pre>
 * y[t+1] - y[t] = sum over k of a[k] (y[t-k] - y[t-k-1]) + a[K] (mean - y[t])
 * </pre>
 */
final class LocalRegression {
    /** K, changes that are read. */
    private static final int CHANGES = 8;

    /** Values that are read before a step. */
    static final int READS = CHANGES + 1;

    private static final int INPUTS = CHANGES + 1;
    /** Values that are fitted to, at most. */
    private static final int MOST = 400;
    /** Steps that there must be. */
    private static final int FEWEST = 3 * INPUTS;
    /** Ridge, in rows of the inputs' own size. */
    private static final double PULL = 3;

    private final double[] weights; // [INPUTS]
    private final double mean;

    private LocalRegression(double[] weights, double mean) {
        this.weights = weights;
        this.mean = mean;
    }

    /**
     * Fits.
     *
     * @param values without gaps
     * @param scale what a unit is worth, above 0
     * @return null where too little is known
     */
    static LocalRegression of(double[] values, double mean, double scale) {
        int from = Math.max(CHANGES, values.length - MOST);
        if (values.length - 1 - from < FEWEST) {
            return null;
        }
        double[][] xx = new double[INPUTS][INPUTS];
        double[] xy = new double[INPUTS];
        double[] x = new double[INPUTS];
        for (int t = from; t + 1 < values.length; t++) {
            for (int k = 0; k < CHANGES; k++) {
                x[k] = (values[t - k] - values[t - k - 1]) / scale;
            }
            x[CHANGES] = (mean - values[t]) / scale;
            double y = (values[t + 1] - values[t]) / scale;
            for (int i = 0; i < INPUTS; i++) {
                xy[i] += x[i] * y;
                for (int j = 0; j <= i; j++) {
                    xx[i][j] += x[i] * x[j];
                }
            }
        }
        int rows = values.length - 1 - from;
        for (int i = 0; i < INPUTS; i++) {
            xx[i][i] += PULL * xx[i][i] / rows + 1e-9;
        }
        return Cholesky.solve(xx, xy) ? new LocalRegression(xy, mean) : null;
    }

    /**
     * The next value.
     *
     * @param newest values up to a step, in a ring of {@value #READS}
     * @param at place of the newest in it
     */
    double next(double[] newest, int at) {
        int size = newest.length;
        double last = newest[at];
        double sum = weights[CHANGES] * (mean - last);
        double later = last;
        for (int k = 0; k < CHANGES; k++) {
            double before = newest[(at - k - 1 + size) % size];
            sum += weights[k] * (later - before);
            later = before;
        }
        return last + sum;
    }
}
