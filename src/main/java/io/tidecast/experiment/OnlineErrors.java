package io.tidecast.experiment;

import io.tidecast.experiment.OnlineExperiment.Rows;
import java.util.Arrays;
import java.util.List;

/**
 * Scaled errors of an online experiment: the mean, over all windows of the online rows, of the mean squared and of the
 * mean absolute error of a window's steps and columns. A window is the horizon's steps after an origin; the first one
 * begins with the first online row, the last one ends with the last. A column is measured in the standard deviation of
 * its training rows.
 */
public final class OnlineErrors {
    private static final ColumnScale.Spec STANDARD = new ColumnScale.Spec(ColumnScale.Kind.STANDARD, 0, 1, false);

    private final Rows rows;
    private final int horizon;
    private final double[][] values; // [columns][rows]
    private final double[] factors; // [columns]
    private double squares;
    private double absolutes;
    private long count;

    /**
     * Begins.
     *
     * @param values actuals, [columns][rows]
     */
    OnlineErrors(Rows rows, int horizon, double[][] values) {
        this.rows = rows;
        this.horizon = horizon;
        this.values = values;
        factors = Arrays.stream(values)
                .mapToDouble(
                        column -> STANDARD.fit(List.of(column), rows.train()).factor())
                .toArray();
    }

    /** Whether the steps after an origin are a window of the online rows. */
    boolean holds(long origin) {
        return origin + 1 >= rows.online() && origin + horizon < rows.end();
    }

    /** Takes a column's forecast of a step after an origin, if it is part of a window. */
    public void add(int column, long origin, int h, double forecast) {
        if (h <= horizon && holds(origin)) {
            double error = (forecast - values[column][(int) origin + h]) * factors[column];
            squares += error * error;
            absolutes += Math.abs(error);
            count++;
        }
    }

    /** Mean squared error. */
    public double mse() {
        return squares / complete();
    }

    /** Mean absolute error. */
    public double mae() {
        return absolutes / complete();
    }

    private long complete() {
        long all = (long) values.length * horizon * Math.max(0, rows.end() - rows.online() - horizon + 1);
        if (count != all || all == 0) {
            throw new IllegalStateException("every window must have all its forecasts, " + all + ", had " + count);
        }
        return count;
    }
}
