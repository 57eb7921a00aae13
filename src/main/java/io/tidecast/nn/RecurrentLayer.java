package io.tidecast.nn;

import io.tidecast.kernel.AlignedArray;
import io.tidecast.kernel.Band;
import io.tidecast.kernel.Kernels;
import io.tidecast.kernel.PackedMatrix;
import java.util.Arrays;

/**
 * Recurrent layer, what all of them share: the loop over time, the state carried in and out, resets, recurrent dropout,
 * and every step or only the last one going out. A cell adds its equations in {@link #step} and its backward.
 *
 * <p>Input and state stand side by side in rows {@code [x|h]}, and so do their weights in one matrix of two
 * {@link Band}s, so that the sums of a step are one product. With fewer lanes than fill the kernels' blocks, the inputs
 * of several steps are multiplied ahead of them instead: they make a product of many rows, and the step is left with
 * the state alone. Where no backward pass will follow, only the steps at hand are kept; where that is one, its rows are
 * those the state is carried in, which changes in place.
 *
 * <p>Recurrent dropout zeroes the same units of the state at every step of a call and scales the rest (Gal and
 * Ghahramani 2016); it acts where the state is multiplied by weights, not where a gate passes it on.
 */
abstract class RecurrentLayer extends Layer {
    /** The input of a bias: always the same. */
    static final float[] ONE = {1f};

    /** The bands of the weights. */
    static final int INPUT = 0;

    static final int STATE = 1;

    /** From so many lanes on a step is one product. */
    private static final int BLOCK = 8;

    /** So many rows of inputs are multiplied ahead with fewer lanes. */
    private static final int ROWS_AHEAD = 16;

    /** So many rows' gradients are gathered at a time, while they are in the cache. */
    private static final int ROWS_GATHERED = 128;

    final Kernels kernels;
    final int inputs;
    final int units;

    /** Floats of a row {@code [x|h]}. */
    final int width;

    /** Floats of a row of gates. */
    final int columns;

    /** [I+H,columns] */
    final PackedMatrix weights;

    /** Of the gates' sums, [columns] */
    final float[] bias;

    /** [I+H,columns] */
    final PackedMatrix dWeights;

    /** [1,columns] */
    final PackedMatrix dBias;

    private final boolean sequences;
    private final float recurrentDropout;
    private final AlignedArray gateRoom = new AlignedArray();

    int batch;
    int steps;

    /**
     * The gates' sums and then their values, [N,B,columns] from {@link #gatesAt} on; after the backward pass the
     * gradients of the sums.
     */
    float[] gates = {};

    /**
     * The input of each step and the state before it, [N+1,B,I+H] for the N steps kept, after the last the state alone;
     * or the carried [lanes,I+H]. Where a step's rows stand says {@link #rowAt}.
     */
    float[] rows = {};

    /** The rows as the weights see them: {@link #rows} itself without recurrent dropout. */
    float[] seen = {};

    /** Gradient of the state after the current step; after the loop, of the state before the first. [B,H] */
    float[] dh = {};

    /** What the gradient of the seen state is added to, [B,H]: {@link #dh} itself without recurrent dropout. */
    float[] dSeen = {};

    private float[] carried = {}; // [lanes,I+H] the states between calls, and room for an input beside each
    private float[] room = {}; // [N+1,B,I+H]
    private float[] given = {}; // [T',B,H]
    private float[] masked = {}; // [T,B,I+H]
    private float[] mask = {}; // [B,H]
    private float[] dMasked = {}; // [B,H]
    private boolean dropping;
    private boolean ahead;
    private int kept; // N
    private boolean inPlace; // rows are the carried ones
    private boolean standing; // given out is the last step's row itself
    private int firstRow; // where the rows of the first step kept stand
    private int apart; // from the rows of a step to those of the next
    private int last; // steps kept of the last ones

    /** Input and state: the bands of the weights. */
    RecurrentLayer(RecurrentSpec spec, float recurrentDropout, Kernels kernels, int columns, Band input, Band state) {
        this.kernels = kernels;
        this.inputs = input.rows();
        this.units = spec.units();
        this.width = inputs + units;
        this.columns = columns;
        this.weights = kernels.matrix(columns, input, state);
        this.bias = new float[columns];
        this.dWeights = kernels.matrix(columns, input, state);
        this.dBias = kernels.matrix(1, columns);
        this.sequences = spec.returnSequences();
        this.recurrentDropout = recurrentDropout;
    }

