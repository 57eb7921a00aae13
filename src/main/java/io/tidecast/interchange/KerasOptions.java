package io.tidecast.interchange;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.nn.Activation;
import io.tidecast.nn.Dense;
import io.tidecast.nn.Gru;
import io.tidecast.nn.Lstm;
import io.tidecast.nn.RecurrentSpec;
import io.tidecast.nn.SimpleRnn;

/** Options of one Keras layer, as its config has them. */
final class KerasOptions {
    private final String name;
    private final String type;
    private final JsonNode config;

    KerasOptions(String name, JsonNode config) {
        this(name, "", config);
    }

    private KerasOptions(String name, String type, JsonNode config) {
        this.name = name;
        this.type = type;
        this.config = config;
    }

    /** The layer that this one wraps. */
    KerasOptions inner(String key) {
        JsonNode layer = config.path(key);
        return new KerasOptions(name + "." + key, layer.path("class_name").asText(), layer.path("config"));
    }

    String name() {
        return name;
    }

    /** Class of a wrapped layer. */
    String type() {
        return type;
    }

    boolean has(String key) {
        return !config.path(key).isMissingNode() && !config.path(key).isNull();
    }

    JsonNode node(String key) {
        return config.path(key);
    }

    /** A whole number that must be there. */
    int integer(String key) {
        Refused.unless(config.path(key).isInt(), name + "." + key + " must be a whole number, was " + config.path(key));
        return config.path(key).asInt();
    }

    /** A number, or 0. */
    float number(String key) {
        Refused.unless(
                !has(key) || config.path(key).isNumber(),
                name + "." + key + " must be a number, was " + config.path(key));
        return has(key) ? (float) config.path(key).asDouble() : 0;
    }

    boolean flag(String key, boolean otherwise) {
        Refused.unless(
                !has(key) || config.path(key).isBoolean(),
                name + "." + key + " must be true or false, was " + config.path(key));
        return has(key) ? config.path(key).asBoolean() : otherwise;
    }

    void require(String key, String due) {
        String value = has(key) ? config.path(key).asText() : due;
        Refused.unless(value.equals(due), name + "." + key + " must be " + due + ", was " + value);
    }

    private void requireNot(String key) {
        Refused.unless(!flag(key, false), name + "." + key + " must be false, was true");
    }

    boolean usesBias() {
        return flag("use_bias", true);
    }

    /** By its name, or as a serialised function that has one. */
    String activation(String key, String otherwise) {
        JsonNode value = config.path(key);
        return !has(key)
                ? otherwise
                : value.isTextual() ? value.asText() : value.path("config").asText();
    }

    /** Whether noise is the same in every step: [null, 1, features]. */
    boolean sameEveryStep() {
        JsonNode shape = config.path("noise_shape");
        boolean same = shape.size() == 3 && shape.path(1).asInt() == 1;
        Refused.unless(
                !has("noise_shape") || same, name + ".noise_shape must be null or [null, 1, null], was " + shape);
        return same;
    }

    Dense dense() {
        String activation = activation("activation", "linear");
        try {
            return new Dense(integer("units"), Activation.of(activation));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    /** @param backwards whether it is to run over the steps from the last */
    RecurrentSpec recurrent(String kind, boolean backwards) {
        String activation = activation("activation", "tanh");
        Refused.unless(activation.equals("tanh"), name + ".activation must be tanh, was " + activation);
        Refused.unless(
                flag("go_backwards", false) == backwards, name + ".go_backwards must be " + backwards + ", was not");
        requireNot("stateful");
        requireNot("return_state");
        requireNot("time_major");
        if (!kind.equals("SimpleRNN")) {
            String gates = activation("recurrent_activation", "sigmoid");
            Refused.unless(gates.equals("sigmoid"), name + ".recurrent_activation must be sigmoid, was " + gates);
        }
        boolean sequences = flag("return_sequences", false);
        float dropout = number("recurrent_dropout");
        return switch (kind) {
            case "GRU" -> new Gru(integer("units"), flag("reset_after", true), sequences, dropout);
            case "LSTM" -> new Lstm(integer("units"), false, sequences, dropout);
            case "SimpleRNN" -> new SimpleRnn(integer("units"), false, sequences, dropout);
            default -> throw new IllegalArgumentException(name + " must be GRU, LSTM or SimpleRNN, was " + kind);
        };
    }
}
