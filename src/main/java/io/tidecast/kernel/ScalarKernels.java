package io.tidecast.kernel;

/**
 * Plain loops. tanh is the rational x P6(x²) / Q3(x²) on [-7.90531, 7.90531], the coefficients of Eigen's {@code generic_fast_tanh_float}; its absolute error is below
 * 5e-7 everywhere and the result never leaves [-1, 1] (tested; another clamp on the result would cost as much as the polynomials). The sigmoid is {@code 0.5 + 0.5 tanh(x / 2)}. Math.tanh and Math.exp would cost some 30 ns an element.
 */
public final class ScalarKernels implements Kernels {
    private static final float LIMIT = 7.905311f;

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

    /** The rational approximation for one value; NaN stays NaN. */
    static float tanh(float value) {
        float x = Math.max(-LIMIT, Math.min(LIMIT, value));
        float s = x * x;
        float p = -2.7607684e-16f * s + 2.000188e-13f;
        p = p * s - 8.604672e-11f;
        p = p * s + 5.1222973e-8f;
        p = p * s + 1.48572235e-5f;
        p = p * s + 6.3726195e-4f;
        p = p * s + 0.0048935246f;
        float q = 1.1982584e-6f * s + 1.1853471e-4f;
        q = q * s + 0.0022684347f;
        q = q * s + 0.004893525f;
        return x * p / q;
    }
}