    @Override
    int reserve(int lanes, int length, boolean keeping) {
        batch = lanes;
        steps = length;
        ahead = lanes < BLOCK && length > 1;
        kept = keeping ? length : Math.min(length, Math.max(1, ROWS_AHEAD / lanes));
        inPlace = kept == 1 && !keeping;
        apart = inPlace ? 0 : lanes * width;
        room = grown(room, inPlace ? 0 : (kept + 1) * lanes * width);
        gateRoom.reserve(kept * lanes * columns);
        gates = gateRoom.array();
        given = grown(given, (sequences ? length : 1) * lanes * units);
        standing = lanes == 1 && !sequences && !keeping;
        arrange();
        reserveCell(kept);
        return sequences ? length : 1;
    }

    @Override
    void reserveLanes(int lanes) {
        carried = grownKeeping(carried, lanes * width);
        if (inPlace) {
            arrange();
        }
    }

    /**
     * Which array is which; not in every call, since each reference stored costs the collector's barrier, and that a
     * step some nanoseconds.
     */
    private void arrange() {
        rows = inPlace ? carried : room;
        seen = rows;
        output = standing ? rows : given;
    }

    /** Where the gates of a kept step stand. */
    final int gatesAt(int step) {
        return gateRoom.first() + step * batch * columns;
    }

    /** Where the rows of a kept step stand, and after the last one those of the state after it. */
    final int rowAt(int step) {
        return firstRow + step * apart;
    }

    /** Grows what other forward buffers the cell has for so many steps. */
    void reserveCell(int kept) {}

    /** Takes over further carried state; an LSTM's cell. */
    void beginForward(Pass pass) {}

    /**
     * From a kept step's row to the state in the next: sums, unless the input is projected the state's part of them,
     * then gates.
     */
    abstract void step(int step, boolean projected);

    /** The state after so many kept steps is the one to begin with; what else there is of it moves. */
    void moveState(int step) {}

    /** Prepares the backward pass: further buffers, gradient sums to zero. */
    void beginBackward() {}

    /**
     * From {@link #dh} after the step to {@link #dh} before it; what passes through the weights is added to
     * {@link #dSeen}.
     */
    abstract void stepBackward(int step);

    /** Adds to the sums of the parameters' gradients, from these steps' gate gradients. */
    void gather(int step, int count) {
        int at = gatesAt(step);
        dWeights.addProductOfTransposed(count * batch, seen, rowAt(step), width, gates, at, columns);
        dBias.addProductOfTransposed(count * batch, ONE, 0, 0, gates, at, columns);
    }

    /** Adds those sums to the gradients. */
    abstract void finishBackward(float[] gradients);

    /** Adds to dX [T,B,I], which is zero. */
    abstract void addInputGradient(float[] dX);

    @Override
    void forward(float[] x, int xAt, Pass pass) {
        int lane = pass.firstLane * width;
        firstRow = inPlace ? lane : 0;
        if (!inPlace) {
            copyRows(batch, units, carried, lane + inputs, width, rows, inputs, width);
        }
        dropping = pass.training && recurrentDropout > 0;
        if (dropping) {
            drawMask(pass);
        }
        gateRoom.align();
        beginForward(pass);
        for (int first = 0; first < steps; first += kept) {
            if (first > 0) {
                if (!inPlace) {
                    copyRows(batch, units, rows, rowAt(kept) + inputs, width, rows, inputs, width);
                }
                moveState(kept);
            }
            last = Math.min(kept, steps - first);
            copyRows(last * batch, inputs, x, xAt + first * batch * inputs, inputs, rows, firstRow, width);
            if (dropping) {
                copyRows(last * batch, inputs, x, xAt + first * batch * inputs, inputs, masked, 0, width);
            }
            if (ahead) {
                weights.setBandProductTo(
                        INPUT, last * batch, bias, 0, rows, firstRow, width, gates, gatesAt(0), columns);
            }
            for (int t = 0; t < last; t++) {
                forward(t, first + t, pass);
            }
        }
        outputAt = standing ? rowAt(last) + inputs : 0;
        if (!standing && !sequences) {
            copyRows(batch, units, rows, rowAt(last) + inputs, width, given, 0, units);
        }
    }

