package io.tidecast.nn;

import io.tidecast.nn.ParameterSpec.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Autoregressive linear highway of LSTNet (Lai et al. 2018), a causal linear map beside the stack; with J channels and
 * O outputs, O / J = horizon:
 *
 * <pre>
 * out[b, t, j·horizon + h] += sum over k &lt; steps of A[j·horizon + h, k] · x[b, t - k, channels[j]]
 * </pre>
 *
 * It has no bias, the head has one. The inputs before the first step are its state; {@code steps - 1} of them per
 * channel.
 *
 * @param steps how many inputs it looks back on, the newest included
 * @param channels the input feature each target's block of outputs is read from
 * @see <a href="https://arxiv.org/abs/1703.07015">Lai et al. 2018</a>
 */
public record HighwaySpec(int steps, List<Integer> channels) {
    /** Validates and copies. */
    public HighwaySpec {
        Fields.require(steps, steps >= 1 && steps <= 65_536, "highway.steps", "1..65536");
        channels = List.copyOf(channels);
        if (channels.isEmpty()) {
            throw new IllegalArgumentException("highway.channels must name at least one input, was empty");
        }
    }

    static HighwaySpec parse(Object form) {
        Fields fields = new Fields("highway", form);
        List<Integer> channels = new ArrayList<>();
        for (Object channel : fields.list("channels")) {
            channels.add(new Fields("highway", Map.of("channels", channel)).integer("channels"));
        }
        HighwaySpec spec = new HighwaySpec(fields.integer("steps"), channels);
        fields.nothingElse();
        return spec;
    }

    Map<String, Object> toMap() {
        return Fields.map("steps", steps, "channels", channels);
    }

    ParameterSpec parameter(int outputs) {
        return new ParameterSpec("weight", List.of(outputs, steps), Role.KERNEL, 0, steps, false);
    }

    void requireFits(int inputs, int outputs) {
        for (int channel : channels) {
            Fields.require(channel, channel >= 0 && channel < inputs, "highway.channels", "0.." + (inputs - 1));
        }
        if (outputs % channels.size() != 0) {
            throw new IllegalArgumentException("highway.channels must divide the " + outputs
                    + " outputs evenly, there were " + channels.size() + " channels");
        }
    }
}
