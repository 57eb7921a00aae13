package io.tidecast.series;

/**
 * Monotonic counter, as of a meter or of packets: how much it has counted between readings, whatever it stands at. A
 * value that is less than the one before it tells of a reset, after which it counts from 0; or of a roll-over, where
 * the one before it was within a hundredth of what its digits hold, and the new one is within a hundredth of 0.
 *
 * <p>Worked example, hourly grid, increase. Readings of 05:10 with 100, 05:50 with 130, 06:30 with 150, 07:20 with 5
 * and 10:10 with 35: step 05:00 has 30, for nothing is known before its first reading; 06:00 has 20, which came since
 * the last reading of the step before; 07:00 has 5, after a reset. The 30 that came until 10:10 are those of three
 * steps, two of them empty, so step 10:00 has 10. After a pause longer than {@code series.max-gap} it begins afresh.
 */
public final class Counter {
    /** What digits of devices hold: 16 and 32 bits, and four to nine places. */
    private static final double[] MODULI = {0x1p16, 0x1p32, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

    private static final double NEAR = 0.01;

    private Counter() {}

    /**
     * Last known reading of a counter.
     *
     * @param value NaN where there was none
     */
    public record Anchor(double value, long timeMs) {
        public static final Anchor NONE = new Anchor(Double.NaN, 0);

        /** Whether there was a reading. */
        public boolean isKnown() {
            return !Double.isNaN(value);
        }
    }

    /** Drop of a counter. */
    public enum Drop {
        NONE,
        RESET,
        ROLL_OVER
    }

    /** What a value that follows another one tells. */
    public static Drop drop(double from, double to) {
        if (to >= from) {
            return Drop.NONE;
        }
        return modulus(from, to) > 0 ? Drop.ROLL_OVER : Drop.RESET;
    }

    /** How much was counted from one value to another, which is not negative. */
    public static double increase(double from, double to) {
        if (to >= from) {
            return to - from;
        }
        double modulus = modulus(from, to);
        return modulus > 0 ? modulus - from + to : Math.max(0, to);
    }

    /** What rolled over; 0 where nothing did. */
    private static double modulus(double from, double to) {
        for (double modulus : MODULI) {
            if (from >= (1 - NEAR) * modulus && from < modulus && to >= 0 && to <= NEAR * modulus) {
                return modulus;
            }
        }
        return 0;
    }
}
