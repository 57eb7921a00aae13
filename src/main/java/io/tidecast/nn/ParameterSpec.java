package io.tidecast.nn;

import java.util.List;

/**
 * Parameter array of a layer, before the network gives it its full name and place.
 *
 * @param stem the name PyTorch uses inside the module, without the layer number: {@code weight_ih}, {@code bias}
 * @param shape as PyTorch has it: [gates H, I], [gates H, H], [gates H], [O, I], [O]
 * @param role what it is multiplied by; initialisers go by it
 * @param gates gate blocks along the first axis, 0 outside recurrent layers
 * @param fanIn number of inputs one output of the layer sums over
 * @param reverse whether it belongs to the backward direction of a bidirectional layer
 */
public record ParameterSpec(String stem, List<Integer> shape, Role role, int gates, int fanIn, boolean reverse) {
    /** Role in the layer: what a parameter is multiplied by. */
    public enum Role {
        /** The layer's input. */
        KERNEL,
        /** The state before the step. */
        RECURRENT,
        /** One; added to the input's part. */
        BIAS,
        /** One; added to the state's part. */
        RECURRENT_BIAS
    }

    /** Copies the shape, which must be one of an array. */
    public ParameterSpec {
        shape = List.copyOf(shape);
        if (elements(shape) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    stem + " must have at most " + Integer.MAX_VALUE + " elements, had shape " + shape);
        }
    }

    static ParameterSpec kernel(String stem, int outputs, int inputs, int gates) {
        return new ParameterSpec(stem, List.of(outputs, inputs), Role.KERNEL, gates, inputs, false);
    }

    static ParameterSpec recurrent(String stem, int outputs, int units, int gates) {
        return new ParameterSpec(stem, List.of(outputs, units), Role.RECURRENT, gates, units, false);
    }

    static ParameterSpec bias(String stem, Role role, int outputs, int fanIn, int gates) {
        return new ParameterSpec(stem, List.of(outputs), role, gates, fanIn, false);
    }

    ParameterSpec reversed() {
        return new ParameterSpec(stem, shape, role, gates, fanIn, true);
    }

    /** Number of elements. */
    public int size() {
        return (int) elements(shape);
    }

    private static long elements(List<Integer> shape) {
        return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }
}
