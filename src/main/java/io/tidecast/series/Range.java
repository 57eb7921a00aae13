package io.tidecast.series;

import java.nio.ByteBuffer;

/** Range of many values: the smallest and the largest. */
final class Range implements Sketch {
    private int count;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;

    @Override
    public void add(double value) {
        count++;
        min = Math.min(min, value);
        max = Math.max(max, value);
    }

    @Override
    public int count() {
        return count;
    }

    /** Infinite before the first value. */
    double min() {
        return min;
    }

    /** Infinite before the first value. */
    double max() {
        return max;
    }

    @Override
    public int bytes() {
        return Integer.BYTES + 2 * (isWide() ? Double.BYTES : Float.BYTES);
    }

    @Override
    public void write(ByteBuffer to) {
        if (isWide()) {
            to.putInt(~count).putDouble(min).putDouble(max);
        } else {
            to.putInt(count).putFloat((float) min).putFloat((float) max);
        }
    }

    @Override
    public void read(ByteBuffer from) {
        count = from.getInt();
        boolean wide = count < 0;
        count = wide ? ~count : count;
        min = wide ? from.getDouble() : from.getFloat();
        max = wide ? from.getDouble() : from.getFloat();
    }

    /** Whether it is of large values: stored as the complement of the count, and doubles. */
    private boolean isWide() {
        return count > 0 && (Precision.isLarge(min) || Precision.isLarge(max));
    }
}
