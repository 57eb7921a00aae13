package io.tidecast.model;

import io.tidecast.series.Covariates;
import io.tidecast.series.Scale;
import io.tidecast.series.Scaling;
import io.tidecast.series.Segment;
import io.tidecast.series.Window;

/**
 * Feature encoding of a network: what it reads of each step of a {@link Window}, and what its outputs say of the steps
 * after it. Serving, training and every export go by the same one.
 */
public sealed interface Encoding permits InputEncoding, LevelEncoding {
    /** Inputs of the network per step. */
    int inputs();

    /** What a window is to be made with. */
    Covariates covariates();

    /**
     * The scale a window is measured in.
     *
     * @param scaling of the model
     * @param from the window's first step, counted from the segment's first
     * @param steps of the window
     * @param device the device's running scale
     */
    Scale scale(Scaling scaling, Segment segment, int from, int steps, Scale device);

    /** Whether each window is measured in a scale of its own, so that a row of steps cannot be encoded at once. */
    boolean scalesEachWindow(Scaling scaling);

    /**
     * Encodes the last steps of a window up to its origin.
     *
     * @param steps T
     * @param x [T, inputs] is written from {@code at}
     * @throws IllegalArgumentException if the window was made with other covariates
     */
    default void encode(Window window, Scale scale, int steps, float[] x, int at) {
        encode(window, scale, steps, steps, x, at);
    }

    /**
     * As {@link #encode(Window, Scale, int, float[], int)}, with what is known ahead of the last {@code origins} steps
     * alone: of the others nobody asks where no forecast is made from them.
     */
    void encode(Window window, Scale scale, int steps, int origins, float[] x, int at);

    /** Whether values known ahead are read. */
    default boolean readsAhead() {
        return false;
    }

    /**
     * Has an encoded step know nothing of what is more than so many steps ahead.
     *
     * @param x [inputs] of the step, from {@code at} on
     */
    default void forgetAhead(float[] x, int at, int after) {}

    /** Index among the network's outputs of a target so many steps ahead, which are counted from 0. */
    int outputAt(int target, int step, int horizon);

    /**
     * What the network is to give for a value.
     *
     * @param last the feature's value at the origin
     */
    float output(Scale scale, int feature, double last, double value);

    /** The inverse of {@link #output}: the value, in the feature's own unit, that an output says. */
    double value(Scale scale, int feature, double last, float output);

    /** Refuses a window that was made with other covariates. */
    static void requireCovariates(Window window, Covariates own) {
        if (!window.future().covariates().equals(own)) {
            throw new IllegalArgumentException("a window must have the covariates of its model " + own + ", had "
                    + window.future().covariates());
        }
    }
}
