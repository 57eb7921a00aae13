package io.tidecast.kernel;

/** Cholesky decomposition of small symmetric equations. */
public final class Cholesky {
    private Cholesky() {}

    /**
     * Solves {@code A x = b}.
     *
     * @param a [n, n], of which the lower triangle is read and becomes the root
     * @param b [n] becomes x
     * @return false where the equations are not positive definite, and b is not to be read
     */
    public static boolean solve(double[][] a, double[] b) {
        for (int i = 0; i < b.length; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[i][j];
                for (int l = 0; l < j; l++) {
                    sum -= a[i][l] * a[j][l];
                }
                if (i == j && !(sum > 0)) {
                    return false;
                }
                a[i][j] = i == j ? Math.sqrt(sum) : sum / a[j][j];
            }
            double sum = b[i];
            for (int l = 0; l < i; l++) {
                sum -= a[i][l] * b[l];
            }
            b[i] = sum / a[i][i];
        }
        for (int i = b.length - 1; i >= 0; i--) {
            for (int l = i + 1; l < b.length; l++) {
                b[i] -= a[l][i] * b[l];
            }
            b[i] /= a[i][i];
        }
        return true;
    }
}
