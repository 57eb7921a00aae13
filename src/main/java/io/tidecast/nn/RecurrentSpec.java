package io.tidecast.nn;

/** Recurrent layer: one with a state that passes from one time step to the next. */
public interface RecurrentSpec extends LayerSpec {
    /** H, the width of the state. */
    int units();

    /** Whether it gives its state after every step, or after the last one only. */
    boolean returnSequences();

    /** The same layer, same parameters, giving every step or only the last. */
    RecurrentSpec withReturnSequences(boolean sequences);

    /** Whether the layer above would be another layer of the same PyTorch module: same kind, units and form. */
    boolean stacksWith(RecurrentSpec above);

    /** The output shape of one direction; refuses a vector. */
    static Shape output(RecurrentSpec spec, Shape input, int features) {
        if (!input.sequence()) {
            throw new IllegalArgumentException(spec.kind() + " needs a sequence, was given " + input
                    + "; the recurrent layer below must return sequences");
        }
        return spec.returnSequences() ? input.withFeatures(features) : Shape.vectorOf(features);
    }
}
