package io.tidecast.experiment;

/**
 * Random generator of normal numbers as {@code numpy.random.RandomState(seed).normal} draws them, so that a published
 * experiment's generated data come out the same: the Mersenne Twister MT19937 (Matsumoto and Nishimura 1998) and the
 * polar form of Box and Muller's method.
 *
 * @see <a href="http://www.math.sci.hiroshima-u.ac.jp/m-mat/MT/MT2002/emt19937ar.html">the reference in C</a>
 * @see <a href="https://numpy.org/doc/stable/reference/random/legacy.html">numpy's legacy generator</a>
 */
final class NumpyRandom {
    private static final int WORDS = 624;
    private static final int AHEAD = 397;

    private final int[] state = new int[WORDS];
    private int next = WORDS;
    private double kept = Double.NaN;

    NumpyRandom(int seed) {
        state[0] = seed;
        for (int i = 1; i < WORDS; i++) {
            state[i] = 1_812_433_253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
        }
    }

    /** Standard normal. */
    double nextGaussian() {
        if (!Double.isNaN(kept)) {
            double value = kept;
            kept = Double.NaN;
            return value;
        }
        double x1;
        double x2;
        double r2;
        do {
            x1 = 2 * nextDouble() - 1;
            x2 = 2 * nextDouble() - 1;
            r2 = x1 * x1 + x2 * x2;
        } while (r2 >= 1 || r2 == 0);
        double factor = Math.sqrt(-2 * Math.log(r2) / r2);
        kept = factor * x1;
        return factor * x2;
    }

    /** Uniform in [0, 1), 53 bits of two words. */
    private double nextDouble() {
        long high = Integer.toUnsignedLong(nextWord()) >>> 5;
        long low = Integer.toUnsignedLong(nextWord()) >>> 6;
        return (high * 67_108_864.0 + low) / 9_007_199_254_740_992.0;
    }

    private int nextWord() {
        if (next == WORDS) {
            twist();
        }
        int y = state[next++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >>> 18);
    }

    private void twist() {
        for (int i = 0; i < WORDS; i++) {
            int y = (state[i] & 0x80000000) | (state[(i + 1) % WORDS] & 0x7fffffff);
            state[i] = state[(i + AHEAD) % WORDS] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0df);
        }
        next = 0;
    }
}
