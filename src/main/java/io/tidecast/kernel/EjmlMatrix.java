package io.tidecast.kernel;

import java.util.Arrays;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;

/**
 * Packed matrix of EJML: each band of B as a matrix of its own. EJML multiplies whole matrices, so rows with a stride
 * are copied into matrices of their own first.
 *
 * @see <a href="https://ejml.org/javadoc/org/ejml/dense/row/CommonOps_FDRM.html">CommonOps_FDRM</a>
 */
final class EjmlMatrix extends BandedMatrix {
    private final FMatrixRMaj[] b; // per band [rows, its columns]
    private final FMatrixRMaj left = new FMatrixRMaj(0, 0); // [rows, the band's rows]
    private final FMatrixRMaj right = new FMatrixRMaj(0, 0); // [rows, the band's columns]

    EjmlMatrix(Bands bands) {
        super(bands);
        this.b = new FMatrixRMaj[bands.count()];
        for (int i = 0; i < b.length; i++) {
            b[i] = new FMatrixRMaj(bands.get(i).rows(), bands.get(i).columns());
        }
    }

    @Override
    float[] array(int band, int row) {
        return b[band].data;
    }

    @Override
    int at(int band, int row, int column) {
        int first = bands.get(band).firstColumn();
        return (row - bands.firstRow(band)) * bands.get(band).columns() + column - first;
    }

    @Override
    public void clear() {
        for (FMatrixRMaj band : b) {
            Arrays.fill(band.data, 0f);
        }
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
        for (int band = from; band < to; band++) {
            int width = bands.get(band).columns();
            int at = cOffset + bands.get(band).firstColumn();
            copyRows(rows, bands.get(band).rows(), a, aOffset + bands.firstRow(band), aStride, left);
            copyRows(rows, width, c, at, cStride, right);
            CommonOps_FDRM.multAdd(left, b[band], right);
            for (int i = 0; i < rows; i++) {
                System.arraycopy(right.data, i * width, c, at + i * cStride, width);
            }
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
