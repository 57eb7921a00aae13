package io.tidecast.kernel;

/** Products by EJML, a library of dense linear algebra in plain Java; everything else as {@link ScalarKernels} has it. */
final class EjmlKernels implements Kernels {
    private final ScalarKernels plain = new ScalarKernels();

    @Override
    public String name() {
        return "ejml";
    }

    @Override
    public PackedMatrix matrix(int inner, int columns) {
        return new EjmlMatrix(inner, columns);
    }

    @Override
    public void sigmoid(float[] x, int offset, int count) {
        plain.sigmoid(x, offset, count);
    }

    @Override
    public void tanh(float[] x, int offset, int count) {
        plain.tanh(x, offset, count);
    }

    @Override
    public void gru(int rows, int units, float[] gates, int offset, float[] h, int before, int after) {
        plain.gru(rows, units, gates, offset, h, before, after);
    }

    @Override
    public void gruBackward(int rows, int units, float[] gates, int offset, float[] h, int before, float[] dh) {
        plain.gruBackward(rows, units, gates, offset, h, before, dh);
    }
}
