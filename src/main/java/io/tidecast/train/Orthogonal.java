package io.tidecast.train;

import io.tidecast.kernel.SplitMix;

/** Orthogonal matrices by Gram and Schmidt's method, twice over for accuracy, on normal vectors (Saxe et al. 2014). */
final class Orthogonal {
    private Orthogonal() {}

    /** Sets values, [rows, columns], so that its columns are orthonormal, or its rows where there are fewer of them. */
    static void fill(float[] values, int from, int rows, int columns, SplitMix random) {
        double[][] basis = basis(Math.min(rows, columns), Math.max(rows, columns), random);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                values[from + i * columns + j] = (float) (rows >= columns ? basis[j][i] : basis[i][j]);
            }
        }
    }

    /** So many orthonormal vectors of that length, at least as long as there are many. */
    private static double[][] basis(int count, int length, SplitMix random) {
        double[][] basis = new double[count][length];
        for (int j = 0; j < count; j++) {
            for (int i = 0; i < length; i++) {
                basis[j][i] = random.nextGaussian();
            }
            for (int pass = 0; pass < 2; pass++) {
                for (int k = 0; k < j; k++) {
                    addTo(basis[j], basis[k], -dot(basis[j], basis[k]));
                }
                double norm = Math.sqrt(dot(basis[j], basis[j]));
                addTo(basis[j], basis[j], 1 / norm - 1);
            }
        }
        return basis;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void addTo(double[] a, double[] b, double factor) {
        for (int i = 0; i < a.length; i++) {
            a[i] += factor * b[i];
        }
    }
}
