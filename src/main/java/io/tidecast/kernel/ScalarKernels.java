package io.tidecast.kernel;

/**
 * Plain loops. tanh is the rational x P6(x²) / Q3(x²) on [-7.90531, 7.90531], the coefficients of Eigen's {@code generic_fast_tanh_float}; its absolute error is below
 * 5e-7 everywhere and the result never leaves [-1, 1] (tested; another clamp on the result would cost as much as the polynomials). The sigmoid is {@code 0.5 + 0.5 tanh(x / 2)}. Math.tanh and Math.exp would cost some 30 ns an element.
 */
public final class ScalarKernels implements Kernels {
    static final float LIMIT = 7.905311f;
    static final float P6 = -2.7607684e-16f;
    static final float P5 = 2.000188e-13f;
    static final float P4 = -8.604672e-11f;
    static final float P3 = 5.1222973e-8f;
    static final float P2 = 1.48572235e-5f;
    static final float P1 = 6.3726195e-4f;
    static final float P0 = 0.0048935246f;
    static final float Q3 = 1.1982584e-6f;
    static final float Q2 = 1.1853471e-4f;
    static final float Q1 = 0.0022684347f;
    static final float Q0 = 0.004893525f;

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public PackedMatrix matrix(int inner, int columns) {
        return new ScalarMatrix(inner, columns);
    }

    @Override
    public void sigmoid(float[] x, int offset, int count) {
        for (int i = 0; i < count; i++) {
            x[offset + i] = 0.5f + 0.5f * tanh(0.5f * x[offset + i]);
        }
    }

    @Override
    public void tanh(float[] x, int offset, int count) {
        for (int i = 0; i < count; i++) {
            x[offset + i] = tanh(x[offset + i]);
        }
    }

    @Override
    public void gru(int rows, int units, float[] gates, int offset, float[] h, int before, int after) {
        for (int i = 0; i < rows; i++) {
            int q = offset + 4 * i * units;
            int r = q + units;
            int z = r + units;
            int n = z + units;
            sigmoid(gates, r, 2 * units);
            for (int j = 0; j < units; j++) {
                gates[n + j] += gates[r + j] * gates[q + j];
            }
            tanh(gates, n, units);
            int from = before + i * units;
            int to = after + i * units;
            for (int j = 0; j < units; j++) {
                h[to + j] = gates[n + j] + gates[z + j] * (h[from + j] - gates[n + j]);
            }
        }
    }

    @Override
    public void gruBackward(int rows, int units, float[] gates, int offset, float[] h, int before, float[] dh) {
        for (int i = 0; i < rows; i++) {
            gruRowBackward(0, units, gates, offset + 4 * i * units, h, before + i * units, dh, i * units);
        }
    }

    /** One row's units from .. units of {@link #gruBackward}. */
    static void gruRowBackward(int from, int units, float[] gates, int q, float[] h, int before, float[] dh, int at) {
        int r = q + units;
        int z = r + units;
        int n = z + units;
        for (int j = from; j < units; j++) {
            float gateR = gates[r + j];
            float gateZ = gates[z + j];
            float gateN = gates[n + j];
            float d = dh[at + j];
            float dN = d * (1 - gateZ) * (1 - gateN * gateN);
            gates[z + j] = d * (h[before + j] - gateN) * gateZ * (1 - gateZ);
            gates[r + j] = dN * gates[q + j] * gateR * (1 - gateR);
            gates[q + j] = dN * gateR;
            gates[n + j] = dN;
            dh[at + j] = d * gateZ;
        }
    }

    /** The rational approximation for one value; NaN stays NaN. */
    static float tanh(float value) {
        float x = Math.max(-LIMIT, Math.min(LIMIT, value));
        float s = x * x;
        float p = P6 * s + P5;
        p = p * s + P4;
        p = p * s + P3;
        p = p * s + P2;
        p = p * s + P1;
        p = p * s + P0;
        float q = Q3 * s + Q2;
        q = q * s + Q1;
        q = q * s + Q0;
        return x * p / q;
    }
}
