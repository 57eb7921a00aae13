package io.tidecast.synthetic;

/**
 * Seasonal components: a shape that comes again each period, whose size and place drift, and weeks of seven such
 * periods in which two days are others.
 */
final class Seasons {
    /** Places of a shape's table. */
    private static final int TABLE = 96;

    private static final int WEEK = 7;

    private Seasons() {}

    /** Adds a component of about the size given; its period need not be a whole number of steps. */
    static void add(double[] values, double period, double size, Draw draw) {
        double[] shape = shape(draw);
        int periods = (int) (values.length / period) + 2;
        double[] sizes = sizes(periods, draw);
        double phase = draw.uniform(0, 1);
        double wander = draw.chance(0.15) ? draw.uniform(0, 0.02) : 0;
        double at = phase;
        for (int t = 0; t < values.length; t++) {
            int turn = Math.min(periods - 1, (int) at);
            values[t] += size * sizes[turn] * interpolated(shape, at - (int) at);
            at += (1 + (wander > 0 ? wander * draw.normal() : 0)) / period;
        }
    }

    /** Makes of seven seasons a week: some days have another size, level or shape. */
    static void addWeekly(double[] values, int season, Draw draw) {
        double[] other = shape(draw);
        double size = draw.logarithmic(0.2, 1.5);
        double level = draw.normal() * draw.logarithmic(0.1, 1.5);
        int free = draw.whole(1, 2);
        int first = draw.whole(0, WEEK - 1);
        double phase = draw.uniform(0, 1);
        for (int t = 0; t < values.length; t++) {
            double at = phase + t / (double) season;
            if (Math.floorMod((int) at - first, WEEK) < free) {
                values[t] += level + size * interpolated(other, at - (int) at);
            }
        }
    }

    /** Of each period: the same, drifting, or each its own, as days of sun and of cloud are. */
    private static double[] sizes(int periods, Draw draw) {
        double[] sizes = new double[periods];
        double spread = draw.choice(0.45, 0.35, 0.2) * draw.uniform(0.05, 0.3);
        double keep = draw.uniform(0, 0.98);
        double state = 0;
        for (int i = 0; i < periods; i++) {
            state = keep * state + Math.sqrt(1 - keep * keep) * draw.normal();
            sizes[i] = StrictMath.exp(spread * state);
        }
        return sizes;
    }

    private static double interpolated(double[] shape, double phase) {
        double at = phase * TABLE;
        int left = Math.min(TABLE - 1, (int) at);
        double part = at - left;
        return (1 - part) * shape[left] + part * shape[left + 1 == TABLE ? 0 : left + 1];
    }

    /** A shape [TABLE] with mean 0 and deviation 1. */
    private static double[] shape(Draw draw) {
        double[] shape = new double[TABLE];
        switch (draw.choice(0.5, 0.15, 0.13, 0.15, 0.07)) {
            case 0 -> harmonics(shape, draw);
            case 1 -> clipped(shape, draw);
            case 2 -> square(shape, draw);
            case 3 -> peaks(shape, draw);
            default -> saw(shape, draw);
        }
        double mean = 0;
        double square = 0;
        for (double value : shape) {
            mean += value / TABLE;
            square += value * value / TABLE;
        }
        double deviation = Math.sqrt(Math.max(1e-6, square - mean * mean));
        for (int i = 0; i < TABLE; i++) {
            shape[i] = (shape[i] - mean) / deviation;
        }
        return shape;
    }

    private static void harmonics(double[] shape, Draw draw) {
        int count = draw.whole(1, 6);
        double decay = draw.uniform(0.3, 1.2);
        for (int k = 1; k <= count; k++) {
            double size = draw.normal() * StrictMath.pow(k, -decay);
            double phase = draw.uniform(0, 2 * StrictMath.PI);
            for (int i = 0; i < TABLE; i++) {
                shape[i] += size * StrictMath.sin(2 * StrictMath.PI * k * i / TABLE + phase);
            }
        }
    }

    /** A wave of which a part is cut off, as of light by day. */
    private static void clipped(double[] shape, Draw draw) {
        double floor = draw.uniform(-0.8, 0.6);
        double sign = draw.chance(0.5) ? 1 : -1;
        for (int i = 0; i < TABLE; i++) {
            shape[i] = sign * Math.max(floor, StrictMath.sin(2 * StrictMath.PI * i / TABLE));
        }
    }

    private static void square(double[] shape, Draw draw) {
        int edges = draw.whole(1, 3);
        for (int e = 0; e < edges; e++) {
            double width = draw.uniform(0.08, 0.6) * TABLE;
            int from = draw.whole(0, TABLE - 1);
            double size = draw.normal();
            for (int i = 0; i < width; i++) {
                shape[(from + i) % TABLE] += size;
            }
        }
        shape[0] += 1e-3;
    }

    private static void peaks(double[] shape, Draw draw) {
        int count = draw.whole(1, 4);
        for (int p = 0; p < count; p++) {
            double centre = draw.uniform(0, TABLE);
            double width = draw.logarithmic(0.02, 0.15) * TABLE;
            double size = draw.uniform(0.3, 1) * (draw.chance(0.15) ? -1 : 1);
            for (int i = 0; i < TABLE; i++) {
                double apart = Math.abs(i - centre);
                double from = Math.min(apart, TABLE - apart) / width;
                shape[i] += size * StrictMath.exp(-0.5 * from * from);
            }
        }
    }

    private static void saw(double[] shape, Draw draw) {
        double top = draw.uniform(0.02, 0.98) * TABLE;
        for (int i = 0; i < TABLE; i++) {
            shape[i] = i < top ? i / top : (TABLE - i) / (TABLE - top);
        }
    }
}
