package io.tidecast.kernel;

import java.util.Arrays;

/**
 * Auto-vectorised matrix product: rows of B are arrays of their own and every inner loop has its bare counter for an
 * index: C2 turns such loops into vector code, and does not when an invariant offset stands in the index (24 against 6
 * GFLOP/s on JDK 17). The output row is therefore computed in a scratch row and copied.
 *
 * <p>C2 runs at least one element of a loop by itself, and as many as bring the next of the array that is written to a
 * multiple of a vector's width in memory. So the first column stands on a cache line of the scratch row
 * ({@link AlignedArray}), a loop begins with the element before it, and all that counts is left to vectors: twice as
 * fast for 96 columns. The element before a band is multiplied by zero.
 */
final class PlainMatrix extends BandedMatrix {
    private final int columns;
    private final AlignedArray aligned = new AlignedArray();
    private final float[][] rows; // [inner][first + columns]
    private final float[] scratch0; // [first + columns] the aligned one
    private final float[] scratch1;
    private final float[] scratch2;
    private final float[] scratch3;
    private int first; // where the first column stands in all of them

    PlainMatrix(Bands bands) {
        super(bands);
        this.columns = bands.columns();
        aligned.reserve(columns);
        this.first = aligned.first();
        this.scratch0 = aligned.array();
        int room = scratch0.length;
        this.rows = new float[bands.inner()][room];
        this.scratch1 = new float[room];
        this.scratch2 = new float[room];
        this.scratch3 = new float[room];
    }

    @Override
    float[] array(int band, int row) {
        return rows[row];
    }

    @Override
    int at(int band, int row, int column) {
        return first + column;
    }

    @Override
    public void clear() {
        for (float[] row : rows) {
            Arrays.fill(row, 0f);
        }
    }

    @Override
    void product(
            int from,
            int to,
            int count,
            float[] s,
            int sOffset,
            int sStride,
            float[] a,
            int aOffset,
            int aStride,
            float[] c,
            int cOffset,
            int cStride) {
        align();
        for (int i = 0; i < count; i++) {
            System.arraycopy(s, sOffset + i * sStride, scratch0, first, columns);
            for (int band = from; band < to; band++) {
                addRowProduct(band, a, aOffset + i * aStride, scratch0);
            }
            System.arraycopy(scratch0, first, c, cOffset + i * cStride, columns);
        }
    }

    /** The rows follow when the scratch row's first column moves. */
    private void align() {
        aligned.align();
        int now = aligned.first();
        if (now != first) {
            for (float[] row : rows) {
                System.arraycopy(row, first, row, now, columns);
                row[now - 1] = 0f;
            }
            first = now;
        }
    }

    /** From the row of A that begins at aOffset. */
    private void addRowProduct(int band, float[] a, int aOffset, float[] sum) {
        int from = first + bands.get(band).firstColumn() - 1;
        int to = first + bands.get(band).endColumn();
        int k = bands.firstRow(band);
        int end = bands.firstRow(band + 1);
        for (; k + 4 <= end; k += 4) {
            int at = aOffset + k;
            addFour(
                    from,
                    to,
                    a[at],
                    rows[k],
                    a[at + 1],
                    rows[k + 1],
                    a[at + 2],
                    rows[k + 2],
                    a[at + 3],
                    rows[k + 3],
                    sum);
        }
        for (; k < end; k++) {
            addOne(from, to, a[aOffset + k], rows[k], sum);
        }
    }

    @Override
    public void addProductOfTransposed(
            int count, float[] a, int aOffset, int aStride, float[] d, int dOffset, int dStride) {
        for (int band = 0; band < bands.count(); band++) {
            int i = 0;
            for (; i + 4 <= count; i += 4) {
                addFourTransposed(band, a, aOffset + i * aStride, aStride, d, dOffset + i * dStride, dStride);
            }
            for (; i < count; i++) {
                addOneTransposed(band, a, aOffset + i * aStride, d, dOffset + i * dStride);
            }
        }
    }

    private void addFourTransposed(int band, float[] a, int at, int aStride, float[] d, int dAt, int dStride) {
        int from = first + bands.get(band).firstColumn() - 1;
        int to = first + bands.get(band).endColumn();
        copyBand(band, d, dAt, scratch0);
        copyBand(band, d, dAt + dStride, scratch1);
        copyBand(band, d, dAt + 2 * dStride, scratch2);
        copyBand(band, d, dAt + 3 * dStride, scratch3);
        for (int k = bands.firstRow(band); k < bands.firstRow(band + 1); k++) {
            float a0 = a[at + k];
            float a1 = a[at + aStride + k];
            float a2 = a[at + 2 * aStride + k];
            float a3 = a[at + 3 * aStride + k];
            addFour(from, to, a0, scratch0, a1, scratch1, a2, scratch2, a3, scratch3, rows[k]);
        }
    }

    private void addOneTransposed(int band, float[] a, int at, float[] d, int dAt) {
        int from = first + bands.get(band).firstColumn() - 1;
        int to = first + bands.get(band).endColumn();
        copyBand(band, d, dAt, scratch0);
        for (int k = bands.firstRow(band); k < bands.firstRow(band + 1); k++) {
            addOne(from, to, a[at + k], scratch0, rows[k]);
        }
    }

    /** The band's columns of a row of D, and zero before them. */
    private void copyBand(int band, float[] d, int dAt, float[] scratch) {
        int column = bands.get(band).firstColumn();
        System.arraycopy(
                d, dAt + column, scratch, first + column, bands.get(band).columns());
        scratch[first + column - 1] = 0f;
    }

    /**
     * {@code c += a0 b0 + a1 b1 + a2 b2 + a3 b3}: four rows a pass, so that c is read and written a quarter as often.
     */
    private static void addFour(
            int from,
            int to,
            float a0,
            float[] b0,
            float a1,
            float[] b1,
            float a2,
            float[] b2,
            float a3,
            float[] b3,
            float[] c) {
        for (int j = from; j < to; j++) {
            c[j] = Math.fma(a3, b3[j], Math.fma(a2, b2[j], Math.fma(a1, b1[j], Math.fma(a0, b0[j], c[j]))));
        }
    }

    private static void addOne(int from, int to, float a, float[] b, float[] c) {
        for (int j = from; j < to; j++) {
            c[j] = Math.fma(a, b[j], c[j]);
        }
    }
}
