package io.tidecast.kernel;

import jdk.incubator.vector.FloatVector;

/** The JDK's Vector API. Needs {@code --add-modules jdk.incubator.vector}; {@link KernelProvider} alone makes one. */
final class VectorKernels implements Kernels {
    private static final int LANES = VectorBlocks.LANES;

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public PackedMatrix matrix(int inner, int columns) {
        return new VectorMatrix(inner, columns);
    }

    @Override
    public void sigmoid(float[] x, int offset, int count) {
        VectorActivations.squash(1, x, offset, count, count, 0.5f, 0.5f, 0.5f);
    }

    @Override
    public void tanh(float[] x, int offset, int count) {
        VectorActivations.squash(1, x, offset, count, count, 1f, 1f, 0f);
    }

    @Override
    public void gru(int rows, int units, float[] gates, int offset, float[] h, int before, int after) {
        int width = 4 * units;
        VectorActivations.squash(rows, gates, offset + units, width, 2 * units, 0.5f, 0.5f, 0.5f);
        for (int i = 0; i < rows; i++) {
            gruCandidate(units, gates, offset + i * width);
        }
        VectorActivations.squash(rows, gates, offset + 3 * units, width, units, 1f, 1f, 0f);
        for (int i = 0; i < rows; i++) {
            gruState(units, gates, offset + i * width + 2 * units, h, before + i * units, after + i * units);
        }
    }

    /** {@code n = n + r q} in a row {@code [q|r|z|n]}. */
    private static void gruCandidate(int units, float[] gates, int q) {
        int r = q + units;
        int n = r + 2 * units;
        int j = 0;
        for (; j + LANES <= units; j += LANES) {
            at(gates, r + j).fma(at(gates, q + j), at(gates, n + j)).intoArray(gates, n + j);
        }
        for (; j < units; j++) {
            gates[n + j] = Math.fma(gates[r + j], gates[q + j], gates[n + j]);
        }
    }

    /** {@code h' = n + z (h - n)} from {@code [z|n]}. */
    private static void gruState(int units, float[] gates, int z, float[] h, int before, int after) {
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
    public void gruBackward(int rows, int units, float[] gates, int offset, float[] h, int before, float[] dh) {
        for (int i = 0; i < rows; i++) {
            gruRowBackward(units, gates, offset + 4 * i * units, h, before + i * units, dh, i * units);
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
            ScalarKernels.gruRowBackward(j, units, gates, q, h, before, dh, at);
        }
    }

    private static FloatVector at(float[] array, int index) {
        return FloatVector.fromArray(VectorBlocks.SPECIES, array, index);
    }
}
