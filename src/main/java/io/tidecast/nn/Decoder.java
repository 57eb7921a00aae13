package io.tidecast.nn;

import io.tidecast.kernel.Kernels;
import io.tidecast.kernel.PackedMatrix;
import java.util.Arrays;

/** Temporal decoder of {@link DecoderSpec} at work in one workspace. */
final class Decoder {
    private final Kernels kernels;
    private final int units;
    private final int horizon;
    private final int known; // W, numbers per step ahead
    private final int states; // S
    private final int targets; // J
    private final boolean given; // whether the first J of W are forecasts
    private final int weightState; // [D,S]
    private final int weightAhead; // [D,W]
    private final int biasAt; // [D]
    private final int weightOut; // [J,H,D]
    private final int gainAt; // [J,H]
    private final PackedMatrix fromState; // [S,D]
    private final PackedMatrix fromAhead; // [W,D]
    private final PackedMatrix toState; // [D,S]
    private final PackedMatrix toAhead; // [D,W]
    private final PackedMatrix dState; // [S,D]
    private final PackedMatrix dAhead; // [W,D]
    private final float[] bias; // [D]
    private final float[] out; // [J,H,D]
    private final float[] gain; // [J,H], empty where nothing is given
    private float[] sums = {}; // [R,D] of the state
    private float[] hidden = {}; // [R,H,D], after a backward pass the gradient of its sums
    private float[] dSums = {}; // [R,D]
    private float[] aheadGradient = {}; // [R,H,W]

    Decoder(DecoderSpec spec, int states, int outputs, int offset, Kernels kernels) {
        this.kernels = kernels;
        this.states = states;
        units = spec.units();
        horizon = spec.steps();
        known = spec.inputs();
        targets = outputs / horizon;
        weightState = offset;
        weightAhead = weightState + units * states;
        biasAt = weightAhead + units * known;
        weightOut = biasAt + units;
        fromState = kernels.matrix(states, units);
        fromAhead = kernels.matrix(known, units);
        toState = kernels.matrix(units, states);
        toAhead = kernels.matrix(units, known);
        dState = kernels.matrix(states, units);
        dAhead = kernels.matrix(known, units);
        bias = new float[units];
        out = new float[outputs * units];
        given = spec.forecasts() > 0;
        gainAt = weightOut + outputs * units;
        gain = new float[given ? outputs : 0];
    }

    void load(float[] parameters) {
        fromState.loadTransposed(parameters, weightState, 0, 0, units);
        fromAhead.loadTransposed(parameters, weightAhead, 0, 0, units);
        System.arraycopy(parameters, biasAt, bias, 0, units);
        System.arraycopy(parameters, weightOut, out, 0, out.length);
        System.arraycopy(parameters, given ? gainAt : 0, gain, 0, gain.length);
    }

    void loadForBackward(float[] parameters) {
        toState.load(parameters, weightState, 0, units);
        toAhead.load(parameters, weightAhead, 0, units);
    }

    /**
     * Adds to the head's output.
     *
     * @param rows R, steps and lanes that the network gives an output for
     * @param state [R,S] from stateAt on
     * @param ahead [R,H,W]
     * @param output [R,J,H]
     */
    void forward(int rows, float[] state, int stateAt, float[] ahead, float[] output) {
        sums = Layer.grown(sums, rows * units);
        hidden = Layer.grown(hidden, rows * horizon * units);
        fromState.setProductTo(rows, bias, 0, state, stateAt, states, sums, 0, units);
        for (int i = 0; i < rows * horizon; i++) {
            System.arraycopy(sums, i / horizon * units, hidden, i * units, units);
        }
        fromAhead.addProductTo(rows * horizon, ahead, 0, known, hidden, 0, units);
        kernels.tanh(1, rows * horizon * units, hidden, 0, rows * horizon * units);
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < targets; j++) {
                for (int h = 0; h < horizon; h++) {
                    int at = (r * horizon + h) * units;
                    int weights = (j * horizon + h) * units;
                    float sum = given ? gain[j * horizon + h] * ahead[(r * horizon + h) * known + j] : 0;
                    for (int d = 0; d < units; d++) {
                        sum += out[weights + d] * hidden[at + d];
                    }
                    output[(r * targets + j) * horizon + h] += sum;
                }
            }
        }
    }

    /**
     * From dOutput [R,J,H]: adds to the gradients of its parameters, and to that of the state. Uses up the activations.
     *
     * @param stateGradient [R,S]
     */
    void backward(int rows, float[] state, float[] ahead, float[] dOutput, float[] gradients, float[] stateGradient) {
        dSums = Layer.grown(dSums, rows * units);
        Arrays.fill(dSums, 0, rows * units, 0f);
        for (int i = 0; i < rows * horizon; i++) {
            int r = i / horizon;
            int h = i % horizon;
            for (int j = 0; j < targets && given; j++) {
                float dy = dOutput[(r * targets + j) * horizon + h];
                gradients[gainAt + j * horizon + h] += dy * ahead[i * known + j];
            }
            for (int d = 0; d < units; d++) {
                float u = hidden[i * units + d];
                float du = 0;
                for (int j = 0; j < targets; j++) {
                    float dy = dOutput[(r * targets + j) * horizon + h];
                    int weight = (j * horizon + h) * units + d;
                    gradients[weightOut + weight] += dy * u;
                    du += dy * out[weight];
                }
                float dSum = du * (1 - u * u);
                hidden[i * units + d] = dSum;
                dSums[r * units + d] += dSum;
                gradients[biasAt + d] += dSum;
            }
        }
        dState.clear();
        dState.addProductOfTransposed(rows, state, 0, states, dSums, 0, units);
        dState.addTransposedTo(gradients, weightState, 0, 0, units);
        dAhead.clear();
        dAhead.addProductOfTransposed(rows * horizon, ahead, 0, known, hidden, 0, units);
        dAhead.addTransposedTo(gradients, weightAhead, 0, 0, units);
        toState.addProductTo(rows, dSums, 0, units, stateGradient, 0, states);
    }

    /** dLoss/dAhead [R,H,W] of the last backward pass, from the same dOutput [R,J,H]. */
    float[] aheadGradient(int rows, float[] dOutput) {
        aheadGradient = Layer.grown(aheadGradient, rows * horizon * known);
        Arrays.fill(aheadGradient, 0, rows * horizon * known, 0f);
        toAhead.addProductTo(rows * horizon, hidden, 0, units, aheadGradient, 0, known);
        for (int i = 0; i < rows * horizon && given; i++) {
            for (int j = 0; j < targets; j++) {
                int h = i % horizon;
                aheadGradient[i * known + j] +=
                        gain[j * horizon + h] * dOutput[(i / horizon * targets + j) * horizon + h];
            }
        }
        return aheadGradient;
    }
}
