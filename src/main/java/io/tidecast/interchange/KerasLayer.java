package io.tidecast.interchange;

import io.tidecast.nn.LayerSpec;
import java.util.Locale;

/**
 * Layer of a Keras model.
 *
 * @param name that it was given; empty of one that stands for an option of the next
 * @param type its class
 * @param spec what it is here
 * @param bias whether it has one
 */
record KerasLayer(String name, String type, LayerSpec spec, boolean bias) {
    KerasLayer withSpec(LayerSpec other) {
        return new KerasLayer(name, type, other, bias);
    }

    /** The class as Keras writes it in paths: {@code SimpleRNN} is {@code simple_rnn}. */
    static String snake(String type) {
        return type.replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }
}
