package io.tidecast.forecast;

import io.tidecast.series.Precision;
import io.tidecast.series.Window;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Online ridge regression on a few seasonal terms: the way from the last value to the one h steps ahead is a linear map
 * of what the season did a season ago, how far the level is from a season ago, from the season's mean and from the step
 * before, and how the last two seasons differ. Persistence, both seasonal naive forecasts and their means are such
 * maps; which one holds is learnt for each third of the horizon from the device's own steps, by recursive least
 * squares.
 *
 * <pre>
 * A = f A + mean over the block's h of  w x xᵀ        b = f b + the same of  w x y
 * (A + r I) c = b + r c0                              forecast: y_t + c x
 * </pre>
 *
 * The ridge holds {@code c} near {@code c0}, the mean of persistence and the seasonal naive forecasts, as if
 * {@value #PRIOR_STEPS} steps had said so, and never falls below a share of what was learnt: forgetting makes the
 * equations singular in every direction that the readings do not move in, and without a floor the map blows up. An
 * error or terms far beyond the usual ones have a weight w below 1, so that an outlier does not turn the map, neither
 * when it comes nor from then on when it is looked back at.
 */
final class SeasonalRegression implements UnivariateMethod.Univariate {
    static final String NAME = "seasonal-regression";
    static final MethodKind KIND = new MethodKind(
            NAME,
            MethodKind.Family.ONLINE,
            false,
            context -> context.horizon() + 2 * context.season() + 1,
            context -> new UnivariateMethod(NAME, context, () -> new SeasonalRegression(context)));

    private static final int BLOCKS = 3;
    private static final int TERMS = 5;
    private static final int CELLS = TERMS * (TERMS + 1) / 2;
    private static final double[] PRIOR = {0.5, 0.5, 0, 0, 0};
    private static final double PRIOR_STEPS = 3;
    /** Share of the mean square of the terms that the ridge does not fall below. */
    private static final double LEAST_RIDGE = 1e-3;

    private static final double FORGETTING = 0.999;
    /** Of the usual squared error. */
    private static final double USUAL_FORGETTING = 0.99;
    /** Squares count for less from about so many times the usual one on. */
    private static final double OUTLIER = 9;

    private final int horizon;
    private final int season;
    private final float[][] squares = new float[BLOCKS][CELLS];
    private final float[][] products = new float[BLOCKS][TERMS];
    private final float[] usual = new float[BLOCKS]; // squared errors
    private final float[] steps = new float[BLOCKS]; // that were learnt from, as far as not forgotten
    private final double[] x = new double[TERMS];

    SeasonalRegression(MethodContext context) {
        horizon = context.horizon();
        season = context.season();
    }

    @Override
    public void begin() {}

    @Override
    public void learn(Window window, int feature) {
        if (!window.observed(0, feature) || window.origin() < season + 2) {
            return;
        }
        double value = window.value(0, feature);
        double mean = mean(window, feature, 1);
        for (int k = 0; k < BLOCKS; k++) {
            double[] map = coefficients(k);
            double[] xx = new double[CELLS];
            double[] xy = new double[TERMS];
            double error2 = 0;
            int count = 0;
            int to = (horizon * (k + 1) + BLOCKS - 1) / BLOCKS;
            for (int h = (horizon * k + BLOCKS - 1) / BLOCKS + 1; h <= to; h++) {
                if (!terms(window, feature, h, h, mean + shift(window, feature, h))) {
                    break; // The stretch does not reach back farther.
                }
                double y = value - window.value(h, feature);
                if (y == 0 && norm() == 0) {
                    continue; // Nothing moves, which is true of any map: nothing is to be forgotten for it.
                }
                double error = y - dot(map);
                double weight = share(error * error, usual[k]) * share(norm(), trace(k) / steps[k]);
                error2 += error * error;
                count++;
                for (int i = 0, at = 0; i < TERMS; i++) {
                    xy[i] += weight * x[i] * y;
                    for (int j = i; j < TERMS; j++) {
                        xx[at++] += weight * x[i] * x[j];
                    }
                }
            }
            if (count > 0) {
                add(k, xx, xy, error2 / count, count);
            }
        }
    }

    /** What a square counts for that is usually of such a size. */
    private static double share(double square, double usual) {
        return usual > 0 ? 1 / (1 + square / (OUTLIER * usual)) : 1;
    }

    private double norm() {
        double sum = 0;
        for (double term : x) {
            sum += term * term;
        }
        return sum;
    }

    private double trace(int k) {
        double trace = 0;
        for (int i = 0, at = 0; i < TERMS; at += TERMS - i, i++) {
            trace += squares[k][at];
        }
        return trace;
    }

    private void add(int k, double[] xx, double[] xy, double error2, int count) {
        double finite = 0;
        for (int i = 0; i < CELLS; i++) {
            squares[k][i] = (float) (FORGETTING * squares[k][i] + xx[i] / count);
            finite += squares[k][i];
        }
        for (int i = 0; i < TERMS; i++) {
            products[k][i] = (float) (FORGETTING * products[k][i] + xy[i] / count);
            finite += products[k][i];
        }
        double most = usual[k] > 0 ? Math.min(error2, OUTLIER * usual[k]) : error2;
        usual[k] = (float) (usual[k] > 0 ? usual[k] + (1 - USUAL_FORGETTING) * (most - usual[k]) : most);
        steps[k] = (float) (FORGETTING * steps[k] + 1);
        if (!Float.isFinite((float) finite + usual[k])) {
            Arrays.fill(squares[k], 0); // Readings whose squares are no float: the block begins anew.
            Arrays.fill(products[k], 0);
            usual[k] = 0;
            steps[k] = 0;
        }
    }

    /** Mean of the season that ended so many steps ago. */
    private double mean(Window window, int feature, int back) {
        double sum = 0;
        for (int i = back; i < back + season; i++) {
            sum += window.value(i, feature);
        }
        return sum / season;
    }

    /** By how much the mean of the season that ended so many steps ago differs from the one that ended a step ago. */
    private double shift(Window window, int feature, int back) {
        double sum = 0;
        for (int i = 1; i < back; i++) {
            sum += window.value(i + season, feature) - window.value(i, feature);
        }
        return sum / season;
    }

    /**
     * Fills the terms of the forecast of h steps that was made so many steps ago.
     *
     * @param mean of the season that had ended then
     * @return false where the window does not reach back to all of them
     */
    private boolean terms(Window window, int feature, int h, int back, double mean) {
        int lag = SeasonalNaive.lag(h, season);
        double last = window.value(back, feature);
        double before = window.value(back + season, feature);
        x[0] = window.value(back + lag, feature) - before;
        x[1] = before - last;
        x[2] = mean - last;
        x[3] = last - window.value(back + 1, feature);
        double earlier = window.value(back + lag + season, feature) - window.value(back + 2 * season, feature);
        x[4] = Double.isNaN(earlier) ? 0 : earlier - x[0];
        return !Double.isNaN(x[0] + x[1] + x[2] + x[3]);
    }

    private double dot(double[] map) {
        double sum = 0;
        for (int i = 0; i < TERMS; i++) {
            sum += map[i] * x[i];
        }
        return sum;
    }

    @Override
    public boolean forecast(Window window, int feature, double[] means) {
        if (window.origin() < season || steps[0] == 0) {
            return false;
        }
        double mean = mean(window, feature, 0);
        double[][] maps = new double[BLOCKS][];
        for (int h = 1; h <= horizon; h++) {
            int k = (h - 1) * BLOCKS / horizon;
            if (!terms(window, feature, h, 0, mean)) {
                return false;
            }
            maps[k] = maps[k] == null ? coefficients(k) : maps[k];
            means[h - 1] = Precision.of(window.value(0, feature) + dot(maps[k]));
        }
        return true;
    }

    /** The map of a block, by a Cholesky decomposition; a step without any movement leaves the prior. */
    private double[] coefficients(int k) {
        double trace = trace(k);
        if (!(trace > 0)) {
            return PRIOR.clone();
        }
        double ridge = trace / TERMS * (PRIOR_STEPS / steps[k] + LEAST_RIDGE);
        double[][] root = new double[TERMS][TERMS]; // lower
        double[] c = new double[TERMS];
        for (int i = 0, at = 0; i < TERMS; i++) {
            for (int j = i; j < TERMS; j++) {
                double sum = squares[k][at++] + (i == j ? ridge : 0);
                for (int l = 0; l < i; l++) {
                    sum -= root[i][l] * root[j][l];
                }
                root[j][i] = i == j ? Math.sqrt(sum) : sum / root[i][i];
            }
            double sum = products[k][i] + ridge * PRIOR[i];
            for (int l = 0; l < i; l++) {
                sum -= root[i][l] * c[l];
            }
            c[i] = sum / root[i][i];
        }
        for (int i = TERMS - 1; i >= 0; i--) {
            for (int l = i + 1; l < TERMS; l++) {
                c[i] -= root[l][i] * c[l];
            }
            c[i] /= root[i][i];
        }
        return c;
    }

    @Override
    public int stateBytes() {
        return BLOCKS * (CELLS + TERMS + 2) * Float.BYTES;
    }

    @Override
    public void write(ByteBuffer to) {
        for (int k = 0; k < BLOCKS; k++) {
            for (float[] part : new float[][] {squares[k], products[k], {usual[k], steps[k]}}) {
                for (float value : part) {
                    to.putFloat(value);
                }
            }
        }
    }

    @Override
    public void read(ByteBuffer from) {
        for (int k = 0; k < BLOCKS; k++) {
            for (float[] part : new float[][] {squares[k], products[k]}) {
                for (int i = 0; i < part.length; i++) {
                    part[i] = from.getFloat();
                }
            }
            usual[k] = from.getFloat();
            steps[k] = from.getFloat();
        }
    }
}
