package io.tidecast.bench;

import io.tidecast.nn.Dense;
import io.tidecast.nn.Gru;
import io.tidecast.nn.NetworkSpec;

/**
 * The networks measured: window, features, units, layers, and the floating point operations of one window's
 * multiply-adds.
 */
enum Shape {
    S1(48, 4, 32, 1, 0.333e6),
    S2(48, 4, 64, 1, 1.256e6),
    S3(168, 8, 64, 2, 12.9e6);

    /** Steps forecast by the head. */
    static final int HORIZON = 24;

    final int steps;
    final int features;
    final int units;
    final int layers;
    final double operations;

    Shape(int steps, int features, int units, int layers, double operations) {
        this.steps = steps;
        this.features = features;
        this.units = units;
        this.layers = layers;
        this.operations = operations;
    }

    NetworkSpec spec() {
        Gru last = new Gru(units, true, false);
        return layers == 1
                ? NetworkSpec.of(features, last, new Dense(HORIZON))
                : NetworkSpec.of(features, new Gru(units, true, true), last, new Dense(HORIZON));
    }
}
