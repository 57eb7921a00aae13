package io.tidecast.nn;

import io.tidecast.kernel.Kernels;
import io.tidecast.kernel.PackedMatrix;

/**
 * GRU whose reset gate acts after the state's matrix product: {@code torch.nn.GRU}, Keras {@code GRU(reset_after=True)}, ONNX {@code linear_before_reset=1}.
 *
 * <pre>
 * r  = sigmoid(W_ir x + b_ir + W_hr h + b_hr)
 * z  = sigmoid(W_iz x + b_iz + W_hz h + b_hz)
 * q  = W_hn h + b_hn
 * n  = tanh(W_in x + b_in + r q)
 * h' = (1 - z) n + z h
 * </pre>
 *
 * A gate row is {@code [q|r|z|n]}: what the input feeds (r, z, n) is contiguous, and so is what the state feeds (q, r, z), so each side is one matrix product forward and
 * one backward. W_hh is packed in the order n, r, z for that.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html">torch.nn.GRU</a>
 */
final class GruResetAfter extends RecurrentLayer {
    private final int weightIh; // [3H,I] r, z, n
    private final int weightHh; // [3H,H]
    private final int biasIh; // [3H]
    private final int biasHh; // [3H]
    private final PackedMatrix inputWeights; // [I,3H] columns r, z, n
    private final PackedMatrix stateWeights; // [H,3H] columns n, r, z
    private final PackedMatrix inputWeightsBack; // [3H,I] rows r, z, n
    private final PackedMatrix stateWeightsBack; // [3H,H] rows n, r, z
    private final PackedMatrix dInputWeights; // [I,3H]
    private final PackedMatrix dStateWeights; // [H,3H]
    private final PackedMatrix dBias; // [1,4H]
    private final float[] bias; // [4H] q, r, z, n
    private float[] gates = {}; // [T,B,4H] q, r, z, n; after the backward pass the gradients of their sums

    GruResetAfter(Gru spec, int inputs, int offset, Kernels kernels) {
        super(spec, spec.recurrentDropout(), inputs, kernels);
        this.weightIh = offset;
        this.weightHh = weightIh + 3 * units * inputs;
        this.biasIh = weightHh + 3 * units * units;
        this.biasHh = biasIh + 3 * units;
        this.inputWeights = kernels.matrix(inputs, 3 * units);
        this.stateWeights = kernels.matrix(units, 3 * units);
        this.inputWeightsBack = kernels.matrix(3 * units, inputs);
        this.stateWeightsBack = kernels.matrix(3 * units, units);
        this.dInputWeights = kernels.matrix(inputs, 3 * units);
        this.dStateWeights = kernels.matrix(units, 3 * units);
        this.dBias = kernels.matrix(1, 4 * units);
        this.bias = new float[4 * units];
    }

    @Override
    void load(float[] parameters) {
        inputWeights.loadTransposed(parameters, weightIh, 0, 3 * units);
        stateWeights.loadTransposed(parameters, weightHh + 2 * units * units, 0, units);
        stateWeights.loadTransposed(parameters, weightHh, units, 2 * units);
        for (int j = 0; j < units; j++) {
            bias[j] = parameters[biasHh + 2 * units + j];
            bias[units + j] = parameters[biasIh + j] + parameters[biasHh + j];
            bias[2 * units + j] = parameters[biasIh + units + j] + parameters[biasHh + units + j];
            bias[3 * units + j] = parameters[biasIh + 2 * units + j];
        }
    }

    @Override
    void loadForBackward(float[] parameters) {
        inputWeightsBack.load(parameters, weightIh, 0, 3 * units);
        stateWeightsBack.load(parameters, weightHh + 2 * units * units, 0, units);
        stateWeightsBack.load(parameters, weightHh, units, 2 * units);
    }

    @Override
    void reserveCell(int rows) {
        gates = grown(gates, rows * 4 * units);
    }

    @Override
    void project(float[] x, int first, int rows) {
        int width = 4 * units;
        for (int i = first; i < first + rows; i++) {
            System.arraycopy(bias, 0, gates, i * width, units);
        }
        inputWeights.setProductTo(rows, bias, units, x, first * inputs, inputs, gates, first * width + units, width);
    }

    @Override
    void step(int t) {
        int width = 4 * units;
        int first = t * batch;
        stateWeights.addProductTo(batch, seen, first * units, units, gates, first * width, width);
        kernels.gru(batch, units, gates, first * width, h, first * units, (first + batch) * units);
    }

    @Override
    void beginBackward() {
        dInputWeights.clear();
        dStateWeights.clear();
        dBias.clear();
    }

    @Override
    void stepBackward(int t) {
        int width = 4 * units;
        int first = t * batch;
        kernels.gruBackward(batch, units, gates, first * width, h, first * units, dh);
        stateWeightsBack.addProductTo(batch, gates, first * width, width, dSeen, 0, units);
    }

    @Override
    void addInputGradient(float[] dX) {
        inputWeightsBack.addProductTo(steps * batch, gates, units, 4 * units, dX, 0, inputs);
    }

    @Override
    void finishBackward(float[] x, float[] gradients) {
        int width = 4 * units;
        int rows = steps * batch;
        dInputWeights.addProductOfTransposed(rows, x, 0, inputs, gates, units, width);
        dStateWeights.addProductOfTransposed(rows, seen, 0, units, gates, 0, width);
        dInputWeights.addTransposedTo(gradients, weightIh, 0, 3 * units);
        dStateWeights.addTransposedTo(gradients, weightHh + 2 * units * units, 0, units);
        dStateWeights.addTransposedTo(gradients, weightHh, units, 2 * units);
        dBias.addProductOfTransposed(rows, ONE, 0, 0, gates, 0, width);
        dBias.addTransposedTo(gradients, biasIh, units, 3 * units);
        dBias.addTransposedTo(gradients, biasHh, units, 2 * units);
        dBias.addTransposedTo(gradients, biasHh + 2 * units, 0, units);
    }
}
