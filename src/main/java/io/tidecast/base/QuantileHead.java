package io.tidecast.base;

import java.util.Arrays;
import java.util.List;

/**
 * Quantile head: what a row of the network's outputs says of its patch. To each quantile of each step it adds the
 * step's seasonal candidates, each times a coefficient of the row, so that what was a season ago reaches the forecast
 * unchanged where the network wants it to, and zeros are persistence.
 *
 * <pre>
 * q[i,p] = o[i P + p] + sum over k of  o[Q P + k] lag[k,p]          row of outputs: [Q P + K]
 * </pre>
 */
final class QuantileHead {
    /** Of the quantiles, ascending; the middle one is the forecast. */
    static final List<Float> QUANTILES = List.of(0.05f, 0.25f, 0.5f, 0.75f, 0.95f);

    /** Place of the median among them. */
    static final int MEDIAN = 2;

    private static final int PATCH = PatchRows.PATCH;
    private static final int LAGS = PatchRows.LAGS;
    private static final int OWN = QUANTILES.size() * PATCH;

    /** O, outputs of a row. */
    static final int OUTPUTS = OWN + LAGS;

    private QuantileHead() {}

    /** Quantile i of step p of a row's patch, in units of the scale. */
    static float quantile(float[] outputs, int at, float[] x, int row, int i, int p) {
        float sum = outputs[at + i * PATCH + p];
        for (int k = 0; k < LAGS; k++) {
            sum += outputs[at + OWN + k] * x[row + (k + 1) * PATCH + p];
        }
        return sum;
    }

    /**
     * Pinball loss of a row (Koenker and Bassett 1978), the sum over its steps of the mean over quantiles, and its
     * gradient by the outputs, both times the weight.
     *
     * @param x rows of features; the candidates stand in the one at {@code row}
     * @param targets [P] in units of the scale; NaN where there is none
     * @param gradient [O] from {@code at} on is set
     */
    static double loss(
            float[] outputs, int at, float[] x, int row, float[] targets, int from, float weight, float[] gradient) {
        Arrays.fill(gradient, at, at + OUTPUTS, 0f);
        double sum = 0;
        float share = weight / QUANTILES.size();
        for (int p = 0; p < PATCH; p++) {
            float target = targets[from + p];
            if (Float.isNaN(target)) {
                continue;
            }
            float all = 0;
            for (int i = 0; i < QUANTILES.size(); i++) {
                float tau = QUANTILES.get(i);
                float error = quantile(outputs, at, x, row, i, p) - target;
                float slope = share * (error < 0 ? -tau : 1 - tau);
                sum += slope * (double) error;
                gradient[at + i * PATCH + p] = slope;
                all += slope;
            }
            for (int k = 0; k < LAGS; k++) {
                gradient[at + OWN + k] += all * x[row + (k + 1) * PATCH + p];
            }
        }
        return sum;
    }
}
