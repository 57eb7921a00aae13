package io.tidecast.kernel;

import java.util.Arrays;

/** The reference: B as it is, row after row, and three loops for a product. */
final class ScalarMatrix implements PackedMatrix {
    private final Bands bands;
    private final int columns;
    private final float[] b; // [inner, columns]

    ScalarMatrix(Bands bands) {
        this.bands = bands;
        this.columns = bands.columns();
        this.b = new float[bands.inner() * columns];
    }

    @Override
    public int inner() {
        return bands.inner();
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public void clear() {
        Arrays.fill(b, 0f);
    }

    @Override
    public void load(float[] source, int offset, int firstRow, int rows) {
        System.arraycopy(source, offset, b, firstRow * columns, rows * columns);
    }

    @Override
    public void loadTransposed(float[] source, int offset, int band, int firstColumn, int count) {
        int inner = bands.get(band).rows();
        for (int k = 0; k < inner; k++) {
            for (int j = 0; j < count; j++) {
                b[(bands.firstRow(band) + k) * columns + firstColumn + j] = source[offset + j * inner + k];
            }
        }
    }

    @Override
    public void addTransposedTo(float[] target, int offset, int band, int firstColumn, int count) {
        int inner = bands.get(band).rows();
        for (int k = 0; k < inner; k++) {
            for (int j = 0; j < count; j++) {
                target[offset + j * inner + k] += b[(bands.firstRow(band) + k) * columns + firstColumn + j];
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
            System.arraycopy(bias, biasOffset, c, cOffset + i * cStride, columns);
        }
    }

    @Override
    public void addProductTo(int rows, float[] a, int aOffset, int aStride, float[] c, int cOffset, int cStride) {
        for (int band = 0; band < bands.count(); band++) {
            addBandProductTo(band, rows, a, aOffset + bands.firstRow(band), aStride, c, cOffset, cStride);
        }
    }

    @Override
    public void addBandProductTo(
            int band, int rows, float[] a, int aOffset, int aStride, float[] c, int cOffset, int cStride) {
        int inner = bands.get(band).rows();
        int row = bands.firstRow(band);
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < inner; k++) {
                float x = a[aOffset + i * aStride + k];
                for (int j = bands.get(band).firstColumn(); j < bands.get(band).endColumn(); j++) {
                    c[cOffset + i * cStride + j] += x * b[(row + k) * columns + j];
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
