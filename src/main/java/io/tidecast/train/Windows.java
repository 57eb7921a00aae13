package io.tidecast.train;

import java.util.Arrays;

/**
 * Training windows with a target each: x [N,T,F], y [N,targets], mask as y or null when every target counts. Keeps the
 * arrays it is given.
 */
public final class Windows {
    private final int count;
    private final int steps;
    private final float[] x;
    private final float[] y;
    private final float[] mask;

    /** N windows of T steps. */
    public Windows(int count, int steps, float[] x, float[] y, float[] mask) {
        if (count < 1 || x.length % (count * steps) != 0 || y.length % count != 0) {
            throw new IllegalArgumentException("x must be [N=" + count + ", T=" + steps
                    + ", F] and y [N, targets], had " + x.length + " and " + y.length + " values");
        }
        this.count = count;
        this.steps = steps;
        this.x = x;
        this.y = y;
        this.mask = mask;
    }

    /** N. */
    public int count() {
        return count;
    }

    /** T. */
    public int steps() {
        return steps;
    }

    /** A copy of the inputs of the windows from .. from + size: [size,T,F]. */
    public float[] inputs(int from, int size) {
        int width = x.length / count;
        return Arrays.copyOfRange(x, from * width, (from + size) * width);
    }

    /** A copy of the targets of one window. */
    public float[] targets(int window) {
        int width = y.length / count;
        return Arrays.copyOfRange(y, window * width, (window + 1) * width);
    }

    /** Room for a batch of so many windows. */
    Batch batch(int size) {
        return new Batch(size);
    }

    /** Mini-batch: some of the windows side by side. */
    final class Batch {
        private final int xWidth = x.length / count;
        private final int yWidth = y.length / count;
        private final float[] xs;
        private final float[] ys;
        private final float[] masks;

        Batch(int size) {
            this.xs = new float[size * xWidth];
            this.ys = new float[size * yWidth];
            this.masks = mask == null ? null : new float[size * yWidth];
        }

        /** Takes the windows order[from .. from + size); gives the number of targets that count. */
        int fill(int[] order, int from, int size) {
            for (int i = 0; i < size; i++) {
                int window = order[from + i];
                System.arraycopy(x, window * xWidth, xs, i * xWidth, xWidth);
                System.arraycopy(y, window * yWidth, ys, i * yWidth, yWidth);
                if (masks != null) {
                    System.arraycopy(mask, window * yWidth, masks, i * yWidth, yWidth);
                }
            }
            return Loss.counted(masks, size * yWidth);
        }

        float[] x() {
            return xs;
        }

        float[] y() {
            return ys;
        }

        float[] mask() {
            return masks;
        }
    }
}
