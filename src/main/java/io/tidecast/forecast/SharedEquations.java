package io.tidecast.forecast;

import io.tidecast.kernel.Cholesky;
import io.tidecast.series.Statics;

/**
 * Normal equations of a {@link SharedMap}: weighted ridge regression on the steps of all devices. What a kind of device
 * differs in is held near nothing as if {@value RidgeEquations#PRIOR_STEPS_OF_OTHERS} steps had said so, so that a kind
 * of which little is known is like all.
 *
 * <p>The steps of a device whose values swing far count for less each: a device is to have its say, not its size.
 */
final class SharedEquations {
    /**
     * No way is farther, in change scales and what the terms have swung: a meter that was replaced says nothing of
     * others.
     */
    private static final double MOST = 30;

    private final SharedMap map;
    private final int columns;
    private final double[][][] squares; // [thirds][columns][columns], lower
    private final double[][] products; // [thirds][columns]
    private final double[] steps; // [thirds]
    private final double[] z;

    SharedEquations(SharedMap map) {
        this.map = map;
        columns = map.inputs() * map.terms().count();
        squares = new double[Thirds.COUNT][columns][columns];
        products = new double[Thirds.COUNT][columns];
        steps = new double[Thirds.COUNT];
        z = new double[columns];
    }

    /**
     * Takes what a step says: a value, and the terms that it would have been forecast from.
     *
     * @param share of the step that it is
     * @param diff change scale of the target
     */
    void take(int block, double[] x, double y, double share, Statics device, float diff) {
        float[] inputs = map.inputs(device);
        int terms = map.terms().count();
        double swing = 0;
        for (int i = 0; i < terms; i++) {
            double scaled = i < map.terms().own() ? x[i] / diff : x[i];
            swing += i < map.terms().own() ? scaled * scaled : 0;
            for (int k = 0; k < inputs.length; k++) {
                z[k * terms + i] = inputs[k] * scaled;
            }
        }
        double weight = share / (1 + swing / map.terms().own());
        double most = MOST * Math.sqrt(1 + swing / map.terms().own());
        double wanted = Math.max(-most, Math.min(most, y / diff));
        if (!Double.isFinite(weight * wanted * swing)) {
            return; // A jump that no square holds.
        }
        for (int i = 0; i < columns; i++) {
            double own = weight * z[i];
            if (own != 0) {
                double[] row = squares[block][i];
                for (int j = 0; j <= i; j++) {
                    row[j] += own * z[j];
                }
                products[block][i] += own * wanted;
            }
        }
        steps[block] += share;
    }

    /**
     * Solves them.
     *
     * @param prior of what all share
     * @param all [thirds, inputs, terms] is filled from a place on; with the prior where nothing has moved
     */
    void solve(double[] prior, float[] all, int at) {
        for (int k = 0; k < Thirds.COUNT; k++) {
            double[] solved = solve(k, prior);
            for (int i = 0; i < columns; i++) {
                all[at + k * columns + i] = (float) solved[i];
            }
        }
    }

    private double[] solve(int block, double[] prior) {
        double trace = 0;
        for (int i = 0; i < map.terms().own(); i++) {
            trace += squares[block][i][i];
        }
        double[] c = new double[columns];
        System.arraycopy(prior, 0, c, 0, prior.length);
        if (!(trace > 0)) {
            return c;
        }
        double ridge =
                trace / map.terms().own() * (RidgeEquations.PRIOR_STEPS / steps[block] + RidgeEquations.LEAST_RIDGE);
        double ofOthers = RidgeEquations.PRIOR_STEPS_OF_OTHERS / steps[block] + RidgeEquations.LEAST_RIDGE;
        double[][] drawn = new double[columns][];
        double[] solved = products[block].clone();
        for (int i = 0; i < columns; i++) {
            double square =
                    squares[block][i % map.terms().count()][i % map.terms().count()];
            double pull = i < map.terms().own() ? ridge : Math.max(ofOthers * square, RidgeEquations.LEAST_RIDGE);
            drawn[i] = squares[block][i].clone();
            drawn[i][i] += pull;
            solved[i] += pull * c[i];
        }
        return Cholesky.solve(drawn, solved) ? solved : c;
    }
}
