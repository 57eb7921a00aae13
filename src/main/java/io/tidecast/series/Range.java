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
        return Integer.BYTES + 2 * Precision.bytes(isWide());
    }

    @Override
    public void write(ByteBuffer to) {
        boolean wide = isWide();
        to.putInt(wide ? ~count : count);
        Precision.put(to, min, wide);
        Precision.put(to, max, wide);
    }

    @Override
    public void read(ByteBuffer from) {
        count = from.getInt();
        boolean wide = count < 0;
        count = wide ? ~count : count;
        min = Precision.get(from, wide);
        max = Precision.get(from, wide);
    }

    /** Whether it is of large values: stored as the complement of the count, and doubles. */
    private boolean isWide() {
        return count > 0 && (Precision.isLarge(min) || Precision.isLarge(max));
    }
}
