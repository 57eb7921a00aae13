package io.tidecast.kernel;

/**
 * Reference kernels, to be read first: plain loops that say what each kernel computes, in the order it is written down.
 *
 * <p>tanh is the rational {@code x P(x²) / Q(x²)} on [-7.85, 7.85], P of degree 3 and Q of degree 4 fitted for the
 * least greatest error; its absolute error is below 5e-7 everywhere and the result stays inside (-1, 1). The sigmoid is
 * {@code 0.5 + 0.5 tanh(x / 2)}. Math.tanh and Math.exp would cost some 30 ns an element.
 */
public class ScalarKernels implements Kernels {
    static final float LIMIT = 7.85f;
    static final float P3 = 46.453228f;
    static final float P2 = 11999.272f;
    static final float P1 = 525901.94f;
    static final float P0 = 4069600.2f;
    static final float Q3 = 970.17487f; // Q4 is 1
    static final float Q2 = 96870.84f;
    static final float Q1 = 1882427.5f;
    static final float Q0 = 4069602.8f;

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public PackedMatrix matrix(int columns, Band... bands) {
        return new ScalarMatrix(new Bands(columns, bands));
    }

    @Override
    public void sigmoid(int rows, int count, float[] x, int offset, int stride) {
        for (int i = 0; i < rows; i++) {
            for (int j = offset + i * stride; j < offset + i * stride + count; j++) {
                x[j] = sigmoid(x[j]);
            }
        }
    }

    @Override
    public void tanh(int rows, int count, float[] x, int offset, int stride) {
        for (int i = 0; i < rows; i++) {
            for (int j = offset + i * stride; j < offset + i * stride + count; j++) {
                x[j] = tanh(x[j]);
            }
        }
    }

    @Override
    public void gru(int rows, int units, float[] gates, int offset, float[] h, int before, int after, int stride) {
        for (int i = 0; i < rows; i++) {
            gruUnits(0, units, gates, offset + 4 * i * units, h, before + i * stride, after + i * stride);
        }
    }

    /** Units from .. units of one row of {@link #gru}. */
    static void gruUnits(int from, int units, float[] gates, int q, float[] h, int before, int after) {
        int r = q + units;
        int z = r + units;
        int n = z + units;
        for (int j = from; j < units; j++) {
            gates[r + j] = sigmoid(gates[r + j]);
            gates[z + j] = sigmoid(gates[z + j]);
            gates[n + j] = tanh(gates[n + j] + gates[r + j] * gates[q + j]);
            h[after + j] = gates[n + j] + gates[z + j] * (h[before + j] - gates[n + j]);
        }
    }

    @Override
    public void gruBackward(
            int rows, int units, float[] gates, int offset, float[] h, int before, int stride, float[] dh) {
        for (int i = 0; i < rows; i++) {
            gruUnitsBackward(0, units, gates, offset + 4 * i * units, h, before + i * stride, dh, i * units);
        }
    }

    /** Units from .. units of one row of {@link #gruBackward}. */
    static void gruUnitsBackward(int from, int units, float[] gates, int q, float[] h, int before, float[] dh, int at) {
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

    @Override
    public void mix(int rows, int units, float[] gates, int offset, float[] h, int before, int after, int stride) {
        for (int i = 0; i < rows; i++) {
            int z = offset + (3 * i + 1) * units;
            int n = z + units;
            for (int j = 0; j < units; j++) {
                float gateN = tanh(gates[n + j]);
                gates[n + j] = gateN;
                h[after + i * stride + j] = gateN + gates[z + j] * (h[before + i * stride + j] - gateN);
            }
        }
    }

    @Override
    public void multiply(
            int rows,
            int count,
            float[] a,
            int aOffset,
            int aStride,
            float[] b,
            int bOffset,
            int bStride,
            float[] c,
            int cOffset,
            int cStride) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < count; j++) {
                c[cOffset + i * cStride + j] = a[aOffset + i * aStride + j] * b[bOffset + i * bStride + j];
            }
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
            for (int j = 0; j < units; j++) {
                gates[i + j] = sigmoid(gates[i + j]);
                gates[f + j] = sigmoid(gates[f + j]);
                gates[g + j] = tanh(gates[g + j]);
                gates[o + j] = sigmoid(gates[o + j]);
                float next = gates[f + j] * c[cell + j] + gates[i + j] * gates[g + j];
                c[cell + rows * units + j] = next;
                squashed[cell + j] = tanh(next);
                h[after + row * stride + j] = gates[o + j] * squashed[cell + j];
            }
        }
    }

    @Override
    public void lstmBackward(
            int rows,
            int units,
            float[] gates,
            int offset,
            float[] c,
            float[] squashed,
            int before,
            float[] dh,
            float[] dc) {
        for (int row = 0; row < rows; row++) {
            int at = row * units;
            lstmUnitsBackward(0, units, gates, offset + 4 * at, c, squashed, before + at, dh, dc, at);
        }
    }

    /** Units from .. units of one row of {@link #lstmBackward}. */
    static void lstmUnitsBackward(
            int from,
            int units,
            float[] gates,
            int i,
            float[] c,
            float[] squashed,
            int before,
            float[] dh,
            float[] dc,
            int at) {
        int f = i + units;
        int g = f + units;
        int o = g + units;
        for (int j = from; j < units; j++) {
            float gateI = gates[i + j];
            float gateF = gates[f + j];
            float gateG = gates[g + j];
            float gateO = gates[o + j];
            float tanhC = squashed[before + j];
            float dH = dh[at + j];
            float dC = dc[at + j] + dH * gateO * (1 - tanhC * tanhC);
            gates[i + j] = dC * gateG * gateI * (1 - gateI);
            gates[f + j] = dC * c[before + j] * gateF * (1 - gateF);
            gates[g + j] = dC * gateI * (1 - gateG * gateG);
            gates[o + j] = dH * tanhC * gateO * (1 - gateO);
            dc[at + j] = dC * gateF;
        }
    }

    static float sigmoid(float x) {
        return 0.5f + 0.5f * tanh(0.5f * x);
    }

    /** The rational approximation for one value; NaN stays NaN. */
    static float tanh(float value) {
        float x = Math.max(-LIMIT, Math.min(LIMIT, value));
        float s = x * x;
        float p = ((P3 * s + P2) * s + P1) * s + P0;
        float q = (((s + Q3) * s + Q2) * s + Q1) * s + Q0;
        return x * p / q;
    }
}
