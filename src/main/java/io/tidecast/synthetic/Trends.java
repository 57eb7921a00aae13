package io.tidecast.synthetic;

/** Trends and levels: lines that bend, steps, levels that are switched between, counters. */
final class Trends {
    private Trends() {}

    /** Adds a trend of about the size given over the whole, with bends or steps in it, or one that levels off. */
    static void add(double[] values, double size, Draw draw) {
        switch (draw.choice(0.4, 0.3, 0.3)) {
            case 0 -> bent(values, size, draw);
            case 1 -> steps(values, size, draw);
            default -> saturating(values, size, draw);
        }
    }

    private static void bent(double[] values, double size, Draw draw) {
        double slope = size * draw.normal() / values.length;
        double level = 0;
        int next = draw.wait(values.length / 2.0);
        for (int t = 0; t < values.length; t++) {
            if (--next <= 0) {
                slope = draw.chance(0.3) ? 0 : 2 * size * draw.normal() / values.length;
                next = draw.wait(values.length / 3.0);
            }
            level += slope;
            values[t] += level;
        }
    }

    private static void steps(double[] values, double size, Draw draw) {
        double mean = draw.uniform(0.15, 1) * values.length;
        double level = 0;
        int next = draw.wait(mean);
        for (int t = 0; t < values.length; t++) {
            if (--next <= 0) {
                level += size * draw.normal();
                next = draw.wait(mean);
            }
            values[t] += level;
        }
    }

    private static void saturating(double[] values, double size, Draw draw) {
        double rate = draw.logarithmic(1, 10) / values.length;
        double full = size * draw.normal();
        double decay = StrictMath.exp(-rate);
        double left = 1;
        for (int t = 0; t < values.length; t++) {
            left *= decay;
            values[t] += full * (1 - left);
        }
    }

    /** Two to four levels, each held for about so many steps. */
    static void addLevels(double[] values, double mean, Draw draw) {
        double[] levels = new double[draw.whole(2, 4)];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = draw.normal();
        }
        double smooth = draw.chance(0.4) ? draw.uniform(0.3, 0.95) : 0;
        boolean regular = draw.chance(0.35);
        int at = 0;
        int next = draw.wait(mean);
        double level = levels[0];
        for (int t = 0; t < values.length; t++) {
            if (--next <= 0) {
                at = regular || levels.length == 2 ? (at + 1) % levels.length : draw.whole(0, levels.length - 1);
                next = regular ? (int) Math.max(1, mean * (1 + 0.05 * draw.normal())) : draw.wait(mean);
            }
            level = smooth * level + (1 - smooth) * levels[at];
            values[t] += level;
        }
    }

    /** Counts up, and begins again now and then or never. */
    static void addCounter(double[] values, Draw draw) {
        double mean = draw.chance(0.3) ? 10.0 * values.length : draw.logarithmic(20, values.length);
        double rate = draw.logarithmic(0.3, 3) / Math.min(mean, values.length);
        double uneven = draw.uniform(0, 1);
        double level = 0;
        int next = draw.wait(mean);
        for (int t = 0; t < values.length; t++) {
            if (--next <= 0) {
                level = 0;
                next = draw.wait(mean);
            }
            level += rate * Math.max(0, 1 + uneven * draw.normal());
            values[t] += level;
        }
    }
}
