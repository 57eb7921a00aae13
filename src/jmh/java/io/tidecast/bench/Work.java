package io.tidecast.bench;

/** What is done to a network. */
enum Work {
    /** Windows from the zero state. */
    INFERENCE,
    /** Forward, backward through the whole window, Adam. */
    TRAINING,
    /** One reading per lane, the state kept, the head included. */
    STEP;

    double operations(Shape shape) {
        return switch (this) {
            case INFERENCE -> shape.operations;
            case TRAINING -> 3 * shape.operations;
            case STEP -> shape.operations / shape.steps;
        };
    }
}
