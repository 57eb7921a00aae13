package io.tidecast.forecast;

import java.nio.ByteBuffer;

/**
 * Online expert aggregation by polynomially weighted averages with multiple learning rates, MLpol (Gaillard, Stoltz
 * &amp; van Erven 2014): the weight of an expert is its regret's positive part times its own learning rate,
 *
 * <pre>
 * w_m ~ max(0, R_m) / S_m      R_m = f R_m + r_m      S_m = f S_m + r_m² + (B - B'),   B = max(B', max_m r_m²)
 * </pre>
 *
 * where the regret {@code r_m} of one round is by how much the combination's loss was above the expert's. An expert
 * that sleeps has no weight and no regret; where none that is awake has a positive regret, all that are awake weigh the
 * same. With {@code f = 1} it is R's {@code opera}; with less, what was long ago counts for less, or an expert that was
 * bad for a year would take a year to come back.
 */
final class PolynomialWeights {
    private final double forgetting;
    private final float[] regret; // [experts]
    private final float[] squares; // [experts], 1 / learning rate
    private float largest;

    /** @param forgetting what is left of the past after a round, in (0, 1] */
    PolynomialWeights(int experts, double forgetting) {
        this.forgetting = forgetting;
        regret = new float[experts];
        squares = new float[experts];
    }

    /** Fills the weights of those that are awake, which add up to 1; false where all sleep. */
    boolean weigh(boolean[] awake, double[] weights) {
        double sum = 0;
        int count = 0;
        for (int m = 0; m < weights.length; m++) {
            weights[m] = awake[m] && regret[m] > 0 ? regret[m] / Math.max(Float.MIN_NORMAL, (double) squares[m]) : 0;
            sum += weights[m];
            count += awake[m] ? 1 : 0;
        }
        for (int m = 0; m < weights.length; m++) {
            weights[m] = sum > 0 ? weights[m] / sum : awake[m] ? 1.0 / count : 0;
        }
        return count > 0;
    }

    /** Takes the regrets of one round, 0 for an expert that slept. */
    void learn(double[] regrets) {
        double before = largest;
        double most = before;
        for (double own : regrets) {
            most = Math.max(most, own * own);
        }
        largest = (float) most;
        for (int m = 0; m < regrets.length; m++) {
            regret[m] = (float) (forgetting * regret[m] + regrets[m]);
            squares[m] = (float) (forgetting * squares[m] + regrets[m] * regrets[m] + (largest - before));
        }
    }

    /** Keeps a share of what is known of an expert; its weight stays, and follows what comes sooner. */
    void fade(int expert, double share) {
        regret[expert] *= (float) share;
        squares[expert] *= (float) share;
    }

    /** Bytes of one expert's state. */
    static final int BYTES = 2 * Float.BYTES;

    void write(ByteBuffer to, int expert) {
        to.putFloat(regret[expert]).putFloat(squares[expert]);
    }

    void read(ByteBuffer from, int expert) {
        regret[expert] = from.getFloat();
        squares[expert] = from.getFloat();
    }

    float largest() {
        return largest;
    }

    void largest(float known) {
        largest = known;
    }
}
