package io.tidecast.kernel;

import java.util.Arrays;

/**
 * Rows of B are arrays of their own and every inner loop starts at a constant index: C2 turns such loops into vector code, and does not when an invariant
 * offset stands in the index (24 against 6 GFLOP/s on JDK 17). The output row is therefore copied to a scratch row, updated there, and copied back.
 *
 * <p>C2 runs at least one element of a loop by itself, and as many as bring the next to a multiple of 32 bytes. An array's elements begin 16 bytes into it, so with {@value #PAD} elements of padding, of which the loop begins with the last, that is
 * one, and all that counts is left to vectors: twice as fast for 96 columns.
 */
final class PlainMatrix extends BandedMatrix {
    /** Elements before the first of a row. */
    private static final int PAD = 8;

    private final int columns;
    private final float[][] rows; // [inner][PAD + columns of the band]
    private final float[] scratch0; // [PAD + columns]
    private final float[] scratch1;
    private final float[] scratch2;
    private final float[] scratch3;

    PlainMatrix(Bands bands) {
        super(bands);
        this.columns = bands.columns();
        this.rows = new float[bands.inner()][];
        for (int band = 0; band < bands.count(); band++) {
            for (int k = bands.firstRow(band); k < bands.firstRow(band + 1); k++) {
                rows[k] = new float[PAD + bands.get(band).columns()];
            }
        }
        this.scratch0 = new float[PAD + columns];
        this.scratch1 = new float[PAD + columns];
        this.scratch2 = new float[PAD + columns];
        this.scratch3 = new float[PAD + columns];
    }

    @Override
    float[] array(int band, int row) {
        return rows[row];
    }

    @Override
    int at(int band, int row, int column) {
        return PAD + column - bands.get(band).firstColumn();
    }

    @Override
    public void clear() {
        for (float[] row : rows) {
            Arrays.fill(row, 0f);
        }
    }

    @Override
    public void addBandProductTo(
            int band, int count, float[] a, int aOffset, int aStride, float[] c, int cOffset, int cStride) {
        int width = bands.get(band).columns();
        int first = cOffset + bands.get(band).firstColumn();
        for (int i = 0; i < count; i++) {
            System.arraycopy(c, first + i * cStride, scratch0, PAD, width);
            addRowProduct(band, width, a, aOffset + i * aStride, scratch0);
            System.arraycopy(scratch0, PAD, c, first + i * cStride, width);
        }
    }

    private void addRowProduct(int band, int width, float[] a, int aOffset, float[] sum) {
        int k = bands.firstRow(band);
        int end = bands.firstRow(band + 1);
        int at = aOffset - k;
        for (; k + 4 <= end; k += 4) {
            addFour(
                    width,
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
        for (; k < end; k++) {
            addOne(width, a[at + k], rows[k], sum);
        }
    }

    @Override
    public void addProductOfTransposed(
            int count, float[] a, int aOffset, int aStride, float[] d, int dOffset, int dStride) {
        for (int band = 0; band < bands.count(); band++) {
            int first = dOffset + bands.get(band).firstColumn();
            addBandProductOfTransposed(band, count, a, aOffset, aStride, d, first, dStride);
        }
    }

    private void addBandProductOfTransposed(
            int band, int count, float[] a, int aOffset, int aStride, float[] d, int dOffset, int dStride) {
        int width = bands.get(band).columns();
        int i = 0;
        for (; i + 4 <= count; i += 4) {
            int at = aOffset + i * aStride;
            System.arraycopy(d, dOffset + i * dStride, scratch0, PAD, width);
            System.arraycopy(d, dOffset + (i + 1) * dStride, scratch1, PAD, width);
            System.arraycopy(d, dOffset + (i + 2) * dStride, scratch2, PAD, width);
            System.arraycopy(d, dOffset + (i + 3) * dStride, scratch3, PAD, width);
            for (int k = bands.firstRow(band); k < bands.firstRow(band + 1); k++) {
                addFour(
                        width,
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
            System.arraycopy(d, dOffset + i * dStride, scratch0, PAD, width);
            for (int k = bands.firstRow(band); k < bands.firstRow(band + 1); k++) {
                addOne(width, a[aOffset + i * aStride + k], scratch0, rows[k]);
            }
        }
    }

    /** {@code c += a0 b0 + a1 b1 + a2 b2 + a3 b3}: four rows a pass, so that c is read and written a quarter as often. */
    private static void addFour(
            int n, float a0, float[] b0, float a1, float[] b1, float a2, float[] b2, float a3, float[] b3, float[] c) {
        for (int j = PAD - 1; j < PAD + n; j++) {
            c[j] = Math.fma(a3, b3[j], Math.fma(a2, b2[j], Math.fma(a1, b1[j], Math.fma(a0, b0[j], c[j]))));
        }
    }

    private static void addOne(int n, float a, float[] b, float[] c) {
        for (int j = PAD - 1; j < PAD + n; j++) {
            c[j] = Math.fma(a, b[j], c[j]);
        }
    }
}
