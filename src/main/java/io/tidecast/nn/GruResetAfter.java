package io.tidecast.nn;

import io.tidecast.kernel.Band;
import io.tidecast.kernel.Kernels;
import io.tidecast.kernel.PackedMatrix;

/**
 * GRU whose reset gate acts after the state's matrix product: {@code torch.nn.GRU}, Keras
 * {@code GRU(reset_after=True)}, ONNX {@code linear_before_reset=1}.
 *
 * <pre>
 * r  = sigmoid(W_ir x + b_ir + W_hr h + b_hr)
 * z  = sigmoid(W_iz x + b_iz + W_hz h + b_hz)
 * q  = W_hn h + b_hn
 * n  = tanh(W_in x + b_in + r q)
 * h' = (1 - z) n + z h
 * </pre>
 *
 * A gate row is {@code [q|r|z|n]}: what the input feeds (r, z, n) is contiguous, and so is what the state feeds (q, r,
 * z), so each is a band of one matrix forward and one product backward. W_hh is packed in the order n, r, z for that.
 *
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.nn.GRU.html">torch.nn.GRU</a>
 */
final class GruResetAfter extends RecurrentLayer {
    private final int weightIh; // [3H,I] r, z, n
    private final int weightHh; // [3H,H]
    private final int biasIh; // [3H]
    private final int biasHh; // [3H]
    private final PackedMatrix inputWeightsBack; // [3H,I] rows r, z, n
    private final PackedMatrix stateWeightsBack; // [3H,H] rows n, r, z

    GruResetAfter(Gru spec, int inputs, int offset, Kernels kernels) {
        super(
                spec,
                spec.recurrentDropout(),
                kernels,
                4 * spec.units(),
                new Band(inputs, spec.units(), 3 * spec.units()),
                new Band(spec.units(), 0, 3 * spec.units()));
        this.weightIh = offset;
        this.weightHh = weightIh + 3 * units * inputs;
        this.biasIh = weightHh + 3 * units * units;
        this.biasHh = biasIh + 3 * units;
        this.inputWeightsBack = kernels.matrix(3 * units, inputs);
        this.stateWeightsBack = kernels.matrix(3 * units, units);
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
    void step(int t, boolean projected) {
        sum(t, projected);
        int after = rowAt(t + 1) + inputs;
        kernels.gru(batch, units, gates, gatesAt(t), rows, rowAt(t) + inputs, after, width);
    }

    @Override
    void stepBackward(int t) {
        int at = gatesAt(t);
        kernels.gruBackward(batch, units, gates, at, rows, rowAt(t) + inputs, width, dh);
        stateWeightsBack.addProductTo(batch, gates, at, 4 * units, dSeen, 0, units);
    }

    @Override
    void addInputGradient(float[] dX) {
        inputWeightsBack.addProductTo(steps * batch, gates, gatesAt(0) + units, 4 * units, dX, 0, inputs);
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
