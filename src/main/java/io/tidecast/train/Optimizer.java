package io.tidecast.train;

import java.util.List;
import java.util.function.IntFunction;

/** Optimiser: turns gradients into steps of the parameters. Keeps moments, so one belongs to one training run. */
public interface Optimizer {
    /**
     * Kind of optimiser, by name in settings, made for so many parameters with its usual constants; a new optimiser is
     * one file and one line here.
     *
     * @param name in settings
     * @param make for a number of parameters
     */
    record Kind(String name, IntFunction<Optimizer> make) {}

    /** Every kind there is. */
    List<Kind> ALL = List.of(
            new Kind("sgd", size -> new Sgd(size, 0.9)),
            new Kind("adam", size -> Adam.torch(size)),
            new Kind("adam-keras", size -> Adam.keras(size)),
            new Kind("adamw", size -> Adam.decoupled(size, 0.01)));

    /** By its name, for so many parameters. */
    static Optimizer of(String name, int size) {
        for (Kind kind : ALL) {
            if (kind.name().equals(name)) {
                return kind.make().apply(size);
            }
        }
        throw new IllegalArgumentException(
                "optimizer must be one of " + ALL.stream().map(Kind::name).toList() + ", was " + name);
    }

    /** One step: parameters and gradients [size], the parameters are modified. */
    void step(float[] parameters, float[] gradients, double learningRate);
}
