package io.tidecast.nn;

import java.util.Optional;

/**
 * Non-finite value: where a NaN or infinity was found.
 *
 * @param layer module name of the layer whose output it is in, or {@code input} or {@code highway}
 * @param step time step within the call
 * @param lane lane within the batch
 * @param value the value itself
 */
public record NonFinite(String layer, int step, int lane, float value) {
    /** The earliest one in [T,B,features], which begins there. */
    static Optional<NonFinite> find(String layer, float[] values, int at, int steps, int batch, int features) {
        for (int i = 0; i < steps * batch * features; i++) {
            if (!Float.isFinite(values[at + i])) {
                int row = i / features;
                return Optional.of(new NonFinite(layer, row / batch, row % batch, values[at + i]));
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return value + " in the output of " + layer + " at time step " + step + " of lane " + lane;
    }
}
