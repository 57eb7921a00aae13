package io.tidecast.synthetic;

import java.util.Arrays;

/**
 * What happens to a series on its way: spikes and outliers, bounds, intermittent and stuck stretches, rounding, gaps.
 */
final class Marks {
    private Marks() {}

    /** The series as it would be read. */
    static float[] apply(double[] values, Draw draw) {
        double[] range = range(values);
        double spread = Math.max(1e-9, range[1] - range[0]);
        if (draw.chance(0.15)) {
            spikes(values, spread, draw);
        }
        if (draw.chance(0.1)) {
            bound(values, range[0] + draw.uniform(0.05, 0.5) * spread, draw);
        } else if (draw.chance(0.06)) {
            saturate(values, range[0] + draw.uniform(0, 0.4) * spread, range[1] - draw.uniform(0, 0.4) * spread);
        }
        if (draw.chance(0.06)) {
            intermittent(values, range[0], draw);
        }
        if (draw.chance(0.08)) {
            stuck(values, draw);
        }
        double unit = draw.chance(0.2) ? spread / draw.logarithmic(3, 200) : 0;
        double sign = draw.chance(0.2) ? -1 : 1;
        float[] marked = new float[values.length];
        for (int t = 0; t < marked.length; t++) {
            double value = Math.max(-1e6, Math.min(1e6, values[t]));
            marked[t] = (float) (sign * (unit > 0 ? unit * Math.rint(value / unit) : value));
        }
        if (draw.chance(0.15)) {
            gaps(marked, draw);
        }
        return marked;
    }

    /** The values that a twentieth is below, and above. */
    private static double[] range(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new double[] {sorted[sorted.length / 20], sorted[sorted.length - 1 - sorted.length / 20]};
    }

    private static void spikes(double[] values, double spread, Draw draw) {
        double mean = draw.logarithmic(10, 400);
        double sided = draw.chance(0.6) ? 1 : 0;
        double decay = draw.chance(0.4) ? draw.uniform(0.3, 0.9) : 0;
        double left = 0;
        int next = draw.wait(mean);
        for (int t = 0; t < values.length; t++) {
            left *= decay;
            if (--next <= 0) {
                double size = draw.logarithmic(0.3, 4) * spread;
                left = sided == 1 || draw.chance(0.5) ? size : -size;
                next = draw.wait(mean);
            }
            values[t] += left;
        }
    }

    /** Nothing below a floor, such as zero of rain, power or traffic; or nothing above a ceiling. */
    private static void bound(double[] values, double floor, Draw draw) {
        boolean ceiling = draw.chance(0.25);
        for (int t = 0; t < values.length; t++) {
            values[t] = ceiling ? Math.min(values[t], floor) : Math.max(values[t], floor);
        }
    }

    /** Nothing below one bound and nothing above another, as of a machine that stands still or gives all it can. */
    private static void saturate(double[] values, double floor, double ceiling) {
        for (int t = 0; t < values.length; t++) {
            values[t] = Math.max(floor, Math.min(ceiling, values[t]));
        }
    }

    private static void intermittent(double[] values, double rest, Draw draw) {
        double on = draw.logarithmic(1, 60);
        double off = draw.logarithmic(1, 60);
        boolean works = draw.chance(0.5);
        int next = draw.wait(works ? on : off);
        for (int t = 0; t < values.length; t++) {
            if (--next <= 0) {
                works = !works;
                next = draw.wait(works ? on : off);
            }
            values[t] = works ? values[t] : rest;
        }
    }

    private static void stuck(double[] values, Draw draw) {
        double mean = draw.logarithmic(20, 300);
        for (int from = draw.wait(mean); from < values.length; from += draw.wait(mean)) {
            int to = Math.min(values.length, from + draw.wait(mean / 4));
            Arrays.fill(values, from, to, values[from]);
            from = to;
        }
    }

    private static void gaps(float[] marked, Draw draw) {
        double mean = draw.logarithmic(10, 300);
        double length = draw.logarithmic(1, 20);
        for (int from = draw.wait(mean); from < marked.length; from += draw.wait(mean)) {
            int to = Math.min(marked.length, from + draw.wait(length));
            Arrays.fill(marked, from, to, Float.NaN);
            from = to;
        }
    }
}
