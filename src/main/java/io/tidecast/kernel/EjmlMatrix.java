package io.tidecast.kernel;

import java.util.Arrays;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;

/**
 * B as an EJML matrix. EJML multiplies whole matrices, so rows with a stride are copied into matrices of their own first.
 *
 * @see <a href="https://ejml.org/javadoc/org/ejml/dense/row/CommonOps_FDRM.html">CommonOps_FDRM</a>
 */
final class EjmlMatrix implements PackedMatrix {
    private final int inner;
    private final int columns;
    private final FMatrixRMaj b;
    private final FMatrixRMaj left = new FMatrixRMaj(0, 0); // [rows, inner]
    private final FMatrixRMaj right = new FMatrixRMaj(0, 0); // [rows, columns]

    EjmlMatrix(int inner, int columns) {
        this.inner = inner;
        this.columns = columns;
        this.b = new FMatrixRMaj(inner, columns);
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
        Arrays.fill(b.data, 0f);
    }

    @Override
    public void load(float[] source, int offset, int firstRow, int rows) {
        System.arraycopy(source, offset, b.data, firstRow * columns, rows * columns);
    }

    @Override
    public void loadTransposed(float[] source, int offset, int firstColumn, int count) {
        for (int k = 0; k < inner; k++) {
            for (int j = 0; j < count; j++) {
                b.data[k * columns + firstColumn + j] = source[offset + j * inner + k];
            }
        }
    }

    @Override
    public void addTransposedTo(float[] target, int offset, int firstColumn, int count) {
        for (int k = 0; k < inner; k++) {
            for (int j = 0; j < count; j++) {
                target[offset + j * inner + k] += b.data[k * columns + firstColumn + j];
            }
        }
    }

    @Override
    public void addProductTo(int rows, float[] a, int aOffset, int aStride, float[] c, int cOffset, int cStride) {
        setProductTo(rows, c, cOffset, cStride, a, aOffset, aStride, c, cOffset, cStride);
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
        setProductTo(rows, bias, biasOffset, 0, a, aOffset, aStride, c, cOffset, cStride);
    }

    /** {@code C = S + A B}, row i of S at {@code sOffset + i * sStride}. */
    private void setProductTo(
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
        copyRows(rows, inner, a, aOffset, aStride, left);
        copyRows(rows, columns, s, sOffset, sStride, right);
        CommonOps_FDRM.multAdd(left, b, right);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(right.data, i * columns, c, cOffset + i * cStride, columns);
        }
    }

    @Override
    public void addProductOfTransposed(
            int rows, float[] a, int aOffset, int aStride, float[] d, int dOffset, int dStride) {
        copyRows(rows, inner, a, aOffset, aStride, left);
        copyRows(rows, columns, d, dOffset, dStride, right);
        CommonOps_FDRM.multAddTransA(left, right, b);
    }

    private static void copyRows(int rows, int width, float[] from, int offset, int stride, FMatrixRMaj to) {
        to.reshape(rows, width);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(from, offset + i * stride, to.data, i * width, width);
        }
    }
}
