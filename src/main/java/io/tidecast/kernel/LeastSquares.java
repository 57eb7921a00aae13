package io.tidecast.kernel;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Linear least squares with ridge: the W of least {@code sum over rows of |y - W x|² + ridge · |W|²}. Rows are summed
 * up into the normal equations {@code (XᵀX + ridge · I) Wᵀ = XᵀY} and forgotten, so it takes any number of them in the
 * memory of one matrix. Inside all is double.
 *
 * <p>With an intercept an input that is always one stands behind the others; ridge leaves it alone. Where the equations
 * have no single solution, that of the least norm is given (pseudo-inverse), each input measured in its root mean
 * square.
 */
public final class LeastSquares {
    /** A Cholesky decomposition with a smaller ratio of pivots than this is not trusted. */
    private static final double LEAST_QUALITY = 1e-12;

    private final int inputs;
    private final int outputs;
    private final boolean intercept;
    private final int width;
    private final double[] row; // [width]
    private final double[] xx; // [width, width], upper triangle
    private final double[] xy; // [width, outputs]
    private long rows;

    /**
     * Room for the equations.
     *
     * @param inputs length of x
     * @param outputs length of y
     * @param intercept whether a constant is fitted, too
     */
    public LeastSquares(int inputs, int outputs, boolean intercept) {
        if (inputs < 1 || outputs < 1) {
            throw new IllegalArgumentException(
                    "inputs and outputs must be at least 1, were " + inputs + " and " + outputs);
        }
        this.inputs = inputs;
        this.outputs = outputs;
        this.intercept = intercept;
        width = inputs + (intercept ? 1 : 0);
        row = new double[width];
        xx = new double[width * width];
        xy = new double[width * outputs];
    }

    /** Length of a row of the solution: the inputs, and one where there is an intercept. */
    public int width() {
        return width;
    }

    /** How many rows were added. */
    public long rows() {
        return rows;
    }

    /** Bytes of what was added. */
    public int bytes() {
        return Long.BYTES + (xx.length + xy.length) * Double.BYTES;
    }

    /** Writes what was added. */
    public void write(ByteBuffer to) {
        to.putLong(rows);
        to.asDoubleBuffer().put(xx).put(xy);
        to.position(to.position() + (xx.length + xy.length) * Double.BYTES);
    }

    /** Takes up what was written of equations of the same size. */
    public void read(ByteBuffer from) {
        rows = from.getLong();
        from.asDoubleBuffer().get(xx).get(xy);
        from.position(from.position() + (xx.length + xy.length) * Double.BYTES);
    }

    /**
     * Adds a row.
     *
     * @param x [inputs], finite
     * @param y [outputs], finite
     */
    public void add(double[] x, double[] y) {
        requireLength("x", inputs, x);
        requireLength("y", outputs, y);
        System.arraycopy(x, 0, row, 0, inputs);
        if (intercept) {
            row[inputs] = 1;
        }
        for (int i = 0; i < width; i++) {
            double value = row[i];
            int at = i * width;
            for (int j = i; j < width; j++) {
                xx[at + j] += value * row[j];
            }
            int out = i * outputs;
            for (int o = 0; o < outputs; o++) {
                xy[out + o] += value * y[o];
            }
        }
        rows++;
    }

    /**
     * Solves for all rows so far.
     *
     * @param ridge 0 or more, in units of x²
     * @return W [outputs, width]; the intercept, where there is one, ends each row
     */
    public double[] solve(double ridge) {
        if (!(ridge >= 0) || Double.isInfinite(ridge)) {
            throw new IllegalArgumentException("ridge must be 0 or more and finite, was " + ridge);
        }
        double[] scale = new double[width];
        for (int i = 0; i < width; i++) {
            double diagonal = xx[i * width + i] + (i < inputs ? ridge : 0);
            scale[i] = diagonal > 0 ? 1 / Math.sqrt(diagonal) : 0;
        }
        DMatrixRMaj a = new DMatrixRMaj(width, width);
        DMatrixRMaj b = new DMatrixRMaj(width, outputs);
        for (int i = 0; i < width; i++) {
            for (int j = 0; j < width; j++) {
                double sum = xx[Math.min(i, j) * width + Math.max(i, j)] + (i == j && i < inputs ? ridge : 0);
                a.set(i, j, sum * scale[i] * scale[j]);
            }
            for (int o = 0; o < outputs; o++) {
                b.set(i, o, xy[i * outputs + o] * scale[i]);
            }
        }
        DMatrixRMaj solution = solve(a, b);
        double[] w = new double[outputs * width];
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < width; i++) {
                w[o * width + i] = solution.get(i, o) * scale[i];
            }
        }
        return w;
    }

    private static DMatrixRMaj solve(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj x = new DMatrixRMaj(a.numRows, b.numCols);
        LinearSolverDense<DMatrixRMaj> cholesky = LinearSolverFactory_DDRM.chol(a.numRows);
        if (cholesky.setA(a.copy()) && cholesky.quality() > LEAST_QUALITY) {
            cholesky.solve(b.copy(), x);
        } else {
            LinearSolverDense<DMatrixRMaj> pseudoInverse = LinearSolverFactory_DDRM.pseudoInverse(true);
            if (!pseudoInverse.setA(a.copy())) {
                throw new ArithmeticException("the singular values of the normal equations cannot be computed");
            }
            pseudoInverse.solve(b.copy(), x);
        }
        return x;
    }

    /** {@code y = W x}, plus the intercept where a row of W is one longer than x. */
    public static void apply(double[] w, double[] x, double[] y) {
        int width = w.length / y.length;
        if (w.length % y.length != 0 || width < x.length || width > x.length + 1) {
            throw new IllegalArgumentException(
                    "w must be [" + y.length + ", " + x.length + "] or one wider, had " + w.length + " entries");
        }
        Arrays.setAll(y, o -> {
            double sum = width > x.length ? w[o * width + x.length] : 0;
            for (int i = 0; i < x.length; i++) {
                sum += w[o * width + i] * x[i];
            }
            return sum;
        });
    }

    private static void requireLength(String name, int length, double[] values) {
        if (values.length != length) {
            throw new IllegalArgumentException(name + " must have length " + length + ", had " + values.length);
        }
    }
}
