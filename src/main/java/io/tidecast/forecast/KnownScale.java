package io.tidecast.forecast;

import java.nio.ByteBuffer;

/**
 * Scale of a value known ahead, in which a linear map reads it: from the middle of its first {@value #FIRST} values, in
 * units of their range, and ever after the same, for what is learnt is of that unit. A value beyond all that were seen
 * counts as the farthest of them: nothing is known of what it does.
 */
final class KnownScale {
    /** Bytes of its stored state. */
    static final int BYTES = Integer.BYTES + 4 * Double.BYTES;

    private static final int FIRST = 48;
    /** No number is larger, so that squares of its square are floats. */
    private static final double MOST = 1e4;

    private int seen;
    private double low = Double.NaN;
    private double high = Double.NaN;
    private double middle = Double.NaN;
    private double unit = Double.NaN;

    /** Learns from a value that has come; NaN says nothing. */
    void learn(double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        low = seen == 0 ? value : Math.min(low, value);
        high = seen == 0 ? value : Math.max(high, value);
        seen = Math.min(FIRST, seen + 1);
        if (seen == FIRST && Double.isNaN(unit)) {
            middle = low / 2 + high / 2;
            double range = high - low;
            double still = middle == 0 ? 1 : Math.abs(middle); // A plan in which nothing was planned yet.
            unit = range > 0 && Double.isFinite(range) ? range : still;
        }
    }

    /** The value in this scale; NaN where it is missing, or the scale not known yet. */
    double of(double value) {
        double within = Math.max(low, Math.min(high, value));
        return Math.max(-MOST, Math.min(MOST, (within - middle) / unit));
    }

    void write(ByteBuffer to) {
        to.putInt(seen).putDouble(low).putDouble(high).putDouble(middle).putDouble(unit);
    }

    void read(ByteBuffer from) {
        seen = from.getInt();
        low = from.getDouble();
        high = from.getDouble();
        middle = from.getDouble();
        unit = from.getDouble();
    }
}
