package io.tidecast.kernel;

import java.util.Arrays;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;

/**
 * Each band of B as an EJML matrix. EJML multiplies whole matrices, so rows with a stride are copied into matrices of their own first.
 *
 * @see <a href="https://ejml.org/javadoc/org/ejml/dense/row/CommonOps_FDRM.html">CommonOps_FDRM</a>
 */
final class EjmlMatrix implements PackedMatrix {
    private final Bands bands;
    private final FMatrixRMaj[] b; // per band [rows, its columns]
    private final FMatrixRMaj left = new FMatrixRMaj(0, 0); // [rows, the band's rows]
    private final FMatrixRMaj right = new FMatrixRMaj(0, 0); // [rows, the band's columns]

    EjmlMatrix(Bands bands) {
        this.bands = bands;
        this.b = new FMatrixRMaj[bands.count()];
        for (int i = 0; i < b.length; i++) {
            b[i] = new FMatrixRMaj(bands.get(i).rows(), bands.get(i).columns());
        }
    }

    @Override
    public int inner() {
        return bands.inner();
    }

    @Override
    public int columns() {
        return bands.columns();
    }

    @Override
    public void clear() {
        for (FMatrixRMaj band : b) {
            Arrays.fill(band.data, 0f);
        }
    }

    @Override
    public void load(float[] source, int offset, int firstRow, int rows) {
        System.arraycopy(source, offset, b[0].data, firstRow * columns(), rows * columns());
    }

    @Override
    public void loadTransposed(float[] source, int offset, int band, int firstColumn, int count) {
        int inner = bands.get(band).rows();
        int width = bands.get(band).columns();
        int first = firstColumn - bands.get(band).firstColumn();
        for (int k = 0; k < inner; k++) {
            for (int j = 0; j < count; j++) {
                b[band].data[k * width + first + j] = source[offset + j * inner + k];
            }
        }
    }

    @Override
    public void addTransposedTo(float[] target, int offset, int band, int firstColumn, int count) {
        int inner = bands.get(band).rows();
        int width = bands.get(band).columns();
        int first = firstColumn - bands.get(band).firstColumn();
        for (int k = 0; k < inner; k++) {
            for (int j = 0; j < count; j++) {
                target[offset + j * inner + k] += b[band].data[k * width + first + j];
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
        for (int band = 0; band < b.length; band++) {
            addBandProductTo(band, rows, a, aOffset + bands.firstRow(band), aStride, c, cOffset, cStride);
        }
    }

    @Override
    public void addBandProductTo(
            int band, int rows, float[] a, int aOffset, int aStride, float[] c, int cOffset, int cStride) {
        int width = bands.get(band).columns();
        int first = cOffset + bands.get(band).firstColumn();
        copyRows(rows, bands.get(band).rows(), a, aOffset, aStride, left);
        copyRows(rows, width, c, first, cStride, right);
        CommonOps_FDRM.multAdd(left, b[band], right);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(right.data, i * width, c, first + i * cStride, width);
        }
    }

    @Override
    public void addProductOfTransposed(
            int rows, float[] a, int aOffset, int aStride, float[] d, int dOffset, int dStride) {
        for (int i = 0; i < b.length; i++) {
            Band band = bands.get(i);
            copyRows(rows, band.rows(), a, aOffset + bands.firstRow(i), aStride, left);
            copyRows(rows, band.columns(), d, dOffset + band.firstColumn(), dStride, right);
            CommonOps_FDRM.multAddTransA(left, right, b[i]);
        }
    }

    private static void copyRows(int rows, int width, float[] from, int offset, int stride, FMatrixRMaj to) {
        to.reshape(rows, width);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(from, offset + i * stride, to.data, i * width, width);
        }
    }
}
