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

    /**
     * One step of a GRU whose reset gate acts after the product, from the gates' sums to the next state.
     *
     * <pre>
     * r = sigmoid(r)   z = sigmoid(z)   n = tanh(n + r q)   h' = n + z (h - n)
     * </pre>
     *
     * @param rows B
     * @param units H
     * @param gates [B, 4H] from the offset, a row {@code [q|r|z|n]}; r, z and n are replaced by their values
     * @param h state [B, H] at {@code before}, read, and at {@code after}, set
     * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html">torch.nn.GRU</a>
     */
    void gru(int rows, int units, float[] gates, int offset, float[] h, int before, int after);

    /**
     * The backward of {@link #gru}: the gradients of the gates' sums, and what of the state's passes by the weights.
     *
     * <pre>
     * n' = dh (1 - z) (1 - n²)   z' = dh (h - n) z (1 - z)   r' = n' q r (1 - r)   q' = n' r   dh = dh z
     * </pre>
     *
     * @param rows B
     * @param units H
     * @param gates [B, 4H] from the offset, a row {@code [q|r|z|n]} as {@link #gru} left it; replaced by the gradients
     * @param h state before the step, [B, H] at {@code before}
     * @param dh [B, H], gradient of the state after the step; multiplied by z
     */
    void gruBackward(int rows, int units, float[] gates, int offset, float[] h, int before, float[] dh);
}
