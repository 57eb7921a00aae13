package io.tidecast.nn;

import io.tidecast.kernel.Band;
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
 * A gate row is {@code [q|r|z|n]}: what the input feeds (r, z, n) is contiguous, and so is what the state feeds (q, r, z), so each is a band of one matrix forward and one product
 * backward. W_hh is packed in the order n, r, z for that.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html">torch.nn.GRU</a>
 */
final class GruResetAfter extends RecurrentLayer {
    private final int weightIh; // [3H,I] r, z, n
    private final int weightHh; // [3H,H]
    private final int biasIh; // [3H]
    private final int biasHh; // [3H]
    private final PackedMatrix weights; // [I+H,4H] columns q, r, z, n; inputs have no part in q, the state none in n
    private final PackedMatrix inputWeightsBack; // [3H,I] rows r, z, n
    private final PackedMatrix stateWeightsBack; // [3H,H] rows n, r, z
    private final PackedMatrix dWeights; // [I+H,4H]
    private final PackedMatrix dBias; // [1,4H]
    private final float[] bias; // [4H] q, r, z, n
    private float[] gates = {}; // [N,B,4H] q, r, z, n; after the backward pass the gradients of their sums

    GruResetAfter(Gru spec, int inputs, int offset, Kernels kernels) {
        super(spec, spec.recurrentDropout(), inputs, kernels);
        this.weightIh = offset;
        this.weightHh = weightIh + 3 * units * inputs;
        this.biasIh = weightHh + 3 * units * units;
        this.biasHh = biasIh + 3 * units;
        Band input = new Band(inputs, units, 3 * units);
        Band state = new Band(units, 0, 3 * units);
        this.weights = kernels.matrix(4 * units, input, state);
        this.inputWeightsBack = kernels.matrix(3 * units, inputs);
        this.stateWeightsBack = kernels.matrix(3 * units, units);
        this.dWeights = kernels.matrix(4 * units, input, state);
        this.dBias = kernels.matrix(1, 4 * units);
        this.bias = new float[4 * units];
    }

    @Override
    void load(float[] parameters) {
        weights.loadTransposed(parameters, weightIh, INPUT, units, 3 * units);
        weights.loadTransposed(parameters, weightHh + 2 * units * units, STATE, 0, units);
        weights.loadTransposed(parameters, weightHh, STATE, units, 2 * units);
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
    void reserveCell(int kept) {
        gates = grown(gates, kept * batch * 4 * units);
    }

    @Override
    void project(int count) {
        weights.setBandProductTo(INPUT, count * batch, bias, 0, rows, 0, width, gates, 0, 4 * units);
    }

    @Override
    void step(int t, boolean projected) {
        sum(weights, bias, t, projected, gates, 4 * units);
        int h = t * batch * width + inputs;
        kernels.gru(batch, units, gates, t * batch * 4 * units, rows, h, h + batch * width, width);
    }

    @Override
    void beginBackward() {
        dWeights.clear();
        dBias.clear();
    }

    @Override
    void stepBackward(int t) {
        int at = t * batch * 4 * units;
        kernels.gruBackward(batch, units, gates, at, rows, t * batch * width + inputs, width, dh);
        stateWeightsBack.addProductTo(batch, gates, at, 4 * units, dSeen, 0, units);
    }

    @Override
    void gather(int t, int count) {
        int at = t * batch * 4 * units;
        dWeights.addProductOfTransposed(count * batch, seen, t * batch * width, width, gates, at, 4 * units);
        dBias.addProductOfTransposed(count * batch, ONE, 0, 0, gates, at, 4 * units);
    }

    @Override
    void addInputGradient(float[] dX) {
        inputWeightsBack.addProductTo(steps * batch, gates, units, 4 * units, dX, 0, inputs);
    }

    @Override
    void finishBackward(float[] gradients) {
        dWeights.addTransposedTo(gradients, weightIh, INPUT, units, 3 * units);
        dWeights.addTransposedTo(gradients, weightHh + 2 * units * units, STATE, 0, units);
        dWeights.addTransposedTo(gradients, weightHh, STATE, units, 2 * units);
        dBias.addTransposedTo(gradients, biasIh, 0, units, 3 * units);
        dBias.addTransposedTo(gradients, biasHh, 0, units, 2 * units);
        dBias.addTransposedTo(gradients, biasHh + 2 * units, 0, 0, units);
    }
}
