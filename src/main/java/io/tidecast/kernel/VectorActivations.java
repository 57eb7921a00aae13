package io.tidecast.kernel;

import static io.tidecast.kernel.ScalarKernels.LIMIT;
import static io.tidecast.kernel.ScalarKernels.P0;
import static io.tidecast.kernel.ScalarKernels.P1;
import static io.tidecast.kernel.ScalarKernels.P2;
import static io.tidecast.kernel.ScalarKernels.P3;
import static io.tidecast.kernel.ScalarKernels.P4;
import static io.tidecast.kernel.ScalarKernels.P5;
import static io.tidecast.kernel.ScalarKernels.P6;
import static io.tidecast.kernel.ScalarKernels.Q0;
import static io.tidecast.kernel.ScalarKernels.Q1;
import static io.tidecast.kernel.ScalarKernels.Q2;
import static io.tidecast.kernel.ScalarKernels.Q3;
import static io.tidecast.kernel.VectorBlocks.LANES;
import static io.tidecast.kernel.VectorBlocks.SPECIES;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;

/** The rational tanh of {@link ScalarKernels}, with fused multiply-adds. */
final class VectorActivations {
    private VectorActivations() {}

    /**
     * In place {@code x = scale tanh(slope x) + shift}; NaN stays NaN. The values left over at the end of a row get the same bits as those in vectors.
     *
     * <p>All in one method on purpose: C2 must not inline it into its callers, whose other vector operations would then be too many for one compilation and allocate. It never inlines a method
     * of more than 325 bytes of code ({@code FreqInlineSize}). A test asserts that nothing is allocated.
     *
     * @param x [rows, count], row i at {@code at + i * stride}
     */
    static void squash(int rows, float[] x, int at, int stride, int count, float slope, float scale, float shift) {
        FloatVector high = all(LIMIT);
        FloatVector low = all(-LIMIT);
        FloatVector p6 = all(P6);
        FloatVector p5 = all(P5);
        FloatVector p4 = all(P4);
        FloatVector p3 = all(P3);
        FloatVector p2 = all(P2);
        FloatVector p1 = all(P1);
        FloatVector p0 = all(P0);
        FloatVector q3 = all(Q3);
        FloatVector q2 = all(Q2);
        FloatVector q1 = all(Q1);
        FloatVector q0 = all(Q0);
        FloatVector slopes = all(slope);
        FloatVector scales = all(scale);
        FloatVector shifts = all(shift);
        for (int i = 0; i < rows; i++) {
            int end = at + i * stride + count;
            int j = at + i * stride;
            for (; j + LANES <= end; j += LANES) {
                FloatVector v = FloatVector.fromArray(SPECIES, x, j).mul(slopes);
                v = v.blend(high, v.compare(GT, high));
                v = v.blend(low, v.compare(LT, low));
                FloatVector s = v.mul(v);
                FloatVector p = p6.fma(s, p5)
                        .fma(s, p4)
                        .fma(s, p3)
                        .fma(s, p2)
                        .fma(s, p1)
                        .fma(s, p0);
                FloatVector q = q3.fma(s, q2).fma(s, q1).fma(s, q0);
                v.mul(p).div(q).fma(scales, shifts).intoArray(x, j);
            }
            for (; j < end; j++) {
                float v = Math.max(-LIMIT, Math.min(LIMIT, slope * x[j]));
                float s = v * v;
                float p = Math.fma(Math.fma(Math.fma(P6, s, P5), s, P4), s, P3);
                p = Math.fma(Math.fma(Math.fma(p, s, P2), s, P1), s, P0);
                float q = Math.fma(Math.fma(Math.fma(Q3, s, Q2), s, Q1), s, Q0);
                x[j] = Math.fma(v * p / q, scale, shift);
            }
        }
    }

    private static FloatVector all(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }
}