    private void forward(int t, int step, Pass pass) {
        if (!pass.resets.isEmpty()) {
            zeroReset(pass, step, rows, rowAt(t) + inputs, width);
            reset(pass, step, t);
        }
        if (dropping) {
            int at = rowAt(t) + inputs;
            kernels.multiply(batch, units, rows, at, width, mask, 0, units, masked, at, width);
        }
        step(t, ahead);
        if (sequences) {
            copyRows(batch, units, rows, rowAt(t + 1) + inputs, width, given, step * batch * units, units);
        }
    }

    /** The sums of a kept step's gates, or what is missing of them. */
    final void sum(int step, boolean projected) {
        int row = rowAt(step);
        if (projected) {
            weights.addBandProductTo(STATE, batch, seen, row + inputs, width, gates, gatesAt(step), columns);
        } else {
            weights.setProductTo(batch, bias, 0, seen, row, width, gates, gatesAt(step), columns);
        }
    }

    @Override
    void backward(float[] x, float[] dOutput, Pass pass, float[] gradients) {
        int row = batch * units;
        dh = grown(dh, row);
        dMasked = grown(dMasked, dropping ? row : 0);
        dSeen = dropping ? dMasked : dh;
        Arrays.fill(dh, 0, row, 0f);
        dWeights.clear();
        dBias.clear();
        beginBackward();
        int together = Math.max(1, ROWS_GATHERED / batch);
        int gathered = steps;
        for (int t = steps - 1; t >= 0; t--) {
            if (sequences || t == steps - 1) {
                int from = sequences ? t * row : 0;
                for (int j = 0; j < row; j++) {
                    dh[j] += dOutput[from + j];
                }
            }
            if (dropping) {
                Arrays.fill(dSeen, 0, row, 0f);
            }
            stepBackward(t);
            if (dropping) {
                for (int j = 0; j < row; j++) {
                    dh[j] += dSeen[j] * mask[j];
                }
            }
            if (!pass.resets.isEmpty()) {
                zeroReset(pass, t, dh, 0, units);
                resetBackward(pass, t);
            }
            if (t % together == 0) {
                gather(t, gathered - t);
                gathered = t;
            }
        }
        finishBackward(gradients);
    }

    @Override
    void backwardToInput(float[] dOutput, Pass pass) {
        inputGradient = grown(inputGradient, steps * batch * inputs);
        Arrays.fill(inputGradient, 0, steps * batch * inputs, 0f);
        addInputGradient(inputGradient);
    }

    /** Zeroes further state of lanes that begin before this step; an LSTM's cell. */
    void reset(Pass pass, int step, int keptStep) {}

    /** Zeroes the gradient of what {@link #reset} zeroed. */
    void resetBackward(Pass pass, int step) {}

    final void zeroReset(Pass pass, int step, float[] array, int offset, int stride) {
        for (int b = 0; b < batch; b++) {
            if (pass.resets.before(pass.firstLane + b, step) != Reset.NONE) {
                Arrays.fill(array, offset + b * stride, offset + b * stride + units, 0f);
            }
        }
    }

    private void drawMask(Pass pass) {
        masked = grown(masked, steps * batch * width);
        mask = grown(mask, batch * units);
        seen = masked;
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
        System.arraycopy(carried, lane * width + inputs, target, offset, units);
    }

    @Override
    void writeState(int lane, float[] source, int offset) {
        System.arraycopy(source, offset, carried, lane * width + inputs, units);
    }

    @Override
    void readStateGradient(int lane, float[] target, int offset) {
        System.arraycopy(dh, lane * units, target, offset, units);
    }

    @Override
    void carry(int step, Pass pass) {
        if (!inPlace) {
            int to = pass.firstLane * width + inputs;
            copyRows(batch, units, rows, rowAt(kept(step, pass)) + inputs, width, carried, to, width);
        }
    }

    /**
     * Where the state before this step of the network's input stands among those kept; a decoder has steps of its own,
     * and only the state after all of them counts.
     */
    final int kept(int step, Pass pass) {
        return step == pass.steps ? last : step;
    }
}
