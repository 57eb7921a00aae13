package io.tidecast.nn;

import java.util.Arrays;

/**
 * Neural-network layer at work in one workspace: its packed weights, its activations and its carried state. Sequences
 * are time-major inside, {@code [T,B,features]}; a vector is a sequence of length 1. Each implementation has its
 * backward directly under its forward.
 */
abstract class Layer {
    /** The forward result [T',B,O] from {@link #outputAt} on, T' and O as the spec's output shape says. */
    float[] output = {};

    /** 0, but where a single lane is served the state of a recurrent layer is given out where it stands. */
    int outputAt;

    /** The backward result dX [T,B,I]. */
    float[] inputGradient = {};

    /**
     * Grows the buffers for B lanes and T input steps and remembers both; gives T'. Keeping: a backward pass may
     * follow.
     */
    abstract int reserve(int batch, int steps, boolean keeping);

    /** Grows the carried state for so many lanes, and keeps what is there. */
    void reserveLanes(int lanes) {}

    /** Packs the weights the forward pass needs. */
    void load(float[] parameters) {}

    /** Packs the weights only the backward pass needs. */
    void loadForBackward(float[] parameters) {}

    /** x [T,B,I], from xAt on, to {@link #output}. */
    abstract void forward(float[] x, int xAt, Pass pass);

    /**
     * From dOutput [T',B,O]: adds to the gradients of its own parameters, and prepares {@link #backwardToInput}. Uses
     * up the activations.
     */
    abstract void backward(float[] x, float[] dOutput, Pass pass, float[] gradients);

    /**
     * Sets {@link #inputGradient}, after {@link #backward} with the same dOutput. Apart from it because nobody asks the
     * lowest layer when training.
     */
    abstract void backwardToInput(float[] dOutput, Pass pass);

    /** Floats of carried state per lane. */
    int stateSize() {
        return 0;
    }

    /** Copies a lane's carried state out. */
    void readState(int lane, float[] target, int offset) {}

    /** Copies a lane's carried state in. */
    void writeState(int lane, float[] source, int offset) {}

    /** Copies the gradient of the state a lane had before the first step out. */
    void readStateGradient(int lane, float[] target, int offset) {}

    /**
     * Carries on from the state before this step of the last forward pass; without keeping, only from the one after the
     * last.
     */
    void carry(int step, Pass pass) {}

    /**
     * Copies rows that lie apart; short ones by hand and four at a time, since a call for each costs more, and so does
     * a loop that the compiler makes vectors of.
     */
    static void copyRows(
            int rows, int count, float[] from, int fromAt, int fromStride, float[] to, int toAt, int toStride) {
        for (int i = 0; i < rows; i++) {
            int source = fromAt + i * fromStride;
            int target = toAt + i * toStride;
            if (count > 8) {
                System.arraycopy(from, source, to, target, count);
            } else {
                int j = 0;
                for (; j + 4 <= count; j += 4) {
                    to[target + j] = from[source + j];
                    to[target + j + 1] = from[source + j + 1];
                    to[target + j + 2] = from[source + j + 2];
                    to[target + j + 3] = from[source + j + 3];
                }
                for (; j < count; j++) {
                    to[target + j] = from[source + j];
                }
            }
        }
    }

    /** The array, or a larger one. */
    static float[] grown(float[] array, int length) {
        return array.length >= length ? array : new float[length];
    }

    /** The array, or a larger one that begins with the same values. */
    static float[] grownKeeping(float[] array, int length) {
        return array.length >= length ? array : Arrays.copyOf(array, length);
    }
}
