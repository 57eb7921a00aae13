package io.tidecast.nn;

import io.tidecast.kernel.Kernels;
import io.tidecast.kernel.PackedMatrix;
import io.tidecast.nn.ParameterSpec.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000). Gates in the order i, f, g, o on the first axis of the weights, as
 * PyTorch and Keras have them.
 *
 * <pre>
 * i = sigmoid(W_ii x + b_i + W_hi h)      f = sigmoid(W_if x + b_f + W_hf h)
 * g = tanh   (W_ig x + b_g + W_hg h)      o = sigmoid(W_io x + b_o + W_ho h)
 * c' = f c + i g                          h' = o tanh(c')
 * </pre>
 *
 * @param units H
 * @param recurrentBias false: one bias {@code bias_ih} as in Keras; true: a second one {@code bias_hh} is added, as PyTorch has it
 * @param returnSequences every step's h, or only the last
 * @param recurrentDropout rate at which units of h are dropped before the weights see them, in training
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html">torch.nn.LSTM</a>
 */
public record Lstm(int units, boolean recurrentBias, boolean returnSequences, float recurrentDropout)
        implements RecurrentSpec {
    static final List<LayerSpec> EXAMPLES =
            List.of(new Lstm(5, false, true, 0f), new Lstm(5, true, false, 0f), new Lstm(5, true, true, 0.3f));

    /** Validates. */
    public Lstm {
        Fields.requireUnits("units", units);
        Fields.requireRate("recurrent-dropout", recurrentDropout);
    }

    /** Without recurrent dropout. */
    public Lstm(int units, boolean recurrentBias, boolean returnSequences) {
        this(units, recurrentBias, returnSequences, 0f);
    }

    static Lstm parse(Fields fields) {
        return new Lstm(
                fields.integer("units"),
                fields.flag("recurrent-bias", false),
                fields.flag("return-sequences", false),
                fields.number("recurrent-dropout", 0f));
    }

    @Override
    public Map<String, Object> toMap() {
        return Fields.map(
                "type", kind(),
                "units", units,
                "recurrent-bias", recurrentBias,
                "return-sequences", returnSequences,
                "recurrent-dropout", recurrentDropout);
    }

    @Override
    public String kind() {
        return "lstm";
    }

    @Override
    public Lstm withReturnSequences(boolean sequences) {
        return new Lstm(units, recurrentBias, sequences, recurrentDropout);
    }

    @Override
    public boolean stacksWith(RecurrentSpec above) {
        return above instanceof Lstm other && other.units == units && other.recurrentBias == recurrentBias;
    }

    @Override
    public Shape output(Shape input) {
        return RecurrentSpec.output(this, input, units);
    }

    @Override
    public List<ParameterSpec> parameters(Shape input) {
        ParameterSpec kernel = ParameterSpec.kernel("weight_ih", 4 * units, input.features(), 4);
        ParameterSpec recurrent = ParameterSpec.recurrent("weight_hh", 4 * units, units, 4);
        ParameterSpec bias = ParameterSpec.bias("bias_ih", Role.BIAS, 4 * units, input.features(), 4);
        ParameterSpec second = ParameterSpec.bias("bias_hh", Role.RECURRENT_BIAS, 4 * units, units, 4);
        return recurrentBias ? List.of(kernel, recurrent, bias, second) : List.of(kernel, recurrent, bias);
    }

    @Override
    public RecurrentLayer layer(Shape input, int offset, Kernels kernels) {
        return new Cells(this, input.features(), offset, kernels);
    }

    /** The layer at work; a gate row is {@code [i|f|g|o]}. */
    static final class Cells extends RecurrentLayer {
        private final boolean recurrentBias;
        private final int weightIh; // [4H,I] i, f, g, o
        private final int weightHh; // [4H,H]
        private final int biasIh; // [4H]
        private final PackedMatrix inputWeights; // [I,4H]
        private final PackedMatrix stateWeights; // [H,4H]
        private final PackedMatrix inputWeightsBack; // [4H,I]
        private final PackedMatrix stateWeightsBack; // [4H,H]
        private final PackedMatrix dInputWeights; // [I,4H]
        private final PackedMatrix dStateWeights; // [H,4H]
        private final PackedMatrix dBias; // [1,4H]
        private final float[] bias; // [4H]
        private float[] gates = {}; // [T,B,4H]; after the backward pass the gradients of their sums
        private float[] c = {}; // [T+1,B,H]
        private float[] squashed = {}; // [T,B,H] tanh of the cell after each step
        private float[] carriedCell = {}; // [B,H]
        private float[] dc = {}; // [B,H]

        Cells(Lstm spec, int inputs, int offset, Kernels kernels) {
            super(spec, spec.recurrentDropout, inputs, kernels);
            this.recurrentBias = spec.recurrentBias;
            this.weightIh = offset;
            this.weightHh = weightIh + 4 * units * inputs;
            this.biasIh = weightHh + 4 * units * units;
            this.inputWeights = kernels.matrix(inputs, 4 * units);
            this.stateWeights = kernels.matrix(units, 4 * units);
            this.inputWeightsBack = kernels.matrix(4 * units, inputs);
            this.stateWeightsBack = kernels.matrix(4 * units, units);
            this.dInputWeights = kernels.matrix(inputs, 4 * units);
            this.dStateWeights = kernels.matrix(units, 4 * units);
            this.dBias = kernels.matrix(1, 4 * units);
            this.bias = new float[4 * units];
        }

        @Override
        void load(float[] parameters) {
            inputWeights.loadTransposed(parameters, weightIh, 0, 4 * units);
            stateWeights.loadTransposed(parameters, weightHh, 0, 4 * units);
            for (int j = 0; j < 4 * units; j++) {
                bias[j] = parameters[biasIh + j] + (recurrentBias ? parameters[biasIh + 4 * units + j] : 0f);
            }
        }

        @Override
        void loadForBackward(float[] parameters) {
            inputWeightsBack.load(parameters, weightIh, 0, 4 * units);
            stateWeightsBack.load(parameters, weightHh, 0, 4 * units);
        }

        @Override
        void reserveCell(int rows) {
            gates = grown(gates, rows * 4 * units);
            c = grown(c, (rows + batch) * units);
            squashed = grown(squashed, rows * units);
            carriedCell = grownKeeping(carriedCell, batch * units);
        }

        @Override
        void beginForward() {
            System.arraycopy(carriedCell, 0, c, 0, batch * units);
        }

        @Override
        void project(float[] x, int first, int rows) {
            int width = 4 * units;
            inputWeights.setProductTo(rows, bias, 0, x, first * inputs, inputs, gates, first * width, width);
        }

        @Override
        void step(int t) {
            int width = 4 * units;
            int first = t * batch;
            stateWeights.addProductTo(batch, seen, first * units, units, gates, first * width, width);
            for (int row = first; row < first + batch; row++) {
                int i = row * width;
                int f = i + units;
                int g = f + units;
                int o = g + units;
                kernels.sigmoid(gates, i, 2 * units);
                kernels.tanh(gates, g, units);
                kernels.sigmoid(gates, o, units);
                int before = row * units;
                int after = before + batch * units;
                for (int j = 0; j < units; j++) {
                    c[after + j] = gates[f + j] * c[before + j] + gates[i + j] * gates[g + j];
                }
                System.arraycopy(c, after, squashed, before, units);
                kernels.tanh(squashed, before, units);
                for (int j = 0; j < units; j++) {
                    h[after + j] = gates[o + j] * squashed[before + j];
                }
            }
        }

        @Override
        void beginBackward() {
            dc = grown(dc, batch * units);
            Arrays.fill(dc, 0, batch * units, 0f);
            dInputWeights.clear();
            dStateWeights.clear();
            dBias.clear();
        }

        @Override
        void stepBackward(int t) {
            int width = 4 * units;
            int first = t * batch;
            for (int b = 0; b < batch; b++) {
                int i = (first + b) * width;
                int f = i + units;
                int g = f + units;
                int o = g + units;
                int before = (first + b) * units;
                for (int j = 0; j < units; j++) {
                    float gateI = gates[i + j];
                    float gateF = gates[f + j];
                    float gateG = gates[g + j];
                    float gateO = gates[o + j];
                    float tanhC = squashed[before + j];
                    float dH = dh[b * units + j];
                    float dC = dc[b * units + j] + dH * gateO * (1 - tanhC * tanhC);
                    gates[i + j] = dC * gateG * gateI * (1 - gateI);
                    gates[f + j] = dC * c[before + j] * gateF * (1 - gateF);
                    gates[g + j] = dC * gateI * (1 - gateG * gateG);
                    gates[o + j] = dH * tanhC * gateO * (1 - gateO);
                    dc[b * units + j] = dC * gateF;
                    dh[b * units + j] = 0f;
                }
            }
            stateWeightsBack.addProductTo(batch, gates, first * width, width, dSeen, 0, units);
        }

        @Override
        void addInputGradient(float[] dX) {
            inputWeightsBack.addProductTo(steps * batch, gates, 0, 4 * units, dX, 0, inputs);
        }

        @Override
        void finishBackward(float[] x, float[] gradients) {
            int width = 4 * units;
            int rows = steps * batch;
            dInputWeights.addProductOfTransposed(rows, x, 0, inputs, gates, 0, width);
            dStateWeights.addProductOfTransposed(rows, seen, 0, units, gates, 0, width);
            dInputWeights.addTransposedTo(gradients, weightIh, 0, width);
            dStateWeights.addTransposedTo(gradients, weightHh, 0, width);
            dBias.addProductOfTransposed(rows, ONE, 0, 0, gates, 0, width);
            dBias.addTransposedTo(gradients, biasIh, 0, width);
            if (recurrentBias) {
                dBias.addTransposedTo(gradients, biasIh + width, 0, width);
            }
        }

        @Override
        void reset(Pass pass, int t) {
            zeroReset(pass, c, t, t * batch * units);
        }

        @Override
        void resetBackward(Pass pass, int t) {
            zeroReset(pass, dc, t, 0);
        }

        @Override
        int stateSize() {
            return 2 * units;
        }

        @Override
        void readState(int lane, float[] target, int offset) {
            super.readState(lane, target, offset);
            System.arraycopy(carriedCell, lane * units, target, offset + units, units);
        }

        @Override
        void writeState(int lane, float[] source, int offset) {
            super.writeState(lane, source, offset);
            System.arraycopy(source, offset + units, carriedCell, lane * units, units);
        }

        @Override
        void readStateGradient(int lane, float[] target, int offset) {
            super.readStateGradient(lane, target, offset);
            System.arraycopy(dc, lane * units, target, offset + units, units);
        }

        @Override
        void carry(int step) {
            super.carry(step);
            System.arraycopy(c, step * batch * units, carriedCell, 0, batch * units);
        }
    }
}
