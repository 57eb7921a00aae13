package io.tidecast.kernel;

/** What matrices that multiply band by band share: how weights get in and gradients out, and products as sums over the bands. */
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
        setRows(rows, bias, biasOffset, c, cOffset, cStride);
        addProductTo(rows, a, aOffset, aStride, c, cOffset, cStride);
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
        setRows(rows, bias, biasOffset, c, cOffset, cStride);
        addBandProductTo(band, rows, a, aOffset, aStride, c, cOffset, cStride);
    }

    private void setRows(int rows, float[] bias, int biasOffset, float[] c, int cOffset, int cStride) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(bias, biasOffset, c, cOffset + i * cStride, columns());
        }
    }

    @Override
    public void addProductTo(int rows, float[] a, int aOffset, int aStride, float[] c, int cOffset, int cStride) {
        for (int band = 0; band < bands.count(); band++) {
            addBandProductTo(band, rows, a, aOffset + bands.firstRow(band), aStride, c, cOffset, cStride);
        }
    }
}
