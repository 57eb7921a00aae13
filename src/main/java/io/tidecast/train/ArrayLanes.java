package io.tidecast.train;

import io.tidecast.nn.Reset;
import java.util.Arrays;

/**
 * Lanes held in arrays: x [B,T,F], y [B,T,O / Q], mask as y or null when every target counts, resetEvery and offset of
 * each lane, see {@link #withResets}.
 */
public final class ArrayLanes implements Lanes {
    private final int lanes;
    private final int steps;
    private final float[] x;
    private final float[] y;
    private final float[] mask;
    private int resetEvery;
    private int[] resetOffsets = {};

    /** Keeps the arrays. */
    public ArrayLanes(int lanes, int steps, float[] x, float[] y, float[] mask) {
        if (x.length % (lanes * steps) != 0 || y.length % (lanes * steps) != 0) {
            throw new IllegalArgumentException("x and y must be [B=" + lanes + ", T=" + steps + ", ...], had "
                    + x.length + " and " + y.length + " values");
        }
        this.lanes = lanes;
        this.steps = steps;
        this.x = x;
        this.y = y;
        this.mask = mask;
    }

    /**
     * Lane b begins from the zero recurrent state before each step t with {@code (t - offsets[b]) % every == 0}, as
     * serving does with windows of that length.
     */
    public ArrayLanes withResets(int every, int[] offsets) {
        ArrayLanes changed = new ArrayLanes(lanes, steps, x, y, mask);
        changed.resetEvery = every;
        changed.resetOffsets = offsets.clone();
        return changed;
    }

    @Override
    public int lanes() {
        return lanes;
    }

    @Override
    public int steps() {
        return steps;
    }

    @Override
    public void inputs(int from, int to, float[] target) {
        copy(x, from, to, target);
    }

    @Override
    public void targets(int from, int to, float[] target, float[] counts) {
        copy(y, from, to, target);
        if (mask == null) {
            Arrays.fill(counts, 0, lanes * (to - from) * (y.length / lanes / steps), 1f);
        } else {
            copy(mask, from, to, counts);
        }
    }

    @Override
    public Reset resetBefore(int lane, int step) {
        boolean due = resetEvery > 0 && Math.floorMod(step - resetOffsets[lane], resetEvery) == 0;
        return due ? Reset.RECURRENT : Reset.NONE;
    }

    private void copy(float[] source, int from, int to, float[] target) {
        int width = source.length / lanes / steps;
        for (int b = 0; b < lanes; b++) {
            System.arraycopy(source, (b * steps + from) * width, target, b * (to - from) * width, (to - from) * width);
        }
    }
}
