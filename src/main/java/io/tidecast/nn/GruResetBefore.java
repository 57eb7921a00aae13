package io.tidecast.nn;

import io.tidecast.kernel.Kernels;
import io.tidecast.kernel.PackedMatrix;
import java.util.Arrays;

/**
 * GRU whose reset gate acts on the state before the matrix product: Cho et al. 2014 (version 3), Keras {@code GRU(reset_after=False)}.
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
    private final PackedMatrix inputWeights; // [I,3H]
    private final PackedMatrix gateWeights; // [H,2H] columns r, z
    private final PackedMatrix candidateWeights; // [H,H] columns n
    private final PackedMatrix inputWeightsBack; // [3H,I]
    private final PackedMatrix gateWeightsBack; // [2H,H]
    private final PackedMatrix candidateWeightsBack; // [H,H]
    private final PackedMatrix dInputWeights; // [I,3H]
    private final PackedMatrix dGateWeights; // [H,2H]
    private final PackedMatrix dCandidateWeights; // [H,H]
    private final PackedMatrix dBias; // [1,3H]
    private final float[] bias; // [3H]
    private float[] gates = {}; // [T,B,3H] r, z, n; after the backward pass the gradients of their sums
    private float[] kept = {}; // [T,B,H] r times the seen state
    private float[] dKept = {}; // [B,H]

    GruResetBefore(Gru spec, int inputs, int offset, Kernels kernels) {
        super(spec, spec.recurrentDropout(), inputs, kernels);
        this.weightIh = offset;
        this.weightHh = weightIh + 3 * units * inputs;
        this.biasIh = weightHh + 3 * units * units;
        this.inputWeights = kernels.matrix(inputs, 3 * units);
        this.gateWeights = kernels.matrix(units, 2 * units);
        this.candidateWeights = kernels.matrix(units, units);
        this.inputWeightsBack = kernels.matrix(3 * units, inputs);
        this.gateWeightsBack = kernels.matrix(2 * units, units);
        this.candidateWeightsBack = kernels.matrix(units, units);
        this.dInputWeights = kernels.matrix(inputs, 3 * units);
        this.dGateWeights = kernels.matrix(units, 2 * units);
        this.dCandidateWeights = kernels.matrix(units, units);
        this.dBias = kernels.matrix(1, 3 * units);
        this.bias = new float[3 * units];
    }

    @Override
    void load(float[] parameters) {
        inputWeights.loadTransposed(parameters, weightIh, 0, 3 * units);
        gateWeights.loadTransposed(parameters, weightHh, 0, 2 * units);
        candidateWeights.loadTransposed(parameters, weightHh + 2 * units * units, 0, units);
        System.arraycopy(parameters, biasIh, bias, 0, 3 * units);
    }

    @Override
    void loadForBackward(float[] parameters) {
        inputWeightsBack.load(parameters, weightIh, 0, 3 * units);
        gateWeightsBack.load(parameters, weightHh, 0, 2 * units);
        candidateWeightsBack.load(parameters, weightHh + 2 * units * units, 0, units);
    }

    @Override
    void reserveCell(int rows) {
        gates = grown(gates, rows * 3 * units);
        kept = grown(kept, rows * units);
    }

    @Override
    void project(float[] x, int first, int rows) {
        int width = 3 * units;
        inputWeights.setProductTo(rows, bias, 0, x, first * inputs, inputs, gates, first * width, width);
    }

    @Override
    void step(int t) {
        int width = 3 * units;
        int first = t * batch;
        gateWeights.addProductTo(batch, seen, first * units, units, gates, first * width, width);
        for (int i = first; i < first + batch; i++) {
            kernels.sigmoid(gates, i * width, 2 * units);
            for (int j = 0; j < units; j++) {
                kept[i * units + j] = gates[i * width + j] * seen[i * units + j];
            }
        }
        candidateWeights.addProductTo(batch, kept, first * units, units, gates, first * width + 2 * units, width);
        for (int i = first; i < first + batch; i++) {
            int z = i * width + units;
            int n = z + units;
            kernels.tanh(gates, n, units);
            int before = i * units;
            int after = before + batch * units;
            for (int j = 0; j < units; j++) {
                h[after + j] = gates[n + j] + gates[z + j] * (h[before + j] - gates[n + j]);
            }
        }
    }

    @Override
    void beginBackward() {
        dKept = grown(dKept, batch * units);
        dInputWeights.clear();
        dGateWeights.clear();
        dCandidateWeights.clear();
        dBias.clear();
    }

    @Override
    void stepBackward(int t) {
        int width = 3 * units;
        int first = t * batch;
        for (int b = 0; b < batch; b++) {
            int z = (first + b) * width + units;
            int n = z + units;
            int before = (first + b) * units;
            for (int j = 0; j < units; j++) {
                float gateZ = gates[z + j];
                float gateN = gates[n + j];
                float d = dh[b * units + j];
                gates[n + j] = d * (1 - gateZ) * (1 - gateN * gateN);
                gates[z + j] = d * (h[before + j] - gateN) * gateZ * (1 - gateZ);
                dh[b * units + j] = d * gateZ;
            }
        }
        Arrays.fill(dKept, 0, batch * units, 0f);
        candidateWeightsBack.addProductTo(batch, gates, first * width + 2 * units, width, dKept, 0, units);
        for (int b = 0; b < batch; b++) {
            int r = (first + b) * width;
            int before = (first + b) * units;
            for (int j = 0; j < units; j++) {
                float gateR = gates[r + j];
                float d = dKept[b * units + j];
                gates[r + j] = d * seen[before + j] * gateR * (1 - gateR);
                dSeen[b * units + j] += d * gateR;
            }
        }
        gateWeightsBack.addProductTo(batch, gates, first * width, width, dSeen, 0, units);
    }

    @Override
    void addInputGradient(float[] dX) {
        inputWeightsBack.addProductTo(steps * batch, gates, 0, 3 * units, dX, 0, inputs);
    }

    @Override
    void finishBackward(float[] x, float[] gradients) {
        int width = 3 * units;
        int rows = steps * batch;
        dInputWeights.addProductOfTransposed(rows, x, 0, inputs, gates, 0, width);
        dGateWeights.addProductOfTransposed(rows, seen, 0, units, gates, 0, width);
        dCandidateWeights.addProductOfTransposed(rows, kept, 0, units, gates, 2 * units, width);
        dInputWeights.addTransposedTo(gradients, weightIh, 0, width);
        dGateWeights.addTransposedTo(gradients, weightHh, 0, 2 * units);
        dCandidateWeights.addTransposedTo(gradients, weightHh + 2 * units * units, 0, units);
        dBias.addProductOfTransposed(rows, ONE, 0, 0, gates, 0, width);
        dBias.addTransposedTo(gradients, biasIh, 0, width);
    }
}
