package io.tidecast.nn;

/** State reset: how much a lane forgets. */
public enum Reset {
    /** Nothing. */
    NONE,
    /** The state of the recurrent layers; the highway still looks back on the inputs before. */
    RECURRENT,
    /** All that came before. */
    FULL
}
