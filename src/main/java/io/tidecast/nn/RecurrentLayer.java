package io.tidecast.nn;

import io.tidecast.kernel.Kernels;
import java.util.Arrays;

/**
 * What all recurrent layers share: the loop over time, the state carried in and out, resets, recurrent dropout, and every step or only the last one going out. A cell adds
 * its equations in {@link #project}, {@link #step} and their backwards.
 *
 * <p>Recurrent dropout zeroes the same units of the state at every step of a call and scales the rest (Gal and Ghahramani 2016); it acts where the state is multiplied by
 * weights, not where a gate passes it on.
 */
abstract class RecurrentLayer extends Layer {
    /** The input of a bias: always the same. */
    static final float[] ONE = {1f};

    final Kernels kernels;
    final int inputs;
    final int units;
    private final boolean sequences;
    private final float recurrentDropout;

    int batch;
    int steps;

    /** State before each step and after the last, [T+1,B,H]. */
    float[] h = {};

    /** The state as the weights see it, [T,B,H]: {@link #h} itself without recurrent dropout. */
    float[] seen = {};

    /** Gradient of the state after the current step; after the loop, of the state before the first. [B,H] */
    float[] dh = {};

    /** Scratch: the gradient of the seen state, [B,H]. */
    float[] dSeen = {};

    private float[] carried = {}; // [B,H]
    private float[] masked = {}; // [T,B,H]
    private float[] mask = {}; // [B,H]
    private boolean dropping;

    RecurrentLayer(RecurrentSpec spec, float recurrentDropout, int inputs, Kernels kernels) {
        this.kernels = kernels;
        this.inputs = inputs;
        this.units = spec.units();
        this.sequences = spec.returnSequences();
        this.recurrentDropout = recurrentDropout;
    }

    @Override
    int reserve(int lanes, int length) {
        batch = lanes;
        steps = length;
        int row = lanes * units;
        h = grown(h, (length + 1) * row);
        carried = grownKeeping(carried, row);
        output = grown(output, (sequences ? length : 1) * row);
        reserveCell(length * lanes);
        return sequences ? length : 1;
    }

    /** Grows the cell's own forward buffers for T·B rows. */
    abstract void reserveCell(int rows);

    /** Takes over further carried state; an LSTM's cell. */
    void beginForward() {}

    /** Sets the gate sums of so many of the T·B rows to bias + x Wᵀ; done step by step, while the rows are in the cache. */
    abstract void project(float[] x, int firstRow, int rows);

    /** From {@code h[step]} and the gate sums of the step to {@code h[step + 1]}. */
    abstract void step(int step);

    /** Prepares the backward pass: buffers, gradient sums to zero. */
    abstract void beginBackward();

    /** From {@link #dh} after the step to {@link #dh} before it, less what passes through the weights, which goes to {@link #dSeen}. */
    abstract void stepBackward(int step);

    /** Adds the parameters' gradients, from the gate gradients of all rows. */
    abstract void finishBackward(float[] x, float[] gradients);

    /** Adds to dX [T,B,I], which is zero. */
    abstract void addInputGradient(float[] dX);

    @Override
    void forward(float[] x, Pass pass) {
        int row = batch * units;
        System.arraycopy(carried, 0, h, 0, row);
        dropping = pass.training && recurrentDropout > 0;
        if (dropping) {
            drawMask(pass);
        }
        seen = dropping ? masked : h;
        beginForward();
        for (int t = 0; t < steps; t++) {
            if (!pass.resets.isEmpty()) {
                zeroReset(pass, h, t, t * row);
                reset(pass, t);
            }
            if (dropping) {
                for (int j = 0; j < row; j++) {
                    masked[t * row + j] = h[t * row + j] * mask[j];
                }
            }
            project(x, t * batch, batch);
            step(t);
            if (sequences) {
                System.arraycopy(h, (t + 1) * row, output, t * row, row);
            }
        }
        if (!sequences) {
            System.arraycopy(h, steps * row, output, 0, row);
        }
    }

    @Override
    void backward(float[] x, float[] dOutput, Pass pass, float[] gradients) {
        int row = batch * units;
        dh = grown(dh, row);
        dSeen = grown(dSeen, row);
        Arrays.fill(dh, 0, row, 0f);
        beginBackward();
        for (int t = steps - 1; t >= 0; t--) {
            if (sequences || t == steps - 1) {
                int from = sequences ? t * row : 0;
                for (int j = 0; j < row; j++) {
                    dh[j] += dOutput[from + j];
                }
            }
            Arrays.fill(dSeen, 0, row, 0f);
            stepBackward(t);
            for (int j = 0; j < row; j++) {
                dh[j] += dropping ? dSeen[j] * mask[j] : dSeen[j];
            }
            if (!pass.resets.isEmpty()) {
                zeroReset(pass, dh, t, 0);
                resetBackward(pass, t);
            }
        }
        finishBackward(x, gradients);
    }

    @Override
    void backwardToInput(float[] dOutput, Pass pass) {
        inputGradient = grown(inputGradient, steps * batch * inputs);
        Arrays.fill(inputGradient, 0, steps * batch * inputs, 0f);
        addInputGradient(inputGradient);
    }

    /** Zeroes further state of lanes that begin before this step; an LSTM's cell. */
    void reset(Pass pass, int step) {}

    /** Zeroes the gradient of what {@link #reset} zeroed. */
    void resetBackward(Pass pass, int step) {}

    final void zeroReset(Pass pass, float[] array, int step, int offset) {
        for (int b = 0; b < batch; b++) {
            if (pass.resets.before(b, step) != Reset.NONE) {
                Arrays.fill(array, offset + b * units, offset + (b + 1) * units, 0f);
            }
        }
    }

    private void drawMask(Pass pass) {
        masked = grown(masked, steps * batch * units);
        mask = grown(mask, batch * units);
        float scale = 1f / (1f - recurrentDropout);
        for (int j = 0; j < batch * units; j++) {
            mask[j] = pass.random.nextFloat() < recurrentDropout ? 0f : scale;
        }
    }

    @Override
    int stateSize() {
        return units;
    }

    @Override
    void readState(int lane, float[] target, int offset) {
        System.arraycopy(carried, lane * units, target, offset, units);
    }

    @Override
    void writeState(int lane, float[] source, int offset) {
        System.arraycopy(source, offset, carried, lane * units, units);
    }

    @Override
    void readStateGradient(int lane, float[] target, int offset) {
        System.arraycopy(dh, lane * units, target, offset, units);
    }

    @Override
    void carry(int step) {
        System.arraycopy(h, step * batch * units, carried, 0, batch * units);
    }
}
