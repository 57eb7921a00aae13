package io.tidecast.nn;

import io.tidecast.kernel.Band;
import io.tidecast.kernel.Kernels;
import io.tidecast.kernel.PackedMatrix;
import io.tidecast.nn.ParameterSpec.Role;
import java.util.List;
import java.util.Map;

/**
 * Simple recurrent layer (Elman 1990): {@code h' = tanh(W_ih x + b + W_hh h)}.
 *
 * @param units H
 * @param recurrentBias false: one bias {@code bias_ih} as in Keras; true: a second one {@code bias_hh} is added, as
 *     PyTorch has it
 * @param returnSequences every step's state, or only the last
 * @param recurrentDropout rate at which units of the state are dropped before the weights see them, in training
 * @see <a href="https://docs.pytorch.org/docs/stable/generated/torch.nn.RNN.html">torch.nn.RNN</a>
 */
public record SimpleRnn(int units, boolean recurrentBias, boolean returnSequences, float recurrentDropout)
        implements RecurrentSpec {
    static final List<LayerSpec> EXAMPLES = List.of(
            new SimpleRnn(5, false, true, 0f), new SimpleRnn(5, true, false, 0f), new SimpleRnn(5, true, true, 0.3f));

    /** Validates. */
    public SimpleRnn {
        Fields.requireUnits("units", units);
        Fields.requireRate("recurrent-dropout", recurrentDropout);
    }

    /** Without recurrent dropout. */
    public SimpleRnn(int units, boolean recurrentBias, boolean returnSequences) {
        this(units, recurrentBias, returnSequences, 0f);
    }

    static SimpleRnn parse(Fields fields) {
        return new SimpleRnn(
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
        return "rnn";
    }

    @Override
    public SimpleRnn withReturnSequences(boolean sequences) {
        return new SimpleRnn(units, recurrentBias, sequences, recurrentDropout);
    }

    @Override
    public boolean stacksWith(RecurrentSpec above) {
        return above instanceof SimpleRnn other && other.units == units && other.recurrentBias == recurrentBias;
    }

    @Override
    public Shape output(Shape input) {
        return RecurrentSpec.output(this, input, units);
    }

    @Override
    public List<ParameterSpec> parameters(Shape input) {
        ParameterSpec kernel = ParameterSpec.kernel("weight_ih", units, input.features(), 1);
        ParameterSpec recurrent = ParameterSpec.recurrent("weight_hh", units, units, 1);
        ParameterSpec bias = ParameterSpec.bias("bias_ih", Role.BIAS, units, input.features(), 1);
        ParameterSpec second = ParameterSpec.bias("bias_hh", Role.RECURRENT_BIAS, units, units, 1);
        return recurrentBias ? List.of(kernel, recurrent, bias, second) : List.of(kernel, recurrent, bias);
    }

    @Override
    public RecurrentLayer layer(Shape input, int offset, Kernels kernels) {
        return new Cells(this, input.features(), offset, kernels);
    }

    /** Simple recurrent layer at work. */
    static final class Cells extends RecurrentLayer {
        private final boolean recurrentBias;
        private final int weightIh; // [H,I]
        private final int weightHh; // [H,H]
        private final int biasIh; // [H]
        private final PackedMatrix inputWeightsBack; // [H,I]
        private final PackedMatrix stateWeightsBack; // [H,H]

        Cells(SimpleRnn spec, int inputs, int offset, Kernels kernels) {
            super(
                    spec,
                    spec.recurrentDropout,
                    kernels,
                    spec.units,
                    new Band(inputs, 0, spec.units),
                    new Band(spec.units, 0, spec.units));
            this.recurrentBias = spec.recurrentBias;
            this.weightIh = offset;
            this.weightHh = weightIh + units * inputs;
            this.biasIh = weightHh + units * units;
            this.inputWeightsBack = kernels.matrix(units, inputs);
            this.stateWeightsBack = kernels.matrix(units, units);
        }

        @Override
        void load(float[] parameters) {
            weights.loadTransposed(parameters, weightIh, INPUT, 0, units);
            weights.loadTransposed(parameters, weightHh, STATE, 0, units);
            for (int j = 0; j < units; j++) {
                bias[j] = parameters[biasIh + j] + (recurrentBias ? parameters[biasIh + units + j] : 0f);
            }
        }

        @Override
        void loadForBackward(float[] parameters) {
            inputWeightsBack.load(parameters, weightIh, 0, units);
            stateWeightsBack.load(parameters, weightHh, 0, units);
        }

        @Override
        void step(int t, boolean projected) {
            sum(t, projected);
            int at = gatesAt(t);
            kernels.tanh(1, batch * units, gates, at, 0);
            copyRows(batch, units, gates, at, units, rows, rowAt(t + 1) + inputs, width);
        }

        @Override
        void stepBackward(int t) {
            int from = gatesAt(t);
            for (int j = 0; j < batch * units; j++) {
                gates[from + j] = dh[j] * (1 - gates[from + j] * gates[from + j]);
                dh[j] = 0f;
            }
            stateWeightsBack.addProductTo(batch, gates, from, units, dSeen, 0, units);
        }

        @Override
        void addInputGradient(float[] dX) {
            inputWeightsBack.addProductTo(steps * batch, gates, gatesAt(0), units, dX, 0, inputs);
        }

        @Override
        void finishBackward(float[] gradients) {
            dWeights.addTransposedTo(gradients, weightIh, INPUT, 0, units);
            dWeights.addTransposedTo(gradients, weightHh, STATE, 0, units);
            dBias.addTransposedTo(gradients, biasIh, 0, 0, units);
            if (recurrentBias) {
                dBias.addTransposedTo(gradients, biasIh + units, 0, 0, units);
            }
        }
    }
}
