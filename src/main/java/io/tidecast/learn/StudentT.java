package io.tidecast.learn;

/** Student's t distribution (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4). */
final class StudentT {
    private StudentT() {}

    /**
     * The probability of a value above {@code t}.
     *
     * @param t not negative
     * @param freedom degrees of freedom, at least 1
     */
    static double tail(double t, int freedom) {
        double angle = Math.atan(t / Math.sqrt(freedom));
        double cosine = Math.cos(angle);
        boolean odd = freedom % 2 == 1;
        double term = odd ? cosine : 1;
        double sum = freedom == 1 ? 0 : term;
        for (int k = odd ? 3 : 2; k < freedom; k += 2) {
            term *= cosine * cosine * (k - 1) / k;
            sum += term;
        }
        double within = odd ? 2 / Math.PI * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
        return Math.max(0, (1 - within) / 2);
    }
}
