package io.tidecast.kernel;

/**
 * SplitMix64 (Steele, Lea and Flood, 2014), written out so that a seed gives the same bits on every JDK and platform.
 *
 * @see <a href="https://prng.di.unimi.it/splitmix64.c">the reference in C</a>
 */
public final class SplitMix {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
    private long state;

    /** A generator whose whole sequence is decided by the seed. */
    public SplitMix(long seed) {
        this.state = seed;
    }

    /** A seed for a stream of its own, from a seed and the stream's number: different streams don't run in step. */
    public static long mix(long seed, long stream) {
        return scramble(scramble(seed + GOLDEN_GAMMA) ^ (stream * GOLDEN_GAMMA));
    }

    /** Starts again from the seed. */
    public void reseed(long seed) {
        state = seed;
    }

    /** 64 random bits. */
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return scramble(state);
    }

    /** Uniform in [0, 1), 53 bits. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Uniform in [0, 1), 24 bits. */
    public float nextFloat() {
        return (nextLong() >>> 40) * 0x1.0p-24f;
    }

    /** Uniform in 0 .. bound - 1, by the high bits of a product; the bias is below bound / 2^32. */
    public int nextInt(int bound) {
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }

    /** Standard normal, by Box and Muller's method with {@link StrictMath}. */
    public double nextGaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextDouble()));
        return radius * StrictMath.cos(2 * StrictMath.PI * nextDouble());
    }

    private static long scramble(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
