package io.tidecast.kernel;

import jdk.incubator.vector.FloatVector;

/**
 * SIMD kernels of the JDK's Vector API. Needs {@code --add-modules jdk.incubator.vector}; {@link KernelProvider} alone
 * makes one.
 */
final class VectorKernels implements Kernels {
    private static final int LANES = VectorBlocks.LANES;

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public boolean isSlowUntilCompiled() {
        return true; // Each vector is an object until then.
    }

    @Override
    public PackedMatrix matrix(int columns, Band... bands) {
        return new VectorMatrix(new Bands(columns, bands));
    }

    @Override
    public void sigmoid(int rows, int count, float[] x, int offset, int stride) {
        VectorActivations.sigmoid(rows, count, x, offset, stride);
    }

    @Override
    public void tanh(int rows, int count, float[] x, int offset, int stride) {
        VectorActivations.tanh(rows, count, x, offset, stride);
    }

    @Override
    public void gru(int rows, int units, float[] gates, int offset, float[] h, int before, int after, int stride) {
        VectorActivations.sigmoid(rows, 2 * units, gates, offset + units, 4 * units);
        VectorActivations.gru(rows, units, gates, offset, h, before, after, stride);
    }

    @Override
    public void gruBackward(
            int rows, int units, float[] gates, int offset, float[] h, int before, int stride, float[] dh) {
        for (int i = 0; i < rows; i++) {
            gruRowBackward(units, gates, offset + 4 * i * units, h, before + i * stride, dh, i * units);
        }
    }

    private static void gruRowBackward(int units, float[] gates, int q, float[] h, int before, float[] dh, int at) {
        int r = q + units;
        int z = r + units;
        int n = z + units;
        FloatVector one = FloatVector.broadcast(VectorBlocks.SPECIES, 1f);
        int j = 0;
        for (; j + LANES <= units; j += LANES) {
            FloatVector gateR = at(gates, r + j);
            FloatVector gateZ = at(gates, z + j);
            FloatVector gateN = at(gates, n + j);
            FloatVector d = at(dh, at + j);
            FloatVector rest = one.sub(gateZ);
            FloatVector dN = d.mul(rest).mul(one.sub(gateN.mul(gateN)));
            d.mul(at(h, before + j).sub(gateN)).mul(gateZ).mul(rest).intoArray(gates, z + j);
            dN.mul(at(gates, q + j)).mul(gateR).mul(one.sub(gateR)).intoArray(gates, r + j);
            dN.mul(gateR).intoArray(gates, q + j);
            dN.intoArray(gates, n + j);
            d.mul(gateZ).intoArray(dh, at + j);
        }
        if (j < units) {
            ScalarKernels.gruUnitsBackward(j, units, gates, q, h, before, dh, at);
        }
    }

    @Override
    public void mix(int rows, int units, float[] gates, int offset, float[] h, int before, int after, int stride) {
        VectorActivations.tanh(rows, units, gates, offset + 2 * units, 3 * units);
        for (int i = 0; i < rows; i++) {
            mixRow(units, gates, offset + (3 * i + 1) * units, h, before + i * stride, after + i * stride);
        }
    }

    /** {@code h' = n + z (h - n)} from {@code [z|n]}. */
    private static void mixRow(int units, float[] gates, int z, float[] h, int before, int after) {
        int n = z + units;
        int j = 0;
        for (; j + LANES <= units; j += LANES) {
            FloatVector gateN = at(gates, n + j);
            at(gates, z + j).fma(at(h, before + j).sub(gateN), gateN).intoArray(h, after + j);
        }
        for (; j < units; j++) {
            h[after + j] = Math.fma(gates[z + j], h[before + j] - gates[n + j], gates[n + j]);
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
            int aAt = aOffset + i * aStride;
            int bAt = bOffset + i * bStride;
            int cAt = cOffset + i * cStride;
            int j = 0;
            for (; j + LANES <= count; j += LANES) {
                at(a, aAt + j).mul(at(b, bAt + j)).intoArray(c, cAt + j);
            }
            for (; j < count; j++) {
                c[cAt + j] = a[aAt + j] * b[bAt + j];
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
        VectorActivations.sigmoid(rows, 2 * units, gates, offset, 4 * units);
        VectorActivations.tanh(rows, units, gates, offset + 2 * units, 4 * units);
        VectorActivations.sigmoid(rows, units, gates, offset + 3 * units, 4 * units);
        VectorActivations.lstm(rows, units, gates, offset, c, squashed, before, h, after, stride);
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
            lstmRowBackward(units, gates, offset + 4 * at, c, squashed, before + at, dh, dc, at);
        }
    }

    private static void lstmRowBackward(
            int units, float[] gates, int i, float[] c, float[] squashed, int before, float[] dh, float[] dc, int at) {
        int f = i + units;
        int g = f + units;
        int o = g + units;
        FloatVector one = FloatVector.broadcast(VectorBlocks.SPECIES, 1f);
        int j = 0;
        for (; j + LANES <= units; j += LANES) {
            FloatVector gateI = at(gates, i + j);
            FloatVector gateF = at(gates, f + j);
            FloatVector gateG = at(gates, g + j);
            FloatVector gateO = at(gates, o + j);
            FloatVector tanhC = at(squashed, before + j);
            FloatVector dH = at(dh, at + j);
            FloatVector dC = dH.mul(gateO).mul(one.sub(tanhC.mul(tanhC))).add(at(dc, at + j));
            dC.mul(gateG).mul(gateI).mul(one.sub(gateI)).intoArray(gates, i + j);
            dC.mul(at(c, before + j)).mul(gateF).mul(one.sub(gateF)).intoArray(gates, f + j);
            dC.mul(gateI).mul(one.sub(gateG.mul(gateG))).intoArray(gates, g + j);
            dH.mul(tanhC).mul(gateO).mul(one.sub(gateO)).intoArray(gates, o + j);
            dC.mul(gateF).intoArray(dc, at + j);
        }
        if (j < units) {
            ScalarKernels.lstmUnitsBackward(j, units, gates, i, c, squashed, before, dh, dc, at);
        }
    }

    private static FloatVector at(float[] array, int index) {
        return FloatVector.fromArray(VectorBlocks.SPECIES, array, index);
    }
}
