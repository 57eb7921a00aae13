package io.tidecast.train;

/**
 * Numerical divergence: training met a NaN or infinity. The message names the layer and the step at which it appeared
 * first; the parameters are those from before the step.
 */
public final class NonFiniteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String layer;
    private final long trainingStep;

    public NonFiniteException(String layer, long trainingStep, String message) {
        super(message);
        this.layer = layer;
        this.trainingStep = trainingStep;
    }

    /**
     * Where it appeared first: a module name such as {@code gru_0}, {@code input}, {@code loss}, or the name of a
     * parameter whose gradient it is.
     */
    public String layer() {
        return layer;
    }

    /** How many steps had been taken, this one included. */
    public long trainingStep() {
        return trainingStep;
    }
}
