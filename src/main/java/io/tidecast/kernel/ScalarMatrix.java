package io.tidecast.kernel;

import java.util.Arrays;

/** Reference matrix product: B as it is, row after row, and three loops for a product. */
final class ScalarMatrix extends BandedMatrix {
    private final int columns;
    private final float[] b; // [inner, columns]

    ScalarMatrix(Bands bands) {
        super(bands);
        this.columns = bands.columns();
        this.b = new float[bands.inner() * columns];
    }

    @Override
    float[] array(int band, int row) {
        return b;
    }

    @Override
    int at(int band, int row, int column) {
        return row * columns + column;
    }

    @Override
    public void clear() {
        Arrays.fill(b, 0f);
    }

    @Override
    void product(
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
            int cStride) {
        setRows(rows, s, sOffset, sStride, c, cOffset, cStride);
        for (int i = 0; i < rows; i++) {
            for (int band = from; band < to; band++) {
                for (int k = bands.firstRow(band); k < bands.firstRow(band + 1); k++) {
                    float x = a[aOffset + i * aStride + k];
                    for (int j = bands.get(band).firstColumn();
                            j < bands.get(band).endColumn();
                            j++) {
                        c[cOffset + i * cStride + j] += x * b[k * columns + j];
                    }
                }
            }
        }
    }

    @Override
    public void addProductOfTransposed(
            int rows, float[] a, int aOffset, int aStride, float[] d, int dOffset, int dStride) {
        for (int band = 0; band < bands.count(); band++) {
            for (int k = bands.firstRow(band); k < bands.firstRow(band + 1); k++) {
                for (int i = 0; i < rows; i++) {
                    float x = a[aOffset + i * aStride + k];
                    for (int j = bands.get(band).firstColumn();
                            j < bands.get(band).endColumn();
                            j++) {
                        b[k * columns + j] += x * d[dOffset + i * dStride + j];
                    }
                }
            }
        }
    }
}
