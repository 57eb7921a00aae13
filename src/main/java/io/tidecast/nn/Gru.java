package io.tidecast.nn;

import io.tidecast.kernel.Kernels;
import io.tidecast.nn.ParameterSpec.Role;
import java.util.List;
import java.util.Map;

/**
 * Gated recurrent unit. Gates in the order r, z, n on the first axis of the weights, as PyTorch has them.
 *
 * @param units H
 * @param resetAfter true: the reset gate acts after the state's matrix product, with a bias of its own
 *     ({@link GruResetAfter}; PyTorch, the default of Keras, ONNX {@code linear_before_reset=1}); false: before it, one
 *     bias ({@link GruResetBefore}; Cho et al. 2014)
 * @param returnSequences every step's state, or only the last
 * @param recurrentDropout rate at which units of the state are dropped before the weights see them, in training
 */
public record Gru(int units, boolean resetAfter, boolean returnSequences, float recurrentDropout)
        implements RecurrentSpec {
    static final List<LayerSpec> EXAMPLES = List.of(
            new Gru(5, true, true, 0f),
            new Gru(5, true, false, 0f),
            new Gru(5, true, true, 0.3f),
            new Gru(5, false, true, 0f),
            new Gru(5, false, false, 0.3f));

    /** Validates. */
    public Gru {
        Fields.requireUnits("units", units);
        Fields.requireRate("recurrent-dropout", recurrentDropout);
    }

    /** Without recurrent dropout. */
    public Gru(int units, boolean resetAfter, boolean returnSequences) {
        this(units, resetAfter, returnSequences, 0f);
    }

    static Gru parse(Fields fields) {
        return new Gru(
                fields.integer("units"),
                fields.flag("reset-after", true),
                fields.flag("return-sequences", false),
                fields.number("recurrent-dropout", 0f));
    }

    @Override
    public Map<String, Object> toMap() {
        return Fields.map(
                "type", kind(),
                "units", units,
                "reset-after", resetAfter,
                "return-sequences", returnSequences,
                "recurrent-dropout", recurrentDropout);
    }

    @Override
    public String kind() {
        return "gru";
    }

    @Override
    public Gru withReturnSequences(boolean sequences) {
        return new Gru(units, resetAfter, sequences, recurrentDropout);
    }

    @Override
    public boolean stacksWith(RecurrentSpec above) {
        return above instanceof Gru other && other.units == units && other.resetAfter == resetAfter;
    }

    @Override
    public boolean oneBiasVariable() {
        return true;
    }

    @Override
    public Shape output(Shape input) {
        return RecurrentSpec.output(this, input, units);
    }

    @Override
    public List<ParameterSpec> parameters(Shape input) {
        ParameterSpec kernel = ParameterSpec.kernel("weight_ih", 3 * units, input.features(), 3);
        ParameterSpec recurrent = ParameterSpec.recurrent("weight_hh", 3 * units, units, 3);
        ParameterSpec bias = ParameterSpec.bias("bias_ih", Role.BIAS, 3 * units, input.features(), 3);
        ParameterSpec recurrentBias = ParameterSpec.bias("bias_hh", Role.RECURRENT_BIAS, 3 * units, units, 3);
        return resetAfter ? List.of(kernel, recurrent, bias, recurrentBias) : List.of(kernel, recurrent, bias);
    }

    @Override
    public RecurrentLayer layer(Shape input, int offset, Kernels kernels) {
        return resetAfter
                ? new GruResetAfter(this, input.features(), offset, kernels)
                : new GruResetBefore(this, input.features(), offset, kernels);
    }
}
