package io.tidecast.kernel;

/**
 * The arithmetic a recurrent network spends its time in, behind one interface so that a faster implementation can stand in for the readable one. Every
 * implementation must agree with {@link ScalarKernels} to rounding; one alone must always give the same bits for the same input.
 */
public interface Kernels {
    /** A short name for logs and reports, such as {@code scalar}. */
    String name();

    /** A zero matrix [inner, columns] in the layout this implementation multiplies fastest by. It may carry scratch, so it belongs to one thread. */
    PackedMatrix matrix(int inner, int columns);

    /** In place {@code x = 1 / (1 + exp(-x))} over {@code x[offset .. offset + count)}; absolute error at most 5e-7. */
    void sigmoid(float[] x, int offset, int count);

    /** In place {@code x = tanh(x)} over {@code x[offset .. offset + count)}; absolute error at most 5e-7. */
    void tanh(float[] x, int offset, int count);
}
