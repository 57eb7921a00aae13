package io.tidecast.interchange;

import io.tidecast.nn.HighwaySpec;

/**
 * Linear highway as Keras has it: a dense layer without bias on the flattened window.
 *
 * @param inputs of the network per step
 * @param outputs of the network
 */
record KerasHighway(HighwaySpec spec, int window, int inputs, int outputs) {
    KerasHighway {
        Refused.unless(
                spec.steps() <= window,
                "highway.steps must be at most the window of " + window + " to be written for Keras, was "
                        + spec.steps());
    }

    /** Where the weight of an output's channel so many steps back stands in the kernel [window · inputs, outputs]. */
    int index(int output, int back) {
        int each = outputs / spec.channels().size();
        int channel = spec.channels().get(output / each);
        return ((window - 1 - back) * inputs + channel) * outputs + output;
    }
}
