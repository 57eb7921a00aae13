package io.tidecast.forecast;

import io.tidecast.kernel.Cholesky;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Normal equations of an online ridge regression, kept up step by step with forgetting (recursive least squares). A
 * step brings one example or several, of which the mean is added:
 *
 * <pre>
 * A = f A + mean of  w x xᵀ        b = f b + mean of  w x y        (A + R) c = b + R c0
 * </pre>
 *
 * The first terms are in the target's unit. Their ridge holds {@code c} near {@code c0} as if {@value #PRIOR_STEPS}
 * steps had said so, and never falls below a share of their mean square: forgetting makes the equations singular in
 * every direction that the readings do not move in, and without a floor the map blows up. The others are in units of
 * their own, and each has a ridge of its own square, that draws to no effect. An error or terms far beyond the usual
 * ones have a weight w below 1, so that an outlier does not turn the map, neither when it comes nor from then on when
 * it is looked back at.
 */
final class RidgeEquations {
    static final double PRIOR_STEPS = 3;
    /** The same of terms in units of their own. */
    static final double PRIOR_STEPS_OF_OTHERS = 30;
    /** Share of the mean square of the terms that the ridge does not fall below. */
    static final double LEAST_RIDGE = 1e-3;
    /** Of a term that moved so long ago that a float hardly holds its square, nothing is known any more. */
    private static final double LEAST_SQUARE = 1e-30;

    private static final double FORGETTING = 0.999;
    /** Of the usual squared error. */
    private static final double USUAL_FORGETTING = 0.99;
    /** Squares count for less from about so many times the usual one on. */
    private static final double OUTLIER = 9;

    private final int own; // terms in the target's unit
    private final double[] prior; // [terms]
    private final float[] squares; // [terms (terms + 1) / 2], the upper triangle by rows
    private final float[] products; // [terms]
    private float usual; // squared error
    private float steps; // that were learnt from, as far as not forgotten

    // Of the step that is being learnt from.
    private final double[] map;
    private double[] xx;
    private double[] xy;
    private double error2;
    private int count;

    /**
     * Of which nothing is known.
     *
     * @param own the first so many terms are in the target's unit
     * @param prior c0, a number a term
     */
    RidgeEquations(int own, double[] prior) {
        this.own = own;
        this.prior = prior;
        squares = new float[prior.length * (prior.length + 1) / 2];
        products = new float[prior.length];
        map = new double[prior.length];
    }

    boolean isEmpty() {
        return steps == 0;
    }

    static double dot(double[] map, double[] x) {
        double sum = 0;
        for (int i = 0; i < map.length; i++) {
            sum += map[i] * x[i];
        }
        return sum;
    }

    /** A step has closed; what it says follows. */
    void begin() {
        System.arraycopy(map(), 0, map, 0, map.length);
        xx = new double[squares.length];
        xy = new double[products.length];
        error2 = 0;
        count = 0;
    }

    /** Takes what the step says: a value, and the terms that it would have been forecast from. */
    void take(double[] x, double y) {
        if (y == 0 && norm(x) == 0) {
            return; // Nothing moves, which is true of any map: nothing is to be forgotten for it.
        }
        double error = y - dot(map, x);
        double weight = share(error * error, usual) * share(norm(x), trace() / steps);
        error2 += error * error;
        count++;
        for (int i = 0, at = 0; i < x.length; i++) {
            xy[i] += weight * x[i] * y;
            for (int j = i; j < x.length; j++) {
                xx[at++] += weight * x[i] * x[j];
            }
        }
    }

    /** The step has said all. */
    void end() {
        if (count > 0) {
            add(error2 / count);
        }
    }

    /** What a square counts for that is usually of such a size. */
    private static double share(double square, double usual) {
        return usual > 0 ? 1 / (1 + square / (OUTLIER * usual)) : 1;
    }

    /** Of the terms that have the target's unit. */
    private double norm(double[] x) {
        double sum = 0;
        for (int i = 0; i < own; i++) {
            sum += x[i] * x[i];
        }
        return sum;
    }

    private double trace() {
        double trace = 0;
        for (int i = 0, at = 0; i < own; at += prior.length - i, i++) {
            trace += squares[at];
        }
        return trace;
    }

    private void add(double meanError2) {
        double finite = 0;
        for (int i = 0; i < squares.length; i++) {
            squares[i] = (float) (FORGETTING * squares[i] + xx[i] / count);
            finite += squares[i];
        }
        for (int i = 0; i < products.length; i++) {
            products[i] = (float) (FORGETTING * products[i] + xy[i] / count);
            finite += products[i];
        }
        double most = usual > 0 ? Math.min(meanError2, OUTLIER * usual) : meanError2;
        usual = (float) (usual > 0 ? usual + (1 - USUAL_FORGETTING) * (most - usual) : most);
        steps = (float) (FORGETTING * steps + 1);
        if (!Float.isFinite((float) finite + usual)) {
            Arrays.fill(squares, 0); // Readings whose squares are no float: all begins anew.
            Arrays.fill(products, 0);
            usual = 0;
            steps = 0;
        }
    }

    /** The map c; where nothing has moved it is the prior. */
    double[] map() {
        return map(prior, PRIOR_STEPS);
    }

    /** The map c that is held near another prior, as if so many steps had said so. */
    double[] map(double[] prior, double priorSteps) {
        double trace = trace();
        if (!(trace > 0)) {
            return prior.clone();
        }
        int terms = prior.length;
        double ridge = trace / own * (priorSteps / steps + LEAST_RIDGE);
        double ofOthers = PRIOR_STEPS_OF_OTHERS / steps + LEAST_RIDGE;
        double[][] drawn = new double[terms][terms]; // lower
        double[] c = new double[terms];
        for (int i = 0, at = 0; i < terms; i++) {
            double pull = i < own ? ridge : Math.max(ofOthers * squares[at], LEAST_SQUARE);
            for (int j = i; j < terms; j++) {
                drawn[j][i] = squares[at++] + (i == j ? pull : 0);
            }
            c[i] = products[i] + pull * prior[i];
        }
        // What is left of squares that were all but forgotten need not be squares.
        return Cholesky.solve(drawn, c) ? c : prior.clone();
    }

    int bytes() {
        return (squares.length + products.length + 2) * Float.BYTES;
    }

    void write(ByteBuffer to) {
        for (float[] part : new float[][] {squares, products, {usual, steps}}) {
            for (float value : part) {
                to.putFloat(value);
            }
        }
    }

    void read(ByteBuffer from) {
        for (float[] part : new float[][] {squares, products}) {
            for (int i = 0; i < part.length; i++) {
                part[i] = from.getFloat();
            }
        }
        usual = from.getFloat();
        steps = from.getFloat();
    }
}
