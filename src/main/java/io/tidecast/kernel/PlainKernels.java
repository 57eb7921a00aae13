package io.tidecast.kernel;

/**
 * Auto-vectorised kernels: loops of the kind that HotSpot's compiler turns into vector instructions by itself: the
 * fallback where the Vector API is absent. Such a loop writes one array and knows no branches; the activations are
 * therefore passes of their own, in place. What is not written anew here stands in the reference.
 */
class PlainKernels extends ScalarKernels {
    @Override
    public String name() {
        return "plain";
    }

    @Override
    public PackedMatrix matrix(int columns, Band... bands) {
        return new PlainMatrix(new Bands(columns, bands));
    }

    @Override
    public void sigmoid(int rows, int count, float[] x, int offset, int stride) {
        for (int i = 0; i < rows; i++) {
            sigmoids(count, x, offset + i * stride);
        }
    }

    @Override
    public void tanh(int rows, int count, float[] x, int offset, int stride) {
        for (int i = 0; i < rows; i++) {
            tanhs(count, x, offset + i * stride);
        }
    }

    private static void sigmoids(int count, float[] x, int at) {
        squash(count, x, at, 0.5f, 0.5f);
    }

    private static void tanhs(int count, float[] x, int at) {
        squash(count, x, at, 1f, 0f);
    }

    /**
     * {@code x = shift + slope tanh(slope x)}. The loop takes two elements a round, as C2 makes vectors of no more than
     * four rounds of a loop that is so short on average; one round it runs by itself, so the loop begins with the two
     * elements before, which are put back. Where x begins on a vector's boundary ({@link AlignedArray}) nothing that
     * counts is left to single instructions: 64 elements take 30 ns instead of 60.
     */
    private static void squash(int count, float[] x, int at, float slope, float shift) {
        int from = at >= 2 ? at - 2 : at;
        float x0 = x[from];
        float x1 = x[Math.max(0, at - 1)];
        int end = at + count - count % 2;
        for (int j = from; j < end; j += 2) {
            x[j] = Math.fma(slope, tanhOf(slope * x[j]), shift);
            x[j + 1] = Math.fma(slope, tanhOf(slope * x[j + 1]), shift);
        }
        if (end < at + count) {
            x[end] = Math.fma(slope, tanhOf(slope * x[end]), shift);
        }
        if (from < at) {
            x[at - 2] = x0;
            x[at - 1] = x1;
        }
    }

    /** The reference's, with fused multiply-adds. */
    static float tanhOf(float value) {
        float x = Math.max(-LIMIT, Math.min(LIMIT, value));
        float s = x * x;
        float p = Math.fma(Math.fma(Math.fma(P3, s, P2), s, P1), s, P0);
        float q = Math.fma(Math.fma(Math.fma(s + Q3, s, Q2), s, Q1), s, Q0);
        return x * p / q;
    }

    @Override
    public void gru(int rows, int units, float[] gates, int offset, float[] h, int before, int after, int stride) {
        for (int i = 0; i < rows; i++) {
            int q = offset + 4 * i * units;
            int n = q + 3 * units;
            sigmoids(2 * units, gates, q + units);
            for (int j = 0; j < units; j++) {
                gates[n + j] += gates[q + units + j] * gates[q + j];
            }
            tanhs(units, gates, n);
            mixed(units, gates, q + 2 * units, h, before + i * stride, after + i * stride);
        }
    }

    @Override
    public void mix(int rows, int units, float[] gates, int offset, float[] h, int before, int after, int stride) {
        for (int i = 0; i < rows; i++) {
            int z = offset + (3 * i + 1) * units;
            tanhs(units, gates, z + units);
            mixed(units, gates, z, h, before + i * stride, after + i * stride);
        }
    }

    /** {@code h' = n + z (h - n)} from {@code [z|n]}. */
    private static void mixed(int units, float[] gates, int z, float[] h, int before, int after) {
        int n = z + units;
        for (int j = 0; j < units; j++) {
            h[after + j] = gates[n + j] + gates[z + j] * (h[before + j] - gates[n + j]);
        }
    }

    @Override
    public void lstm(
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
        for (int row = 0; row < rows; row++) {
            int i = offset + 4 * row * units;
            int f = i + units;
            int g = f + units;
            int o = g + units;
            int cell = before + row * units;
            sigmoids(2 * units, gates, i);
            tanhs(units, gates, g);
            sigmoids(units, gates, o);
            for (int j = 0; j < units; j++) {
                c[cell + rows * units + j] = gates[f + j] * c[cell + j] + gates[i + j] * gates[g + j];
            }
            System.arraycopy(c, cell + rows * units, squashed, cell, units);
            tanhs(units, squashed, cell);
            for (int j = 0; j < units; j++) {
                h[after + row * stride + j] = gates[o + j] * squashed[cell + j];
            }
        }
    }
}
