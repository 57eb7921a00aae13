package io.tidecast.nn;

import java.util.List;

/**
 * Parameter view: a named stretch of the flat parameter array.
 *
 * @param name as PyTorch writes it: {@code gru.weight_ih_l0}, {@code head.bias}
 * @param variable the Keras variable it belongs to: the two bias vectors of a GRU are one variable there, which
 *     clipping per variable goes by
 * @param offset of its first element in the flat array
 * @param spec shape and role
 */
public record ParameterView(String name, String variable, int offset, ParameterSpec spec) {
    /** As PyTorch has it. */
    public List<Integer> shape() {
        return spec.shape();
    }

    /** Number of elements. */
    public int size() {
        return spec.size();
    }

    /** Index after the last element. */
    public int end() {
        return offset + size();
    }
}
