package io.tidecast.series;

import java.nio.ByteBuffer;

/**
 * Streaming quantiles: the eighths of many values, estimated in constant space and time by the P² algorithm in its form
 * for histograms (Jain &amp; Chlamtac 1985, "The P² algorithm for dynamic calculation of quantiles and histograms
 * without storing observations").
 *
 * <p>Nine markers stand at the smallest value, the seven eighths between, and the largest. Each has a height q and a
 * position n, the number of values at or below it. A value moves up the markers above it by one; a marker more than one
 * off the position it should have, {@code 1 + k (count - 1) / 8}, is moved by one d = ±1, to the height on the parabola
 * through it and its neighbours,
 *
 * <pre>
 *   q + d / (n₊ - n₋) · ((n - n₋ + d) (q₊ - q) / (n₊ - n) + (n₊ - n - d) (q - q₋) / (n - n₋))
 * </pre>
 *
 * or, where that would not lie between the neighbours, on the line to the one on that side. Up to nine values they are
 * exact.
 *
 * <p>Other than there, an end farther off than {@value #REACH} times the distance between first and seventh eighth
 * counts as if it were so far: one huge outlier, which is an end's height for good, is else handed down from marker to
 * marker. Of 500 values of Cauchy's distribution the interquartile range was up to 50 times too large without, up to
 * 1.3 times with it.
 */
final class P2Quantiles implements Sketch {
    private static final int CELLS = 8;
    private static final int MARKERS = CELLS + 1;
    private static final int REACH = 16;

    private int count;
    private final double[] heights = new double[MARKERS]; // the values themselves, sorted, up to nine
    private final int[] positions = new int[MARKERS];

    P2Quantiles() {
        for (int k = 0; k < MARKERS; k++) {
            positions[k] = k + 1;
        }
    }

    @Override
    public void add(double value) {
        if (count < MARKERS) {
            int at = count;
            while (at > 0 && heights[at - 1] > value) {
                heights[at] = heights[at - 1];
                at--;
            }
            heights[at] = value;
            count++;
            return;
        }
        count++;
        heights[0] = Math.min(heights[0], value);
        heights[CELLS] = Math.max(heights[CELLS], value);
        for (int k = CELLS; k > 0 && (k == CELLS || value < heights[k]); k--) {
            positions[k]++;
        }
        for (int k = 1; k < CELLS; k++) {
            double off = 1 + k * (count - 1.0) / CELLS - positions[k];
            if (off >= 1 && positions[k + 1] - positions[k] > 1) {
                move(k, 1);
            } else if (off <= -1 && positions[k - 1] - positions[k] < -1) {
                move(k, -1);
            }
        }
    }

    private void move(int k, int d) {
        double q = heights[k];
        double n = positions[k];
        double below = n - positions[k - 1];
        double above = positions[k + 1] - n;
        double reach = REACH * (heights[CELLS - 1] - heights[1]);
        double lower = k == 1 && reach > 0 ? Math.max(heights[0], q - reach) : heights[k - 1];
        double upper = k == CELLS - 1 && reach > 0 ? Math.min(heights[CELLS], q + reach) : heights[k + 1];
        double parabola =
                q + d / (above + below) * ((below + d) * (upper - q) / above + (above - d) * (q - lower) / below);
        heights[k] = lower < parabola && parabola < upper
                ? parabola
                : q + (d > 0 ? (upper - q) / above : (lower - q) / below);
        positions[k] += d;
    }

    /**
     * An estimate of the value that k eighths of all values lie at or below.
     *
     * @param k 0..8
     * @return 0 before the first value
     */
    double eighth(int k) {
        return count >= MARKERS ? heights[k] : ofSorted(heights, count, k / (double) CELLS);
    }

    /**
     * The quantile of sorted values, on the line between the two nearest; 0 without any.
     *
     * @param sorted in use up to {@code count}
     * @param share 0..1
     */
    static double ofSorted(double[] sorted, int count, double share) {
        if (count == 0) {
            return 0;
        }
        double at = share * (count - 1);
        int below = (int) at;
        int above = Math.min(count - 1, below + 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public int bytes() {
        return Integer.BYTES + MARKERS * (Precision.bytes(isWide()) + Integer.BYTES);
    }

    @Override
    public void write(ByteBuffer to) {
        boolean wide = isWide();
        to.putInt(wide ? ~count : count);
        for (int k = 0; k < MARKERS; k++) {
            Precision.put(to, heights[k], wide).putInt(positions[k]);
        }
    }

    @Override
    public void read(ByteBuffer from) {
        count = from.getInt();
        boolean wide = count < 0;
        count = wide ? ~count : count;
        for (int k = 0; k < MARKERS; k++) {
            heights[k] = Precision.get(from, wide);
            positions[k] = from.getInt();
        }
    }

    /** Whether it is of large values: stored as the complement of the count, and doubles. */
    private boolean isWide() {
        return Precision.isLarge(heights[0]) || Precision.isLarge(heights[Math.max(0, Math.min(count, MARKERS) - 1)]);
    }
}
