package io.tidecast.synthetic;

/** Noise of several tails, the same throughout or growing with the level. */
final class Noise {
    private Noise() {}

    /** Adds noise of about the deviation given. */
    static void add(double[] values, double size, Draw draw) {
        int tail = draw.choice(0.55, 0.25, 0.12, 0.08);
        double growing = draw.chance(0.25) ? draw.uniform(0.3, 1.5) : 0;
        for (int t = 0; t < values.length; t++) {
            double own = growing == 0 ? size : size * (0.3 + growing * Math.abs(values[t]));
            values[t] += own * one(tail, draw);
        }
    }

    private static double one(int tail, Draw draw) {
        return switch (tail) {
            case 0 -> draw.normal();
            case 1 -> laplace(draw);
            case 2 -> draw.normal() / Math.sqrt(0.2 - StrictMath.log(draw.uniform(1e-9, 1))); // as of 2 degrees
            default -> StrictMath.exp(0.8 * draw.normal()) - 1.38; // to one side
        };
    }

    private static double laplace(Draw draw) {
        double size = -0.7 * StrictMath.log(draw.uniform(1e-9, 1));
        return draw.chance(0.5) ? size : -size;
    }
}
