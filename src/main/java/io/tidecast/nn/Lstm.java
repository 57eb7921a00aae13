package io.tidecast.nn;

import io.tidecast.kernel.Band;
import io.tidecast.kernel.Kernels;
import io.tidecast.kernel.PackedMatrix;
import io.tidecast.nn.ParameterSpec.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000). Gates in the
 * order i, f, g, o on the first axis of the weights, as PyTorch and Keras have them.
 *
 * <pre>
 * i = sigmoid(W_ii x + b_i + W_hi h)      f = sigmoid(W_if x + b_f + W_hf h)
 * g = tanh   (W_ig x + b_g + W_hg h)      o = sigmoid(W_io x + b_o + W_ho h)
 * c' = f c + i g                          h' = o tanh(c')
 * </pre>
 *
 * @param units H
 * @param recurrentBias false: one bias {@code bias_ih} as in Keras; true: a second one {@code bias_hh} is added, as
 *     PyTorch has it
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

    /** LSTM layer at work; a gate row is {@code [i|f|g|o]}. */
    static final class Cells extends RecurrentLayer {
        private final boolean recurrentBias;
        private final int weightIh; // [4H,I] i, f, g, o
        private final int weightHh; // [4H,H]
        private final int biasIh; // [4H]
        private final PackedMatrix inputWeightsBack; // [4H,I]
        private final PackedMatrix stateWeightsBack; // [4H,H]
        private float[] c = {}; // [N+1,B,H]
        private float[] squashed = {}; // [N,B,H] tanh of the cell after each step
        private float[] carriedCell = {}; // [lanes,H]
        private float[] dc = {}; // [B,H]

        Cells(Lstm spec, int inputs, int offset, Kernels kernels) {
            super(
                    spec,
                    spec.recurrentDropout,
                    kernels,
                    4 * spec.units,
                    new Band(inputs, 0, 4 * spec.units),
                    new Band(spec.units, 0, 4 * spec.units));
            this.recurrentBias = spec.recurrentBias;
            this.weightIh = offset;
            this.weightHh = weightIh + 4 * units * inputs;
            this.biasIh = weightHh + 4 * units * units;
            this.inputWeightsBack = kernels.matrix(4 * units, inputs);
            this.stateWeightsBack = kernels.matrix(4 * units, units);
        }

        @Override
        void load(float[] parameters) {
            weights.loadTransposed(parameters, weightIh, INPUT, 0, 4 * units);
            weights.loadTransposed(parameters, weightHh, STATE, 0, 4 * units);
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
        void reserveCell(int kept) {
            c = grown(c, (kept + 1) * batch * units);
            squashed = grown(squashed, kept * batch * units);
        }

        @Override
        void reserveLanes(int lanes) {
            super.reserveLanes(lanes);
            carriedCell = grownKeeping(carriedCell, lanes * units);
        }

        @Override
        void beginForward(Pass pass) {
            System.arraycopy(carriedCell, pass.firstLane * units, c, 0, batch * units);
        }

        @Override
        void step(int t, boolean projected) {
            sum(t, projected);
            int cell = t * batch * units;
            int after = rowAt(t + 1) + inputs;
            kernels.lstm(batch, units, gates, gatesAt(t), c, squashed, cell, rows, after, width);
        }

        @Override
        void moveState(int step) {
            System.arraycopy(c, step * batch * units, c, 0, batch * units);
        }

        @Override
        void beginBackward() {
            dc = grown(dc, batch * units);
            Arrays.fill(dc, 0, batch * units, 0f);
        }

        @Override
        void stepBackward(int t) {
            int cell = t * batch * units;
            kernels.lstmBackward(batch, units, gates, gatesAt(t), c, squashed, cell, dh, dc);
            Arrays.fill(dh, 0, batch * units, 0f);
            stateWeightsBack.addProductTo(batch, gates, gatesAt(t), 4 * units, dSeen, 0, units);
        }

        @Override
        void addInputGradient(float[] dX) {
            inputWeightsBack.addProductTo(steps * batch, gates, gatesAt(0), 4 * units, dX, 0, inputs);
        }

        @Override
        void finishBackward(float[] gradients) {
            dWeights.addTransposedTo(gradients, weightIh, INPUT, 0, 4 * units);
            dWeights.addTransposedTo(gradients, weightHh, STATE, 0, 4 * units);
            dBias.addTransposedTo(gradients, biasIh, 0, 0, 4 * units);
            if (recurrentBias) {
                dBias.addTransposedTo(gradients, biasIh + 4 * units, 0, 0, 4 * units);
            }
        }

        @Override
        void reset(Pass pass, int step, int keptStep) {
            zeroReset(pass, step, c, keptStep * batch * units, units);
        }

        @Override
        void resetBackward(Pass pass, int step) {
            zeroReset(pass, step, dc, 0, units);
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
        void carry(int step, Pass pass) {
            super.carry(step, pass);
            int from = kept(step, pass) * batch * units;
            System.arraycopy(c, from, carriedCell, pass.firstLane * units, batch * units);
        }
    }
}
