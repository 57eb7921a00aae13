package io.tidecast.nn;

import io.tidecast.kernel.Kernels;
import io.tidecast.kernel.PackedMatrix;
import java.util.Arrays;

/**
 * Autoregressive highway of {@link HighwaySpec} at work: per channel, a row of the last inputs for each step, times Aᵀ.
 */
final class Highway extends Layer {
    private final int inputs;
    private final int outputs;
    private final int lags;
    private final int[] channels;
    private final int horizon;
    private final boolean sequences;
    private final int weight; // [J·horizon, lags]
    private final PackedMatrix[] weights; // per channel [lags, horizon]
    private final PackedMatrix[] weightsBack; // per channel [horizon, lags]
    private final PackedMatrix dWeights; // [lags, horizon]
    private int batch;
    private int steps;
    private int given;
    private float[] carried = {}; // [B, J, lags - 1] oldest first
    private float[] series = {}; // [B, J, lags - 1 + T] carried history, then this call
    private float[] window = {}; // [T',B,lags] newest first
    private int[] reach = {}; // [T,B] how many inputs before each step may be looked back on
    private float[] dWindow = {}; // [T',B,lags]

    Highway(HighwaySpec spec, int inputs, Shape output, int offset, Kernels kernels) {
        this.inputs = inputs;
        this.outputs = output.features();
        this.lags = spec.steps();
        this.channels = spec.channels().stream().mapToInt(Integer::intValue).toArray();
        this.horizon = outputs / channels.length;
        this.sequences = output.sequence();
        this.weight = offset;
        this.weights = new PackedMatrix[channels.length];
        this.weightsBack = new PackedMatrix[channels.length];
        for (int j = 0; j < channels.length; j++) {
            weights[j] = kernels.matrix(lags, horizon);
            weightsBack[j] = kernels.matrix(horizon, lags);
        }
        this.dWeights = kernels.matrix(lags, horizon);
    }

    @Override
    int reserve(int lanes, int length, boolean keeping) {
        batch = lanes;
        steps = length;
        given = sequences ? length : 1;
        series = grown(series, lanes * channels.length * (lags - 1 + length));
        window = grown(window, given * lanes * lags);
        reach = reach.length >= length * lanes ? reach : new int[length * lanes];
        output = grown(output, given * lanes * outputs);
        return given;
    }

    @Override
    void reserveLanes(int lanes) {
        carried = grownKeeping(carried, lanes * stateSize());
    }

    @Override
    void load(float[] parameters) {
        for (int j = 0; j < channels.length; j++) {
            weights[j].loadTransposed(parameters, weight + j * horizon * lags, 0, 0, horizon);
        }
    }

    @Override
    void loadForBackward(float[] parameters) {
        for (int j = 0; j < channels.length; j++) {
            weightsBack[j].load(parameters, weight + j * horizon * lags, 0, horizon);
        }
    }

    @Override
    void forward(float[] x, int xAt, Pass pass) {
        int length = lags - 1 + steps;
        for (int b = 0; b < batch; b++) {
            for (int j = 0; j < channels.length; j++) {
                int at = (b * channels.length + j) * length;
                int from = ((pass.firstLane + b) * channels.length + j) * (lags - 1);
                System.arraycopy(carried, from, series, at, lags - 1);
                for (int t = 0; t < steps; t++) {
                    series[at + lags - 1 + t] = x[xAt + (t * batch + b) * inputs + channels[j]];
                }
            }
        }
        measureReach(pass);
        Arrays.fill(output, 0, given * batch * outputs, 0f);
        for (int j = 0; j < channels.length; j++) {
            fillWindow(j);
            weights[j].addProductTo(given * batch, window, 0, lags, output, j * horizon, outputs);
        }
    }

    @Override
    void backward(float[] x, float[] dOutput, Pass pass, float[] gradients) {
        for (int j = 0; j < channels.length; j++) {
            fillWindow(j);
            dWeights.clear();
            dWeights.addProductOfTransposed(given * batch, window, 0, lags, dOutput, j * horizon, outputs);
            dWeights.addTransposedTo(gradients, weight + j * horizon * lags, 0, 0, horizon);
        }
    }

    @Override
    void backwardToInput(float[] dOutput, Pass pass) {
        int rows = given * batch;
        dWindow = grown(dWindow, rows * lags);
        inputGradient = grown(inputGradient, steps * batch * inputs);
        Arrays.fill(inputGradient, 0, steps * batch * inputs, 0f);
        for (int j = 0; j < channels.length; j++) {
            Arrays.fill(dWindow, 0, rows * lags, 0f);
            weightsBack[j].addProductTo(rows, dOutput, j * horizon, outputs, dWindow, 0, lags);
            for (int i = 0; i < rows; i++) {
                int newest = steps - given + i / batch;
                for (int k = 0; k <= Math.min(newest, reach[newest * batch + i % batch]); k++) {
                    inputGradient[((newest - k) * batch + i % batch) * inputs + channels[j]] += dWindow[i * lags + k];
                }
            }
        }
    }

    /** Inputs from before a full reset are out of reach after it. */
    private void measureReach(Pass pass) {
        for (int b = 0; b < batch; b++) {
            int reached = lags - 1;
            for (int t = 0; t < steps; t++) {
                boolean afresh = pass.resets.before(pass.firstLane + b, t) == Reset.FULL;
                reached = afresh ? 0 : Math.min(lags - 1, reached + (t == 0 ? 0 : 1));
                reach[t * batch + b] = reached;
            }
        }
    }

    /** The last inputs of channel j before and at each step that is given out. */
    private void fillWindow(int j) {
        int length = lags - 1 + steps;
        for (int i = 0; i < given * batch; i++) {
            int newest = (i % batch * channels.length + j) * length + lags - 1 + steps - given + i / batch;
            int reached = reach[(steps - given + i / batch) * batch + i % batch];
            for (int k = 0; k < lags; k++) {
                window[i * lags + k] = k <= reached ? series[newest - k] : 0f;
            }
        }
    }

    @Override
    int stateSize() {
        return channels.length * (lags - 1);
    }

    @Override
    void readState(int lane, float[] target, int offset) {
        System.arraycopy(carried, lane * stateSize(), target, offset, stateSize());
    }

    @Override
    void writeState(int lane, float[] source, int offset) {
        System.arraycopy(source, offset, carried, lane * stateSize(), stateSize());
    }

    @Override
    void carry(int step, Pass pass) {
        int length = lags - 1 + steps;
        for (int i = 0; i < batch * channels.length; i++) {
            int to = (pass.firstLane * channels.length + i) * (lags - 1);
            System.arraycopy(series, i * length + step, carried, to, lags - 1);
            int reached = step == 0 ? lags - 1 : reach[(step - 1) * batch + i / channels.length] + 1;
            Arrays.fill(carried, to, to + Math.max(0, lags - 1 - reached), 0f);
        }
    }
}
