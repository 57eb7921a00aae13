package io.tidecast.synthetic;

import io.tidecast.kernel.SplitMix;

/** Random draws of the distributions that made-up series need. */
final class Draw {
    private final SplitMix random;

    Draw(SplitMix random) {
        this.random = random;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    double uniform(double from, double to) {
        return from + (to - from) * random.nextDouble();
    }

    /** Uniform in the logarithm; both ends are above 0. */
    double logarithmic(double from, double to) {
        return from * StrictMath.exp(random.nextDouble() * StrictMath.log(to / from));
    }

    /** In from .. to, both included. */
    int whole(int from, int to) {
        return from + random.nextInt(to - from + 1);
    }

    double normal() {
        return random.nextGaussian();
    }

    /** Index by shares that add up to 1; the last takes what is missing. */
    int choice(double... shares) {
        double at = random.nextDouble();
        for (int i = 0; i < shares.length - 1; i++) {
            at -= shares[i];
            if (at < 0) {
                return i;
            }
        }
        return shares.length - 1;
    }

    /** Steps until something happens that happens every so many steps on average, at least 1. */
    int wait(double mean) {
        return (int) Math.min(1 << 20, 1 - mean * StrictMath.log(1 - random.nextDouble()));
    }
}
