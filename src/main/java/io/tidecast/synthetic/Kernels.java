package io.tidecast.synthetic;

/**
 * Composed kernels after KernelSynth (Ansari et al. 2024): up to four draws of Gaussian processes, joined by sums and
 * products. A draw is a sum of cosines whose frequencies are of the kernel's spectrum (Rahimi and Recht 2007), so it
 * takes time in proportion to the length.
 */
final class Kernels {
    private static final int COSINES = 12;

    private Kernels() {}

    static void compose(double[] values, int season, Draw draw) {
        int count = draw.whole(1, 4);
        for (int i = 0; i < count; i++) {
            double[] own = new double[values.length];
            switch (draw.choice(0.35, 0.35, 0.15, 0.15)) {
                case 0 -> smooth(own, draw.logarithmic(4, values.length), draw);
                case 1 -> periodic(own, season * (draw.chance(0.7) ? 1 : draw.logarithmic(0.1, 7)), draw);
                case 2 -> line(own, draw);
                default -> Noise.add(own, 0.3, draw);
            }
            boolean product = i > 0 && draw.chance(0.35);
            for (int t = 0; t < own.length; t++) {
                values[t] = product ? values[t] * own[t] : values[t] + own[t];
            }
        }
        Noise.add(values, draw.logarithmic(0.003, 0.3), draw);
    }

    /** Radial basis function or rational quadratic: frequencies are normal, perhaps of a scale of their own. */
    private static void smooth(double[] own, double length, Draw draw) {
        boolean mixed = draw.chance(0.5);
        for (int k = 0; k < COSINES; k++) {
            double scale = mixed ? length * draw.logarithmic(0.3, 3) : length;
            cosine(own, draw.normal() / scale, Math.sqrt(2.0 / COSINES), draw);
        }
    }

    private static void periodic(double[] own, double period, Draw draw) {
        double width = draw.uniform(0.4, 2);
        for (int k = 1; k <= COSINES / 2 && k < period / 2; k++) {
            double size = draw.normal() * StrictMath.exp(-0.25 * k * k * width * width / 4);
            cosine(own, 2 * StrictMath.PI * k / period, size, draw);
        }
    }

    /** Adds size cos(rate t + phase), by turning a vector. */
    private static void cosine(double[] own, double rate, double size, Draw draw) {
        double phase = draw.uniform(0, 2 * StrictMath.PI);
        double x = size * StrictMath.cos(phase);
        double y = size * StrictMath.sin(phase);
        double c = StrictMath.cos(rate);
        double s = StrictMath.sin(rate);
        for (int t = 0; t < own.length; t++) {
            own[t] += x;
            double turned = c * x - s * y;
            y = s * x + c * y;
            x = turned;
        }
    }

    private static void line(double[] own, Draw draw) {
        double slope = 2 * draw.normal() / own.length;
        double from = draw.normal();
        for (int t = 0; t < own.length; t++) {
            own[t] = from + slope * t;
        }
    }
}
