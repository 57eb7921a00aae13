package io.tidecast.kernel;

/**
 * A matrix B [inner, columns] kept for multiplication. A weight W as PyTorch stores it, [outputs, inputs] row-major, is B = Wᵀ in the forward product (fill it with
 * {@link #loadTransposed}) and B = W in the backward one ({@link #load}); the gradient of the weight is gathered in one, too ({@link #addProductOfTransposed}).
 * Column and row ranges let a layer keep its gates in another order than the stored one.
 */
public interface PackedMatrix {
    /** Rows of B. */
    int inner();

    /** Columns of B. */
    int columns();

    /** Sets every element to zero. */
    void clear();

    /** {@code B[firstRow + i, :] = source[offset + i * columns ..]} for i &lt; rows: rows taken as they are. */
    void load(float[] source, int offset, int firstRow, int rows);

    /** {@code B[k, firstColumn + j] = source[offset + j * inner + k]} for j &lt; count: a block [count, inner] of the source, transposed. */
    void loadTransposed(float[] source, int offset, int firstColumn, int count);

    /** {@code target[offset + j * inner + k] += B[k, firstColumn + j]} for j &lt; count: the inverse of {@link #loadTransposed}, accumulating. */
    void addTransposedTo(float[] target, int offset, int firstColumn, int count);

    /** {@code C += A B}, A [rows, inner] and C [rows, columns], row i at {@code offset + i * stride}; C is modified. */
    void addProductTo(int rows, float[] a, int aOffset, int aStride, float[] c, int cOffset, int cStride);

    /** {@code C = 1 biasᵀ + A B}: as {@link #addProductTo}, but each row of C begins as {@code bias[biasOffset .. biasOffset + columns)}. */
    void setProductTo(
            int rows,
            float[] bias,
            int biasOffset,
            float[] a,
            int aOffset,
            int aStride,
            float[] c,
            int cOffset,
            int cStride);

    /** {@code B += Aᵀ D}, A [rows, inner] and D [rows, columns], row i at {@code offset + i * stride}; this matrix is modified. A stride of 0 takes the same row again. */
    void addProductOfTransposed(int rows, float[] a, int aOffset, int aStride, float[] d, int dOffset, int dStride);
}
