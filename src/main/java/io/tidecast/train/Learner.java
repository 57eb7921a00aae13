package io.tidecast.train;

import io.tidecast.nn.Parameters;

/** Learner: weights that are trained, step by step. */
public interface Learner {
    /** The live parameters: read them between steps, {@link Parameters#publish()} them for others. */
    Parameters parameters();

    /** Steps taken. */
    long steps();
}
