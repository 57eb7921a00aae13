package io.tidecast.series;

/**
 * Phase of the moon as a covariate: the sine of its turn, 0 at new moon, 1 in the first quarter. Equal to every other
 * of its kind.
 */
public record MoonPhase() implements Covariate {
    private static final double MONTH_MS = 29.530588 * 86_400_000;
    /** The new moon of 6 January 2000, 18:14 UTC. */
    private static final long NEW_MOON_MS = 947_182_440_000L;

    /** What it writes of a time. */
    public static float at(long timeMs) {
        return (float) Math.sin(2 * Math.PI * (timeMs - NEW_MOON_MS) / MONTH_MS);
    }

    @Override
    public int features() {
        return 1;
    }

    @Override
    public void write(long timeMs, float[] x, int at) {
        x[at] = at(timeMs);
    }
}
