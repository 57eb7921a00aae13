package io.tidecast.nn;

import io.tidecast.kernel.Kernels;
import java.util.List;
import java.util.Map;

/**
 * Layer configuration: one layer as data. A new kind of layer is one file with the record and its {@link Layer}, and
 * one line in {@link LayerKind#ALL}.
 */
public interface LayerSpec {
    /** The name of the kind in settings and manifests, such as {@code gru}. */
    String kind();

    /** The name of its module in parameter names; the kind, unless PyTorch calls it otherwise. */
    default String module() {
        return kind();
    }

    /** What comes out when this goes in; refuses a shape the layer can't take. */
    Shape output(Shape input);

    /** Its parameters in their order in the flat array. */
    default List<ParameterSpec> parameters(Shape input) {
        return List.of();
    }

    /** Whether Keras keeps all its biases in one variable. */
    default boolean oneBiasVariable() {
        return false;
    }

    /** The layer as plain data, {@code type} first; {@link LayerKind#parse} reads it back. */
    Map<String, Object> toMap();

    /** The layer with room to compute in, its parameters beginning at the offset. */
    Layer layer(Shape input, int offset, Kernels kernels);
}
