package io.tidecast.nn;

import io.tidecast.nn.ParameterSpec.Role;
import java.util.ArrayList;
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
 * With forecasts that were made elsewhere, {@code f[j, h]}, the first {@code forecasts} columns of z[h], one for each
 * target, it adds {@code g[j·horizon + h] · f[j, h]}, too: a gain of 1 hands a forecast through, and what the network
 * gives beside it is what that one leaves over (a skip connection, He et al. 2016).
 *
 * <p>S, Z and b are the same for every step of the horizon, so that what a value ahead means is learnt once; W is each
 * step's own, for a near step moves less than a far one. The columns of {@code z} are the network's last inputs, which
 * no layer of the stack reads.
 *
 * @param units D, of the hidden layer
 * @param steps the horizon
 * @param inputs numbers that are known of each of its steps
 * @param forecasts how many of them, the first ones, are forecasts of the targets; 0 or as many as there are targets
 * @see <a href="https://arxiv.org/abs/2304.08424">Das et al. 2023</a>
 */
public record DecoderSpec(int units, int steps, int inputs, int forecasts) {
    /** Name of the parameters' module. */
    static final String MODULE = "decoder";
    /** Name of the weights of what is known ahead, [units, inputs]. */
    public static final String WEIGHT_AHEAD = MODULE + ".weight_ahead";
    /** Name of the gains of forecasts that were made elsewhere, [outputs]. */
    public static final String GAIN = MODULE + ".gain";

    private static final String FORECASTS = "forecasts";

    public DecoderSpec {
        Fields.requireUnits("decoder.units", units);
        Fields.require(steps, steps >= 1 && steps <= 65_536, "decoder.steps", "1..65536");
        Fields.require(inputs, inputs >= 1 && inputs <= 65_536, "decoder.inputs", "1..65536");
        Fields.require(forecasts, forecasts >= 0 && forecasts <= inputs, "decoder.forecasts", "0.." + inputs);
        long columns = (long) steps * inputs;
        if (columns > 1 << 20) {
            throw new IllegalArgumentException(
                    "decoder.steps · decoder.inputs must be at most " + (1 << 20) + ", were " + columns);
        }
    }

    static DecoderSpec parse(Object form) {
        Fields fields = new Fields("decoder", form);
        DecoderSpec spec = new DecoderSpec(
                fields.integer("units"),
                fields.integer("steps"),
                fields.integer("inputs"),
                fields.integer(FORECASTS, 0));
        fields.nothingElse();
        return spec;
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = Fields.map("units", units, "steps", steps, "inputs", inputs);
        if (forecasts > 0) {
            map.put(FORECASTS, forecasts);
        }
        return map;
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
        List<ParameterSpec> all = new ArrayList<>(List.of(
                ParameterSpec.kernel("weight_state", units, states, 0),
                ParameterSpec.kernel("weight_ahead", units, inputs, 0),
                ParameterSpec.bias("bias", Role.BIAS, units, states + inputs, 0),
                ParameterSpec.kernel("weight_out", outputs, units, 0)));
        if (forecasts > 0) {
            all.add(ParameterSpec.bias("gain", Role.BIAS, outputs, 1, 0));
        }
        return all;
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
        if (forecasts > 0 && forecasts != outputs / steps) {
            throw new IllegalArgumentException("decoder.forecasts must be one for each of the " + outputs / steps
                    + " targets, or 0, was " + forecasts);
        }
    }
}
