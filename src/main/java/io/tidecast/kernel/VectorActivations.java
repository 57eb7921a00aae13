package io.tidecast.kernel;

import static io.tidecast.kernel.PlainKernels.tanhOf;
import static io.tidecast.kernel.ScalarKernels.LIMIT;
import static io.tidecast.kernel.ScalarKernels.P0;
import static io.tidecast.kernel.ScalarKernels.P1;
import static io.tidecast.kernel.ScalarKernels.P2;
import static io.tidecast.kernel.ScalarKernels.P3;
import static io.tidecast.kernel.ScalarKernels.Q0;
import static io.tidecast.kernel.ScalarKernels.Q1;
import static io.tidecast.kernel.ScalarKernels.Q2;
import static io.tidecast.kernel.ScalarKernels.Q3;
import static io.tidecast.kernel.VectorBlocks.LANES;
import static io.tidecast.kernel.VectorBlocks.SPECIES;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;

/**
 * Vectorised activations: the rational tanh of {@link ScalarKernels}, with fused multiply-adds, alone and with what a
 * GRU and an LSTM do around their second one. What is left over at the end of a row is computed by the same operations
 * one by one, so a value's bits don't depend on where it stands.
 *
 * <p>Each pass is one method with everything in it, on purpose: C2 must not inline it into its callers, whose other
 * vector operations would then be too many for one compilation and allocate. It never inlines a method of more than 325
 * bytes of code ({@code FreqInlineSize}). A test asserts that nothing is allocated.
 */
final class VectorActivations {
    private static final float[] TANH = coefficients(1f, 0f);
    private static final float[] SIGMOID = coefficients(2f, 0.5f);

    private VectorActivations() {}

    /**
     * Of {@code shift + tanh(x / by) / by}, in the order in which {@link #squash} takes them: limit, P, Q, shift, 1 /
     * by. The divisor is a power of two, which goes into the coefficients without rounding.
     */
    private static float[] coefficients(float by, float shift) {
        float a = by * by;
        return new float[] {
            by * LIMIT,
            P3,
            P2 * a,
            P1 * a * a,
            P0 * a * a * a,
            Q3 * a,
            Q2 * a * a,
            Q1 * a * a * a,
            Q0 * a * a * a * a,
            shift,
            1 / by
        };
    }

    /** In place {@code x = tanh(x)} over x [rows, count], row i at {@code at + i * stride}. */
    static void tanh(int rows, int count, float[] x, int at, int stride) {
        squash(rows, count, x, at, stride, TANH);
    }

    /** In place {@code x = 1 / (1 + exp(-x))}. */
    static void sigmoid(int rows, int count, float[] x, int at, int stride) {
        squash(rows, count, x, at, stride, SIGMOID);
    }

    private static void squash(int rows, int count, float[] x, int at, int stride, float[] coefficients) {
        FloatVector high = all(coefficients[0]);
        FloatVector low = all(-coefficients[0]);
        FloatVector p3 = all(coefficients[1]);
        FloatVector p2 = all(coefficients[2]);
        FloatVector p1 = all(coefficients[3]);
        FloatVector p0 = all(coefficients[4]);
        FloatVector q3 = all(coefficients[5]);
        FloatVector q2 = all(coefficients[6]);
        FloatVector q1 = all(coefficients[7]);
        FloatVector q0 = all(coefficients[8]);
        float shift = coefficients[9];
        float slope = coefficients[10];
        FloatVector shifts = all(shift);
        for (int i = 0; i < rows; i++) {
            int j = at + i * stride;
            int end = j + count;
            for (; j + LANES <= end; j += LANES) {
                FloatVector v = FloatVector.fromArray(SPECIES, x, j);
                v = v.blend(high, v.compare(GT, high)).blend(low, v.compare(LT, low));
                FloatVector s = v.mul(v);
                FloatVector p = p3.fma(s, p2).fma(s, p1).fma(s, p0);
                FloatVector q = s.add(q3).fma(s, q2).fma(s, q1).fma(s, q0);
                v.mul(p).div(q).add(shifts).intoArray(x, j);
            }
            for (; j < end; j++) {
                x[j] = shift + slope * tanhOf(slope * x[j]);
            }
        }
    }

