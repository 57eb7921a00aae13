package io.tidecast.kernel;

import java.util.Arrays;

/**
 * The readable reference. Rows are arrays of their own and every inner loop starts at index 0: C2 turns such loops into vector code, and does not when an invariant
 * offset stands in the index (24 against 6 GFLOP/s on JDK 17). The output row is therefore copied to a scratch row, updated there, and copied back.
 */
final class ScalarMatrix implements PackedMatrix {
    private final int inner;
    private final int columns;
    private final float[][] rows; // [inner][columns]
    private final float[] scratch0; // [columns]
    private final float[] scratch1;
    private final float[] scratch2;
    private final float[] scratch3;

    ScalarMatrix(int inner, int columns) {
        this.inner = inner;
        this.columns = columns;
        this.rows = new float[inner][columns];
        this.scratch0 = new float[columns];
        this.scratch1 = new float[columns];
        this.scratch2 = new float[columns];
        this.scratch3 = new float[columns];
    }

    @Override
    public int inner() {
        return inner;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public void clear() {
        for (float[] row : rows) {
            Arrays.fill(row, 0f);
        }
    }

    @Override
    public void load(float[] source, int offset, int firstRow, int count) {
        for (int i = 0; i < count; i++) {
            System.arraycopy(source, offset + i * columns, rows[firstRow + i], 0, columns);
        }
    }

    @Override
    public void loadTransposed(float[] source, int offset, int firstColumn, int count) {
        for (int k = 0; k < inner; k++) {
            float[] row = rows[k];
            for (int j = 0; j < count; j++) {
                row[firstColumn + j] = source[offset + j * inner + k];
            }
        }
    }

    @Override
    public void addTransposedTo(float[] target, int offset, int firstColumn, int count) {
        for (int k = 0; k < inner; k++) {
            float[] row = rows[k];
            for (int j = 0; j < count; j++) {
                target[offset + j * inner + k] += row[firstColumn + j];
            }
        }
    }

    @Override
    public void addProductTo(int count, float[] a, int aOffset, int aStride, float[] c, int cOffset, int cStride) {
        for (int i = 0; i < count; i++) {
            System.arraycopy(c, cOffset + i * cStride, scratch0, 0, columns);
            addRowProduct(a, aOffset + i * aStride, scratch0);
            System.arraycopy(scratch0, 0, c, cOffset + i * cStride, columns);
        }
    }

    @Override
    public void setProductTo(
            int count,
            float[] bias,
            int biasOffset,
            float[] a,
            int aOffset,
            int aStride,
            float[] c,
            int cOffset,
            int cStride) {
        for (int i = 0; i < count; i++) {
            System.arraycopy(bias, biasOffset, scratch0, 0, columns);
            addRowProduct(a, aOffset + i * aStride, scratch0);
            System.arraycopy(scratch0, 0, c, cOffset + i * cStride, columns);
        }
    }

    private void addRowProduct(float[] a, int at, float[] sum) {
        int k = 0;
        for (; k + 4 <= inner; k += 4) {
            addFour(
                    columns,
                    a[at + k],
                    rows[k],
                    a[at + k + 1],
                    rows[k + 1],
                    a[at + k + 2],
                    rows[k + 2],
                    a[at + k + 3],
                    rows[k + 3],
                    sum);
        }
        for (; k < inner; k++) {
            addOne(columns, a[at + k], rows[k], sum);
        }
    }

    @Override
    public void addProductOfTransposed(
            int count, float[] a, int aOffset, int aStride, float[] d, int dOffset, int dStride) {
        int i = 0;
        for (; i + 4 <= count; i += 4) {
            int at = aOffset + i * aStride;
            System.arraycopy(d, dOffset + i * dStride, scratch0, 0, columns);
            System.arraycopy(d, dOffset + (i + 1) * dStride, scratch1, 0, columns);
            System.arraycopy(d, dOffset + (i + 2) * dStride, scratch2, 0, columns);
            System.arraycopy(d, dOffset + (i + 3) * dStride, scratch3, 0, columns);
            for (int k = 0; k < inner; k++) {
                addFour(
                        columns,
                        a[at + k],
                        scratch0,
                        a[at + aStride + k],
                        scratch1,
                        a[at + 2 * aStride + k],
                        scratch2,
                        a[at + 3 * aStride + k],
                        scratch3,
                        rows[k]);
            }
        }
        for (; i < count; i++) {
            System.arraycopy(d, dOffset + i * dStride, scratch0, 0, columns);
            for (int k = 0; k < inner; k++) {
                addOne(columns, a[aOffset + i * aStride + k], scratch0, rows[k]);
            }
        }
    }

    /** {@code c += a0 b0 + a1 b1 + a2 b2 + a3 b3}: four rows a pass, so that c is read and written a quarter as often. */
    private static void addFour(
            int n, float a0, float[] b0, float a1, float[] b1, float a2, float[] b2, float a3, float[] b3, float[] c) {
        for (int j = 0; j < n; j++) {
            c[j] = c[j] + a0 * b0[j] + a1 * b1[j] + a2 * b2[j] + a3 * b3[j];
        }
    }

    private static void addOne(int n, float a, float[] b, float[] c) {
        for (int j = 0; j < n; j++) {
            c[j] += a * b[j];
        }
    }
}
