package io.tidecast.experiment;

import java.util.Arrays;

/**
 * Summary statistics of several runs.
 *
 * @param mean of them
 * @param deviation the sample's standard deviation; NaN of one run
 * @param median of them
 * @param min the least
 * @param max the greatest
 */
record Summary(double mean, double deviation, double median, double min, double max) {
    static Summary of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        double mean = Arrays.stream(sorted).average().orElseThrow();
        double squares = Arrays.stream(sorted).map(v -> (v - mean) * (v - mean)).sum();
        double median = n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
        return new Summary(mean, Math.sqrt(squares / (n - 1)), median, sorted[0], sorted[n - 1]);
    }
}
