package io.tidecast.nn;

/**
 * Tensor shape between two layers: {@code [B, T, features]} when it is a sequence, else {@code [B, features]}.
 *
 * @param sequence whether there is a value per time step
 * @param steps T when the network fixes it (after a repeat-vector), 0 when it is the length of the input
 * @param features values per time step
 */
public record Shape(boolean sequence, int steps, int features) {
    /** A sequence as long as the network's input. */
    public static Shape sequenceOf(int features) {
        return new Shape(true, 0, features);
    }

    /** One vector per lane. */
    public static Shape vectorOf(int features) {
        return new Shape(false, 1, features);
    }

    /** The same with another number of features. */
    public Shape withFeatures(int count) {
        return new Shape(sequence, steps, count);
    }

    /** As Keras prints it: {@code (None, 48, 4)}, None for what the call decides. */
    @Override
    public String toString() {
        return sequence
                ? "(None, " + (steps == 0 ? "None" : steps) + ", " + features + ")"
                : "(None, " + features + ")";
    }
}
