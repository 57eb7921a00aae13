package io.tidecast.forecast;

import java.nio.ByteBuffer;

/**
 * Weights of the experts in one third of the horizon: {@link PolynomialWeights}, which lean to
 * {@link InverseErrorWeights} while their regrets are of few rounds.
 */
final class ThirdWeights {
    /** Bytes of one expert's state. */
    static final int BYTES = PolynomialWeights.BYTES + InverseErrorWeights.BYTES;

    private final PolynomialWeights byRegret;
    private final InverseErrorWeights byError;

    ThirdWeights(int experts, double forgetting) {
        byRegret = new PolynomialWeights(experts, forgetting);
        byError = new InverseErrorWeights(experts);
    }

    /**
     * Fills the weights of those that are awake, which add up to 1.
     *
     * @param start see {@link InverseErrorWeights#weigh}
     * @param trust share of the weights by regret
     * @return false where nobody is awake
     */
    boolean weigh(boolean[] awake, float[] start, double trust, double[] weights) {
        if (!byRegret.weigh(awake, weights)) {
            return false;
        }
        double[] young = new double[weights.length];
        byError.weigh(awake, start, young);
        for (int m = 0; m < weights.length; m++) {
            weights[m] = trust * weights[m] + (1 - trust) * young[m];
        }
        return true;
    }

    void learn(double[] regrets) {
        byRegret.learn(regrets);
    }

    void learnError(int expert, double error) {
        byError.learn(expert, error);
    }

    /** Has what is known of an expert count for a share. */
    void fade(int expert, double share) {
        byRegret.fade(expert, share);
        byError.fade(expert, share);
    }

    float largest() {
        return byRegret.largest();
    }

    void largest(float known) {
        byRegret.largest(known);
    }

    void write(ByteBuffer to, int expert) {
        byRegret.write(to, expert);
        byError.write(to, expert);
    }

    void read(ByteBuffer from, int expert) {
        byRegret.read(from, expert);
        byError.read(from, expert);
    }
}
