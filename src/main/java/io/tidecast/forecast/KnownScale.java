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

    /** Numbers that a scale of all devices is: low, high, middle, unit. */
    static final int SHARED = 4;

    /** That of all devices, as a version brings it in {@code all[at..]}. */
    static KnownScale shared(float[] all, int at) {
        KnownScale scale = new KnownScale();
        scale.low = all[at];
        scale.high = all[at + 1];
        scale.middle = all[at + 2];
        scale.unit = all[at + 3];
        scale.seen = FIRST;
        return scale;
    }

    /** That of the values from one to another, which need not be the first of a device. */
    static KnownScale between(double low, double high) {
        KnownScale scale = new KnownScale();
        scale.low = low;
        scale.high = high;
        scale.seen = FIRST;
        scale.fix();
        return scale;
    }

    /** Writes it to {@code all[at..]} for other devices. */
    void share(float[] all, int at) {
        all[at] = (float) low;
        all[at + 1] = (float) high;
        all[at + 2] = (float) middle;
        all[at + 3] = (float) unit;
    }

    /**
     * This one, or the other as long as this one is not known; a value counts as far as either has seen any, for there
     * is a map that knows what it does.
     */
    KnownScale in(KnownScale other) {
        KnownScale both = new KnownScale();
        boolean known = isKnown();
        both.middle = known ? middle : other.middle;
        both.unit = known ? unit : other.unit;
        both.low = seen == 0 ? other.low : Math.min(low, other.low);
        both.high = seen == 0 ? other.high : Math.max(high, other.high);
        both.seen = FIRST;
        return both;
    }

    private boolean isKnown() {
        return !Double.isNaN(unit);
    }

    /** By how much a number in another scale changes with the same number here. */
    double per(KnownScale other) {
        return unit / other.unit;
    }

    /** Where the middle of this one is in another. */
    double middleIn(KnownScale other) {
        return (middle - other.middle) / other.unit;
    }

    /** Learns from a value that has come; NaN says nothing. */
    void learn(double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        low = seen == 0 ? value : Math.min(low, value);
        high = seen == 0 ? value : Math.max(high, value);
        seen = Math.min(FIRST, seen + 1);
        if (seen == FIRST && !isKnown()) {
            fix();
        }
    }

    private void fix() {
        middle = low / 2 + high / 2;
        double range = high - low;
        double still = middle == 0 ? 1 : Math.abs(middle); // A plan in which nothing was planned yet.
        unit = range > 0 && Double.isFinite(range) ? range : still;
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
