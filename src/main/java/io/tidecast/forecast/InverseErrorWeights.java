package io.tidecast.forecast;

import java.nio.ByteBuffer;

/**
 * Forecast combination by inverse errors (Bates &amp; Granger 1969): weights in proportion to a power of one over each
 * expert's mean error of the last {@value #MEMORY} rounds. It is right soon, where the regrets of
 * {@link PolynomialWeights} are right in the long run: among ten methods some are several times as bad as the best, and
 * their part of a plain mean is what a young combination loses.
 */
final class InverseErrorWeights {
    /** Rounds after which an error begins to fade. */
    static final int MEMORY = 100;
    /** Rounds that errors of other devices count for. */
    private static final int START = 20;
    /** Bytes of one expert's state. */
    static final int BYTES = Float.BYTES + 1;

    private static final double POWER = 4;
    /** No error counts for more, in the device's own scale. */
    private static final double MOST = 1e6;

    private final float[] means; // [experts]
    private final byte[] rounds; // [experts]

    InverseErrorWeights(int experts) {
        means = new float[experts];
        rounds = new byte[experts];
    }

    /** Takes an expert's error of one round. */
    void learn(int expert, double error) {
        rounds[expert] = (byte) Math.min(MEMORY, rounds[expert] + 1);
        means[expert] += (float) ((Math.min(MOST, error) - means[expert]) / rounds[expert]);
    }

    /** Has an expert's mean error weigh a share of its rounds. */
    void fade(int expert, double share) {
        rounds[expert] = (byte) (rounds[expert] * share);
    }

    /**
     * Fills the weights of those that are awake, which add up to 1; one of which no error is known is taken to be as
     * good as the others are in the mean.
     *
     * @param start errors that experts have on other devices, which count as {@value #START} rounds here; negative
     *     where one is not known, empty where none is
     */
    void weigh(boolean[] awake, float[] start, double[] weights) {
        double least = Double.MAX_VALUE;
        double known = 0;
        int count = 0;
        double[] errors = new double[weights.length];
        for (int m = 0; m < weights.length; m++) {
            errors[m] = error(m, start);
            if (awake[m] && errors[m] >= 0) {
                least = Math.min(least, errors[m]);
                known += errors[m];
                count++;
            }
        }
        double sum = 0;
        for (int m = 0; m < weights.length; m++) {
            double error = errors[m] >= 0 ? errors[m] : known / Math.max(1, count);
            weights[m] = awake[m] ? relative(least, error, count) : 0;
            sum += weights[m];
        }
        for (int m = 0; m < weights.length; m++) {
            weights[m] /= Math.max(Double.MIN_NORMAL, sum);
        }
    }

    /** Mean error of an expert; negative where none is known. */
    private double error(int m, float[] start) {
        if (start.length == 0 || start[m] < 0) {
            return rounds[m] > 0 ? means[m] : -1;
        }
        return (rounds[m] * (double) means[m] + START * Math.min(MOST, start[m])) / (rounds[m] + START);
    }

    private static double relative(double least, double error, int count) {
        return count == 0 || error <= least ? 1 : Math.pow(least / error, POWER);
    }

    void write(ByteBuffer to, int expert) {
        to.putFloat(means[expert]).put(rounds[expert]);
    }

    void read(ByteBuffer from, int expert) {
        means[expert] = from.getFloat();
        rounds[expert] = from.get();
    }
}
