package io.tidecast.forecast;

import java.nio.ByteBuffer;

/**
 * Offsets to the logarithms of interval widths, one per target and level and the same for all horizon steps, so that
 * the errors of all of them move it at once: after a change it is the near steps' errors that widen the far intervals,
 * whose own actuals are long in coming. An offset is the sum of a fast and a slow part, each a leaky integral of the
 * pooled score,
 *
 * <pre>part += rate * score - leak * part</pre>
 *
 * where the score is held against the widths as they are by then, and so there is no delay in the loop. A part leaks
 * and is bounded: in the long run it is the widths beneath that hold the level. docs/adr/011 has the study.
 */
final class PooledOffsets {
    /** Under which they are stored, beside the forecasting methods. */
    static final String NAME = "intervals";

    static final int VERSION = 1;

    private static final double[] RATES = {0.3, 0.07};
    private static final double[] LEAKS = {0.2, 0.01};
    /** Largest part, either way: a factor of 20. */
    private static final double LARGEST = 3;
    /** Largest excess that counts. */
    private static final double LARGEST_EXCESS = 2;

    private final float[] parts; // [intervals, RATES]

    /** @param intervals targets times levels; with none of them every offset is 0, and nothing is stored */
    PooledOffsets(int intervals) {
        parts = new float[intervals * RATES.length];
    }

    /**
     * Score of one error against its interval: a miss counts for more the farther it went. It is positive where the
     * interval was too narrow, and zero in the mean, nearly, where it holds its level and errors have Laplace's
     * distribution.
     *
     * @param excess logarithm of the absolute error over the half-width
     */
    static double score(double excess, double level) {
        double missed = excess > 0 ? 1 + Math.min(LARGEST_EXCESS, excess) : 0;
        return missed - (1 - level) * (1 + 1 / (1 - Math.log(1 - level)));
    }

    double of(int interval) {
        double sum = 0;
        for (int p = 0; p < RATES.length && parts.length > 0; p++) {
            sum += parts[interval * RATES.length + p];
        }
        return sum;
    }

    /** @param score mean over the horizon steps */
    void move(int interval, double score) {
        for (int p = 0; p < RATES.length && parts.length > 0; p++) {
            int at = interval * RATES.length + p;
            double moved = parts[at] + RATES[p] * score - LEAKS[p] * parts[at];
            parts[at] = (float) Math.max(-LARGEST, Math.min(LARGEST, moved));
        }
    }

    /** Takes over the offset of one of the others' intervals. */
    void takeOver(int interval, PooledOffsets others, int other) {
        if (parts.length == 0 || others.parts.length == 0) {
            return;
        }
        System.arraycopy(others.parts, other * RATES.length, parts, interval * RATES.length, RATES.length);
    }

    int bytes() {
        return parts.length * Float.BYTES;
    }

    void write(ByteBuffer to) {
        for (float part : parts) {
            to.putFloat(part);
        }
    }

    /** Reads what was written of as many intervals; what was of others is none of these, which stay at zero. */
    void read(ByteBuffer from) {
        for (int i = 0; i < parts.length && from.limit() == bytes(); i++) {
            parts[i] = from.getFloat();
        }
    }
}