    /**
     * The second half of a GRU's step: {@code n = tanh(n + r q)}, {@code h' = n + z (h - n)}.
     *
     * @param gates [rows, 4H] from the offset, a row {@code [q|r|z|n]} with r and z squashed; n is replaced
     */
    static void gru(int rows, int units, float[] gates, int offset, float[] h, int before, int after, int stride) {
        FloatVector high = all(LIMIT);
        FloatVector low = all(-LIMIT);
        FloatVector p3 = all(P3);
        FloatVector p2 = all(P2);
        FloatVector p1 = all(P1);
        FloatVector p0 = all(P0);
        FloatVector q3 = all(Q3);
        FloatVector q2 = all(Q2);
        FloatVector q1 = all(Q1);
        FloatVector q0 = all(Q0);
        for (int i = 0; i < rows; i++) {
            int q = offset + 4 * i * units;
            int r = q + units;
            int z = r + units;
            int n = z + units;
            int from = before + i * stride;
            int to = after + i * stride;
            int j = 0;
            for (; j + LANES <= units; j += LANES) {
                FloatVector v = at(gates, r + j).fma(at(gates, q + j), at(gates, n + j));
                v = v.blend(high, v.compare(GT, high)).blend(low, v.compare(LT, low));
                FloatVector s = v.mul(v);
                FloatVector p = p3.fma(s, p2).fma(s, p1).fma(s, p0);
                v = v.mul(p).div(s.add(q3).fma(s, q2).fma(s, q1).fma(s, q0));
                v.intoArray(gates, n + j);
                at(gates, z + j).fma(at(h, from + j).sub(v), v).intoArray(h, to + j);
            }
            for (; j < units; j++) {
                float v = tanhOf(Math.fma(gates[r + j], gates[q + j], gates[n + j]));
                gates[n + j] = v;
                h[to + j] = Math.fma(gates[z + j], h[from + j] - v, v);
            }
        }
    }

    /**
     * The second half of an LSTM's step: {@code c' = f c + i g}, {@code s = tanh(c')}, {@code h' = o s}.
     *
     * @param gates [rows, 4H] from the offset, a row {@code [i|f|g|o]}, all squashed
     * @param c [rows, H] at {@code before}, and {@code rows * H} further on, set
     * @param squashed [rows, H] from {@code before}: s, set
     */
    static void lstm(
            int rows,
            int units,
            float[] gates,
            int offset,
            float[] c,
            float[] squashed,
            int before,
            float[] h,
            int after,
            int stride) {
        FloatVector high = all(LIMIT);
        FloatVector low = all(-LIMIT);
        FloatVector p3 = all(P3);
        FloatVector p2 = all(P2);
        FloatVector p1 = all(P1);
        FloatVector p0 = all(P0);
        FloatVector q3 = all(Q3);
        FloatVector q2 = all(Q2);
        FloatVector q1 = all(Q1);
        FloatVector q0 = all(Q0);
        for (int row = 0; row < rows; row++) {
            int i = offset + 4 * row * units;
            int f = i + units;
            int g = f + units;
            int o = g + units;
            int from = before + row * units;
            int to = from + rows * units;
            int out = after + row * stride;
            int j = 0;
            for (; j + LANES <= units; j += LANES) {
                FloatVector v = at(gates, f + j).mul(at(c, from + j));
                v = at(gates, i + j).fma(at(gates, g + j), v);
                v.intoArray(c, to + j);
                v = v.blend(high, v.compare(GT, high)).blend(low, v.compare(LT, low));
                FloatVector s = v.mul(v);
                FloatVector p = p3.fma(s, p2).fma(s, p1).fma(s, p0);
                v = v.mul(p).div(s.add(q3).fma(s, q2).fma(s, q1).fma(s, q0));
                v.intoArray(squashed, from + j);
                v.mul(at(gates, o + j)).intoArray(h, out + j);
            }
            for (; j < units; j++) {
                float v = Math.fma(gates[i + j], gates[g + j], gates[f + j] * c[from + j]);
                c[to + j] = v;
                v = tanhOf(v);
                squashed[from + j] = v;
                h[out + j] = v * gates[o + j];
            }
        }
    }

    private static FloatVector at(float[] array, int index) {
        return FloatVector.fromArray(SPECIES, array, index);
    }

    private static FloatVector all(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }
}
