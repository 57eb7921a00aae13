package io.tidecast.kernel;

/**
 * Banded matrix, what all that multiply band by band share: how weights get in and gradients out, and products as sums
 * over the bands.
 */
abstract class BandedMatrix implements PackedMatrix {
    final Bands bands;

    BandedMatrix(Bands bands) {
        this.bands = bands;
    }

    /** The array that holds this row of a band. */
    abstract float[] array(int band, int row);

    /** Where in it the element of this row and column stands. */
    abstract int at(int band, int row, int column);

    @Override
    public int inner() {
        return bands.inner();
    }

    @Override
    public int columns() {
        return bands.columns();
    }

    @Override
    public void load(float[] source, int offset, int firstRow, int rows) {
        for (int i = 0; i < rows; i++) {
            int row = firstRow + i;
            System.arraycopy(source, offset + i * columns(), array(0, row), at(0, row, 0), columns());
        }
    }

    @Override
    public void loadTransposed(float[] source, int offset, int band, int firstColumn, int count) {
        int inner = bands.get(band).rows();
        for (int k = 0; k < inner; k++) {
            int row = bands.firstRow(band) + k;
            float[] to = array(band, row);
            int at = at(band, row, firstColumn);
            for (int j = 0; j < count; j++) {
                to[at + j] = source[offset + j * inner + k];
            }
        }
    }

    @Override
    public void addTransposedTo(float[] target, int offset, int band, int firstColumn, int count) {
        int inner = bands.get(band).rows();
        for (int k = 0; k < inner; k++) {
            int row = bands.firstRow(band) + k;
            float[] from = array(band, row);
            int at = at(band, row, firstColumn);
            for (int j = 0; j < count; j++) {
                target[offset + j * inner + k] += from[at + j];
            }
        }
    }

    /**
     * {@code C = S + A B} over the bands from .. to, A and C as in {@link #setProductTo}, row i of S at {@code sOffset
     * + i * sStride}; S may be C itself.
     */
    abstract void product(
            int from,
            int to,
            int rows,
            float[] s,
            int sOffset,
            int sStride,
            float[] a,
            int aOffset,
            int aStride,
            float[] c,
            int cOffset,
            int cStride);

    @Override
    public void setProductTo(
            int rows,
            float[] bias,
            int biasOffset,
            float[] a,
            int aOffset,
            int aStride,
            float[] c,
            int cOffset,
            int cStride) {
        product(0, bands.count(), rows, bias, biasOffset, 0, a, aOffset, aStride, c, cOffset, cStride);
    }

    @Override
    public void setBandProductTo(
            int band,
            int rows,
            float[] bias,
            int biasOffset,
            float[] a,
            int aOffset,
            int aStride,
            float[] c,
            int cOffset,
            int cStride) {
        int row = aOffset - bands.firstRow(band);
        product(band, band + 1, rows, bias, biasOffset, 0, a, row, aStride, c, cOffset, cStride);
    }

    @Override
    public void addProductTo(int rows, float[] a, int aOffset, int aStride, float[] c, int cOffset, int cStride) {
        product(0, bands.count(), rows, c, cOffset, cStride, a, aOffset, aStride, c, cOffset, cStride);
    }

    @Override
    public void addBandProductTo(
            int band, int rows, float[] a, int aOffset, int aStride, float[] c, int cOffset, int cStride) {
        int row = aOffset - bands.firstRow(band);
        product(band, band + 1, rows, c, cOffset, cStride, a, row, aStride, c, cOffset, cStride);
    }

    /** Sets rows of C to those of S, unless they are the same. */
    final void setRows(int rows, float[] s, int sOffset, int sStride, float[] c, int cOffset, int cStride) {
        for (int i = 0; s != c && i < rows; i++) {
            System.arraycopy(s, sOffset + i * sStride, c, cOffset + i * cStride, columns());
        }
    }
}
