package io.tidecast.kernel;

/**
 * Compute kernels: the arithmetic a recurrent network spends its time in, behind one interface so that a faster
 * implementation can stand in for the readable one. Every implementation must agree with {@link ScalarKernels} to
 * rounding; one alone must always give the same bits for the same input. None allocates in a call.
 *
 * <p>Rows of an argument lie apart by a stride: row i begins at {@code offset + i * stride}.
 */
public interface Kernels {
    /** A short name for logs and reports, such as {@code scalar}. */
    String name();

    /** Whether it is far slower than plain loops until the JVM's better compiler has come to it. */
    default boolean isSlowUntilCompiled() {
        return false;
    }

    /**
     * A zero matrix of these bands, from top to bottom, in the layout this implementation multiplies fastest by. It may
     * carry scratch, so it belongs to one thread.
     */
    PackedMatrix matrix(int columns, Band... bands);

    /** A zero matrix [inner, columns] without zeros known beforehand. */
    default PackedMatrix matrix(int inner, int columns) {
        return matrix(columns, new Band(inner, 0, columns));
    }

    /** In place {@code x = 1 / (1 + exp(-x))} over x [rows, count]; absolute error at most 5e-7. */
    void sigmoid(int rows, int count, float[] x, int offset, int stride);

    /** In place {@code x = tanh(x)} over x [rows, count]; absolute error at most 5e-7. */
    void tanh(int rows, int count, float[] x, int offset, int stride);

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
     * @param h state [B, H] with this stride at {@code before}, read, and at {@code after}, set
     * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html">torch.nn.GRU</a>
     */
    void gru(int rows, int units, float[] gates, int offset, float[] h, int before, int after, int stride);

    /**
     * The backward of {@link #gru}: the gradients of the gates' sums, and what of the state's passes by the weights.
     *
     * <pre>
     * n' = dh (1 - z) (1 - n²)   z' = dh (h - n) z (1 - z)   r' = n' q r (1 - r)   q' = n' r   dh = dh z
     * </pre>
     *
     * @param gates [B, 4H] from the offset, a row {@code [q|r|z|n]} as {@link #gru} left it; replaced by the gradients
     * @param h state before the step, [B, H] with this stride at {@code before}
     * @param dh [B, H], gradient of the state after the step; multiplied by z
     */
    void gruBackward(int rows, int units, float[] gates, int offset, float[] h, int before, int stride, float[] dh);

    /**
     * What the two gates of a GRU that resets before the product give, from {@link #sigmoid}s and a sum.
     *
     * <pre>
     * n = tanh(n)   h' = n + z (h - n)
     * </pre>
     *
     * @param gates [B, 3H] from the offset, a row {@code [r|z|n]}; n is replaced by its value
     * @param h state [B, H] with this stride at {@code before}, read, and at {@code after}, set
     */
    void mix(int rows, int units, float[] gates, int offset, float[] h, int before, int after, int stride);

    /** {@code c = a b}, element by element, all [rows, count]; C is set. */
    void multiply(
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
            int cStride);

    /**
     * One step of an LSTM, from the gates' sums to the next cell and state.
     *
     * <pre>
     * i = sigmoid(i)   f = sigmoid(f)   g = tanh(g)   o = sigmoid(o)   c' = f c + i g   s = tanh(c')   h' = o s
     * </pre>
     *
     * @param gates [B, 4H] from the offset, a row {@code [i|f|g|o]}; replaced by their values
     * @param c cell [B, H] at {@code before}, read, and {@code B * H} further on, set
     * @param squashed [B, H] from {@code before}: s, set
     * @param h state [B, H] with this stride at {@code after}, set
     * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html">torch.nn.LSTM</a>
     */
    void lstm(
            int rows,
            int units,
            float[] gates,
            int offset,
            float[] c,
            float[] squashed,
            int before,
            float[] h,
            int after,
            int stride);

    /**
     * The backward of {@link #lstm}: the gradients of the gates' sums and of the cell before the step.
     *
     * <pre>
     * dc = dc + dh o (1 - s²)   i' = dc g i (1 - i)   f' = dc c f (1 - f)   g' = dc i (1 - g²)
     * o' = dh s o (1 - o)       dc = dc f
     * </pre>
     *
     * @param gates [B, 4H] from the offset as {@link #lstm} left it; replaced by the gradients
     * @param c cell before the step, [B, H] at {@code before}
     * @param squashed s, [B, H] from {@code before}
     * @param dh [B, H], gradient of the state after the step; read
     * @param dc [B, H], gradient of the cell after the step; replaced by that before it
     */
    void lstmBackward(
            int rows,
            int units,
            float[] gates,
            int offset,
            float[] c,
            float[] squashed,
            int before,
            float[] dh,
            float[] dc);
}
