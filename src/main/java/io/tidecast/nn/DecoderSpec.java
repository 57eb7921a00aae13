package io.tidecast.nn;

import io.tidecast.nn.ParameterSpec.Role;
import java.util.List;
import java.util.Map;

/**
 * Temporal decoder, a causal map beside the head that reads what is known of each step ahead, after that of TiDE (Das
 * et al. 2023): with the recurrent state s that the head reads, and z[h] what is known of step h of the horizon,
 *
 * <pre>
 * u[h]                        = tanh(S s + Z z[h] + b)
 * out[b, t, j·horizon + h] += W[j·horizon + h] · u[h]
 * </pre>
 *
 * S, Z and b are the same for every step of the horizon, so that what a value ahead means is learnt once; W is each
 * step's own, for a near step moves less than a far one. The columns of {@code z} are the network's last inputs, which
 * no layer of the stack reads.
 *
 * @param units D, of the hidden layer
 * @param steps the horizon
 * @param inputs numbers that are known of each of its steps
 * @see <a href="https://arxiv.org/abs/2304.08424">Das et al. 2023</a>
 */
public record DecoderSpec(int units, int steps, int inputs) {
    /** Name of the parameters' module. */
    static final String MODULE = "decoder";
    /** Name of the weights of what is known ahead, [units, inputs]. */
    public static final String WEIGHT_AHEAD = MODULE + ".weight_ahead";

    public DecoderSpec {
        Fields.requireUnits("decoder.units", units);
        Fields.require(steps, steps >= 1 && steps <= 65_536, "decoder.steps", "1..65536");
        Fields.require(inputs, inputs >= 1 && inputs <= 65_536, "decoder.inputs", "1..65536");
        long columns = (long) steps * inputs;
        if (columns > 1 << 20) {
            throw new IllegalArgumentException(
                    "decoder.steps · decoder.inputs must be at most " + (1 << 20) + ", were " + columns);
        }
    }

    static DecoderSpec parse(Object form) {
        Fields fields = new Fields("decoder", form);
        DecoderSpec spec = new DecoderSpec(fields.integer("units"), fields.integer("steps"), fields.integer("inputs"));
        fields.nothingElse();
        return spec;
    }

    Map<String, Object> toMap() {
        return Fields.map("units", units, "steps", steps, "inputs", inputs);
    }

    /** Inputs of the network that it reads, the last ones. */
    public int columns() {
        return steps * inputs;
    }

    /**
     * In the order of the flat array.
     *
     * @param states what the head reads
     * @param outputs of the network
     */
    List<ParameterSpec> parameters(int states, int outputs) {
        return List.of(
                ParameterSpec.kernel("weight_state", units, states, 0),
                ParameterSpec.kernel("weight_ahead", units, inputs, 0),
                ParameterSpec.bias("bias", Role.BIAS, units, states + inputs, 0),
                ParameterSpec.kernel("weight_out", outputs, units, 0));
    }

    void requireFits(List<LayerSpec> layers, int outputs) {
        int last = layers.size() - 1;
        if (last < 1
                || !(layers.get(last) instanceof Dense)
                || layers.stream().anyMatch(RepeatVector.class::isInstance)) {
            throw new IllegalArgumentException(
                    "decoder must stand beside a dense head above a stack that keeps the time steps, was beside "
                            + layers.stream().map(LayerSpec::kind).toList());
        }
        if (outputs % steps != 0) {
            throw new IllegalArgumentException(
                    "decoder.steps must divide the " + outputs + " outputs evenly, was " + steps);
        }
    }
}
