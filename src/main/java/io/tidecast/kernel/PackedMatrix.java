package io.tidecast.kernel;

/**
 * Packed matrix B [inner, columns] kept for multiplication, made of {@link Band}s: rows that are zero outside of some
 * columns, and that can be multiplied alone. A recurrent layer's weights are one such matrix, its inputs' rows above
 * its state's.
 *
 * <p>A weight W as PyTorch stores it, [outputs, inputs] row-major, is B = Wᵀ in the forward product (fill it with
 * {@link #loadTransposed}) and B = W in the backward one ({@link #load}); the gradient of the weight is gathered in
 * one, too ({@link #addProductOfTransposed}). Column ranges let a layer keep its gates in another order than the stored
 * one.
 *
 * <p>Where a band is zero its rows need not be multiplied, but may be: a row of A with infinities in it can give NaN
 * there.
 */
public interface PackedMatrix {
    /** Rows of B. */
    int inner();

    /** Columns of B. */
    int columns();

    /** Sets every element to zero. */
    void clear();

    /**
     * {@code B[i, :] = source[offset + i * columns ..]} for i of the rows: B as it is. The matrix must be a single
     * band.
     */
    void load(float[] source, int offset, int firstRow, int rows);

    /**
     * {@code B[r + k, firstColumn + j] = source[offset + j * rows + k]} for j &lt; count, where r is the first of the
     * band's rows: a block [count, rows] of the source, transposed.
     */
    void loadTransposed(float[] source, int offset, int band, int firstColumn, int count);

    /**
     * {@code target[offset + j * rows + k] += B[r + k, firstColumn + j]} for j &lt; count: the inverse of
     * {@link #loadTransposed}, accumulating.
     */
    void addTransposedTo(float[] target, int offset, int band, int firstColumn, int count);

    /**
     * {@code C = 1 biasᵀ + A B}, A [rows, inner] and C [rows, columns], row i at {@code offset + i * stride}; a row's
     * result is the same bits whatever rows stand beside it.
     *
     * @param bias [columns] at biasOffset
     */
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

    /** As {@link #setProductTo}, with one band of B and the columns of A that meet it; every column of C is set. */
    void setBandProductTo(
            int band,
            int rows,
            float[] bias,
            int biasOffset,
            float[] a,
            int aOffset,
            int aStride,
            float[] c,
            int cOffset,
            int cStride);

    /** {@code C += A B}; arguments as in {@link #setProductTo}. */
    void addProductTo(int rows, float[] a, int aOffset, int aStride, float[] c, int cOffset, int cStride);

    /** As {@link #addProductTo}, with one band of B and the columns of A that meet it. */
    void addBandProductTo(int band, int rows, float[] a, int aOffset, int aStride, float[] c, int cOffset, int cStride);

    /**
     * {@code B += Aᵀ D} inside the bands, A [rows, inner] and D [rows, columns], row i at {@code offset + i * stride};
     * this matrix is modified. A stride of 0 takes the same row again.
     */
    void addProductOfTransposed(int rows, float[] a, int aOffset, int aStride, float[] d, int dOffset, int dStride);
}
