package io.tidecast.nn;

import io.tidecast.kernel.Band;
import io.tidecast.kernel.Kernels;
import io.tidecast.kernel.PackedMatrix;
import java.util.Arrays;

/**
 * GRU whose reset gate acts on the state before the matrix product: Cho et al. 2014 (version 3), Keras
 * {@code GRU(reset_after=False)}.
 *
 * <pre>
 * r  = sigmoid(W_ir x + b_r + W_hr h)
 * z  = sigmoid(W_iz x + b_z + W_hz h)
 * n  = tanh(W_in x + b_n + W_hn (r h))
 * h' = (1 - z) n + z h
 * </pre>
 *
 * A gate row is {@code [r|z|n]}; there is one bias, {@code bias_ih}.
 *
 * @see <a href="https://arxiv.org/abs/1406.1078">Cho et al. 2014</a>
 */
final class GruResetBefore extends RecurrentLayer {
    private final int weightIh; // [3H,I] r, z, n
    private final int weightHh; // [3H,H]
    private final int biasIh; // [3H]
    private final PackedMatrix candidateWeights; // [H,H] columns n
    private final PackedMatrix inputWeightsBack; // [3H,I]
    private final PackedMatrix gateWeightsBack; // [2H,H]
    private final PackedMatrix candidateWeightsBack; // [H,H]
    private final PackedMatrix dCandidateWeights; // [H,H]
    private float[] kept = {}; // [N,B,H] r times the seen state
    private float[] dKept = {}; // [B,H]

    GruResetBefore(Gru spec, int inputs, int offset, Kernels kernels) {
        super(
                spec,
                spec.recurrentDropout(),
                kernels,
                3 * spec.units(),
                new Band(inputs, 0, 3 * spec.units()),
                new Band(spec.units(), 0, 2 * spec.units()));
        this.weightIh = offset;
        this.weightHh = weightIh + 3 * units * inputs;
        this.biasIh = weightHh + 3 * units * units;
        this.candidateWeights = kernels.matrix(units, units);
        this.inputWeightsBack = kernels.matrix(3 * units, inputs);
        this.gateWeightsBack = kernels.matrix(2 * units, units);
        this.candidateWeightsBack = kernels.matrix(units, units);
        this.dCandidateWeights = kernels.matrix(units, units);
    }

    @Override
    void load(float[] parameters) {
        weights.loadTransposed(parameters, weightIh, INPUT, 0, 3 * units);
        weights.loadTransposed(parameters, weightHh, STATE, 0, 2 * units);
        candidateWeights.loadTransposed(parameters, weightHh + 2 * units * units, 0, 0, units);
        System.arraycopy(parameters, biasIh, bias, 0, 3 * units);
    }

    @Override
    void loadForBackward(float[] parameters) {
        inputWeightsBack.load(parameters, weightIh, 0, 3 * units);
        gateWeightsBack.load(parameters, weightHh, 0, 2 * units);
        candidateWeightsBack.load(parameters, weightHh + 2 * units * units, 0, units);
    }

    @Override
    void reserveCell(int steps) {
        kept = grown(kept, steps * batch * units);
    }

    @Override
    void step(int t, boolean projected) {
        sum(t, projected);
        int at = gatesAt(t);
        int h = rowAt(t) + inputs;
        int to = t * batch * units;
        kernels.sigmoid(batch, 2 * units, gates, at, 3 * units);
        kernels.multiply(batch, units, gates, at, 3 * units, seen, h, width, kept, to, units);
        candidateWeights.addProductTo(batch, kept, to, units, gates, at + 2 * units, 3 * units);
        kernels.mix(batch, units, gates, at, rows, h, rowAt(t + 1) + inputs, width);
    }

    @Override
    void beginBackward() {
        dKept = grown(dKept, batch * units);
        dCandidateWeights.clear();
    }

    @Override
    void stepBackward(int t) {
        int row = rowAt(t) + inputs;
        int at = gatesAt(t);
        for (int b = 0; b < batch; b++) {
            int z = at + (b * 3 + 1) * units;
            int n = z + units;
            int before = row + b * width;
            for (int j = 0; j < units; j++) {
                float gateZ = gates[z + j];
                float gateN = gates[n + j];
                float d = dh[b * units + j];
                gates[n + j] = d * (1 - gateZ) * (1 - gateN * gateN);
                gates[z + j] = d * (rows[before + j] - gateN) * gateZ * (1 - gateZ);
                dh[b * units + j] = d * gateZ;
            }
        }
        Arrays.fill(dKept, 0, batch * units, 0f);
        candidateWeightsBack.addProductTo(batch, gates, at + 2 * units, 3 * units, dKept, 0, units);
        for (int b = 0; b < batch; b++) {
            int r = at + b * 3 * units;
            int before = row + b * width;
            for (int j = 0; j < units; j++) {
                float gateR = gates[r + j];
                float d = dKept[b * units + j];
                gates[r + j] = d * seen[before + j] * gateR * (1 - gateR);
                dSeen[b * units + j] += d * gateR;
            }
        }
        gateWeightsBack.addProductTo(batch, gates, at, 3 * units, dSeen, 0, units);
    }

    @Override
    void gather(int t, int count) {
        super.gather(t, count);
        int at = gatesAt(t) + 2 * units;
        int from = t * batch * units;
        dCandidateWeights.addProductOfTransposed(count * batch, kept, from, units, gates, at, 3 * units);
    }

    @Override
    void addInputGradient(float[] dX) {
        inputWeightsBack.addProductTo(steps * batch, gates, gatesAt(0), 3 * units, dX, 0, inputs);
    }

    @Override
    void finishBackward(float[] gradients) {
        dWeights.addTransposedTo(gradients, weightIh, INPUT, 0, 3 * units);
        dWeights.addTransposedTo(gradients, weightHh, STATE, 0, 2 * units);
        dCandidateWeights.addTransposedTo(gradients, weightHh + 2 * units * units, 0, 0, units);
        dBias.addTransposedTo(gradients, biasIh, 0, 0, 3 * units);
    }
}
