package io.tidecast.train;

import io.tidecast.kernel.SplitMix;

/** Orthogonal matrices by Gram and Schmidt's method, twice over for accuracy, on normal vectors (Saxe et al. 2014). */
final class Orthogonal {
    private Orthogonal() {}

    /** Sets values, [rows, columns] with rows at least columns, so that its columns are orthonormal. */
    static void fill(float[] values, int from, int rows, int columns, SplitMix random) {
        double[][] basis = new double[columns][rows];
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i < rows; i++) {
                basis[j][i] = random.nextGaussian();
            }
            for (int pass = 0; pass < 2; pass++) {
                for (int k = 0; k < j; k++) {
                    addTo(basis[j], basis[k], -dot(basis[j], basis[k]));
                }
                double norm = Math.sqrt(dot(basis[j], basis[j]));
                addTo(basis[j], basis[j], 1 / norm - 1);
            }
            for (int i = 0; i < rows; i++) {
                values[from + i * columns + j] = (float) basis[j][i];
            }
        }
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
