package io.tidecast.bench;

/** One implementation at one case. */
interface Contender {
    /** Its column in the table. */
    String name();

    /** Does the work once, leaving the outputs where {@link #outputs} finds them. */
    void run();

    /** The last outputs [B, horizon], or of a training step the gradients. */
    float[] outputs();
}
