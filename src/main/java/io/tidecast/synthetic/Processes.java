package io.tidecast.synthetic;

/**
 * Stochastic processes: autoregressive ones, random walks, Ornstein-Uhlenbeck with regimes, sums of several memories,
 * and seasonal ARIMA.
 */
final class Processes {
    private Processes() {}

    /** Adds one of about the deviation given. */
    static void add(double[] values, Draw draw, double size) {
        double[] own = new double[values.length];
        switch (draw.choice(0.22, 0.3, 0.25, 0.23)) {
            case 0 -> autoregressive(own, draw);
            case 1 -> walk(own, draw);
            case 2 -> regimes(own, draw);
            default -> memories(own, draw);
        }
        double mean = 0;
        double square = 0;
        for (double value : own) {
            mean += value / own.length;
            square += value * value / own.length;
        }
        double deviation = Math.sqrt(Math.max(1e-12, square - mean * mean));
        for (int t = 0; t < own.length; t++) {
            values[t] += size * (own[t] - mean) / deviation;
        }
    }

    /** Of the second order, with roots inside the circle: real or a damped oscillation. */
    private static void autoregressive(double[] own, Draw draw) {
        double first;
        double second;
        if (draw.chance(0.4)) {
            double radius = draw.uniform(0.6, 0.995);
            double angle = 2 * StrictMath.PI / draw.logarithmic(4, 100);
            first = 2 * radius * StrictMath.cos(angle);
            second = -radius * radius;
        } else {
            double one = 1 - draw.logarithmic(0.005, 1);
            double other = draw.uniform(-0.5, 0.8);
            first = one + other;
            second = -one * other;
        }
        double before = 0;
        double last = 0;
        for (int t = 0; t < own.length; t++) {
            double next = first * last + second * before + draw.normal();
            before = last;
            last = next;
            own[t] = next;
        }
    }

    /** A random walk, whose slope may wander or fade too, by steps of calm and of wild times. */
    private static void walk(double[] own, Draw draw) {
        double keep = draw.chance(0.6) ? 0 : draw.uniform(-0.3, 0.98);
        double wild = draw.chance(0.5) ? draw.uniform(0.2, 0.8) : 0;
        double back = draw.chance(0.4) ? draw.logarithmic(0.001, 0.03) : 0;
        double level = 0;
        double slope = 0;
        double volatility = 0;
        for (int t = 0; t < own.length; t++) {
            volatility = 0.97 * volatility + 0.25 * wild * draw.normal();
            slope = keep * slope + StrictMath.exp(volatility) * draw.normal();
            level += slope - back * level;
            own[t] = level;
        }
    }

    /** Ornstein-Uhlenbeck whose mean, pull and noise change with the regime. */
    private static void regimes(double[] own, Draw draw) {
        int count = draw.whole(1, 3);
        double[] means = new double[count];
        double[] pulls = new double[count];
        double[] noises = new double[count];
        for (int i = 0; i < count; i++) {
            means[i] = 2 * draw.normal();
            pulls[i] = draw.logarithmic(0.005, 0.5);
            noises[i] = draw.logarithmic(0.05, 1) * Math.sqrt(pulls[i]);
        }
        double mean = draw.logarithmic(30, 600);
        int at = 0;
        int next = draw.wait(mean);
        double level = means[0];
        for (int t = 0; t < own.length; t++) {
            if (--next <= 0) {
                at = draw.whole(0, count - 1);
                next = draw.wait(mean);
            }
            level += pulls[at] * (means[at] - level) + noises[at] * draw.normal();
            own[t] = level;
        }
    }

    /** Sum of processes that forget within 2, 10, 50 and 250 steps: what has no one scale of time. */
    private static void memories(double[] own, Draw draw) {
        double memory = 2;
        double tilt = draw.uniform(-0.5, 0.8);
        for (int i = 0; i < 4; i++) {
            double keep = 1 - 1 / memory;
            double size = StrictMath.pow(memory, tilt) * Math.sqrt(1 - keep * keep) * draw.uniform(0.3, 1);
            double state = draw.normal() / Math.sqrt(1 - keep * keep);
            for (int t = 0; t < own.length; t++) {
                state = keep * state + draw.normal();
                own[t] += size * state;
            }
            memory *= 5;
        }
    }

    /**
     * Adds (1 - a B)(1 - s B^S)(1 - B)^d y = (1 + m B)(1 + M B^S) e, without a difference or with one of either kind.
     */
    static void addSeasonalArima(double[] values, int season, Draw draw) {
        int kind = draw.choice(0.4, 0.25, 0.35);
        double near = draw.uniform(-0.2, 0.95);
        double far = kind == 2 ? 1 : draw.uniform(0.3, 0.97);
        double nearNoise = draw.uniform(-0.7, 0.5);
        double farNoise = kind == 2 ? draw.uniform(-0.95, -0.3) : draw.uniform(-0.5, 0.2);
        int before = 2 * season;
        int total = values.length + before;
        double[] y = new double[total];
        double[] e = new double[total];
        for (int t = 0; t < total; t++) {
            e[t] = draw.normal();
            double lag = t < season ? 2 * draw.normal() : y[t - season];
            double last = t == 0 ? 0 : y[t - 1];
            double both = t <= season ? 0 : y[t - season - 1];
            double noise = e[t];
            noise += t == 0 ? 0 : nearNoise * e[t - 1];
            noise += t < season ? 0 : farNoise * e[t - season];
            noise += t <= season ? 0 : nearNoise * farNoise * e[t - season - 1];
            y[t] = near * last + far * lag - near * far * both + noise;
        }
        double level = 0;
        double drift = draw.chance(0.3) ? 0.02 * draw.normal() : 0;
        for (int t = 0; t < values.length; t++) {
            level = kind == 1 ? level + 0.2 * y[before + t] + drift : y[before + t] + drift * t;
            values[t] += level;
        }
    }
}
