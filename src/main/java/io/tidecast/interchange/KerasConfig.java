package io.tidecast.interchange;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.model.LevelScale;
import io.tidecast.nn.Activation;
import io.tidecast.nn.Bidirectional;
import io.tidecast.nn.Dense;
import io.tidecast.nn.Dropout;
import io.tidecast.nn.RecurrentSpec;
import io.tidecast.nn.RepeatVector;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Architecture of a Keras model, {@code Sequential} or a {@code Functional} one whose layers are a chain, as
 * {@code model.to_json()} writes it. A layer or an option that our network has no counterpart of is refused by its
 * name.
 */
final class KerasConfig {
    private final List<KerasLayer> layers = new ArrayList<>();
    private LevelScale.Order order = LevelScale.Order.TARGETS;
    private OptionalInt window = OptionalInt.empty();
    private int inputs;
    private String shapedBy = "";

    private KerasConfig() {}

    static KerasConfig of(JsonNode model) {
        KerasConfig config = new KerasConfig();
        JsonNode inner = model.path("config");
        String kind = model.path("class_name").asText();
        Refused.unless(
                kind.equals("Sequential") || kind.equals("Functional") || kind.equals("Model"),
                "class_name must be Sequential or Functional, was " + kind);
        JsonNode all = inner.isArray() ? inner : inner.path("layers");
        Refused.unless(
                all.isArray() && !all.isEmpty() && all.size() <= Limits.PARTS,
                "layers must be a list of 1.." + Limits.PARTS + ", were " + all.size());
        String before = "";
        for (JsonNode layer : all) {
            if (!kind.equals("Sequential")) {
                requireChain(layer, before);
            }
            before = name(layer);
            config.add(layer);
        }
        Refused.unless(config.inputs > 0, "the first layer must say its input shape, [null, steps, features]");
        return config;
    }

    private static String name(JsonNode layer) {
        return layer.path("config").path("name").asText(layer.path("name").asText());
    }

    /** Both forms that a functional model's inbound nodes have had begin with the name of the layer before. */
    private static void requireChain(JsonNode layer, String before) {
        List<String> from = new ArrayList<>();
        collect(layer.path("inbound_nodes"), from);
        List<String> due = before.isEmpty() ? List.of() : List.of(before);
        Refused.unless(from.equals(due), name(layer) + " must take the output of " + due + " alone, takes " + from);
    }

    private static void collect(JsonNode node, List<String> names) {
        if (node.isArray()
                && node.size() >= 3
                && node.get(0).isTextual()
                && node.get(1).isInt()) {
            names.add(node.get(0).asText());
        } else {
            node.forEach(child -> collect(child, names));
        }
    }

    List<KerasLayer> layers() {
        return layers;
    }

    LevelScale.Order order() {
        return order;
    }

    OptionalInt window() {
        return window;
    }

    int inputs() {
        return inputs;
    }

    private void add(JsonNode layer) {
        String type = layer.path("class_name").asText();
        KerasOptions options = new KerasOptions(name(layer), layer.path("config"));
        readInputShape(options);
        Refused.unless(
                shapedBy.isEmpty() || type.equals("Activation"),
                options.name() + " must not come after " + shapedBy + ", which gives the forecast its shape");
        switch (type) {
            case "InputLayer" -> {}
            case "GRU", "LSTM", "SimpleRNN" -> {
                if (options.number("dropout") > 0) {
                    layers.add(new KerasLayer("", "", new Dropout(options.number("dropout"), true), false));
                }
                layers.add(new KerasLayer(options.name(), type, options.recurrent(type, false), options.usesBias()));
            }
            case "Bidirectional" -> addBidirectional(options);
            case "TimeDistributed" -> {
                KerasOptions inner = options.inner("layer");
                Refused.unless(
                        inner.type().equals("Dense"), options.name() + ".layer must be Dense, was " + inner.type());
                layers.add(new KerasLayer(options.name(), type, inner.dense(), inner.usesBias()));
            }
            case "Dense" -> layers.add(new KerasLayer(options.name(), type, options.dense(), options.usesBias()));
            case "Activation" -> activate(options, options.activation("activation", "linear"));
            case "ReLU" -> activate(options, "relu");
            case "Dropout" ->
                layers.add(new KerasLayer(
                        options.name(), type, new Dropout(options.number("rate"), options.sameEveryStep()), false));
            case "SpatialDropout1D" ->
                layers.add(new KerasLayer(options.name(), type, new Dropout(options.number("rate"), true), false));
            case "RepeatVector" ->
                layers.add(new KerasLayer(options.name(), type, new RepeatVector(options.integer("n")), false));
            case "Reshape", "Flatten" -> shape(options, type);
            default ->
                throw new IllegalArgumentException(options.name()
                        + " must be of a kind that the network has (GRU, LSTM, SimpleRNN, Bidirectional, Dense,"
                        + " TimeDistributed, Dropout, RepeatVector, Activation), was " + type);
        }
    }

    private void addBidirectional(KerasOptions options) {
        KerasOptions inner = options.inner("layer");
        Refused.unless(
                options.node("merge_mode").isMissingNode() || options.has("merge_mode"),
                options.name() + ".merge_mode must be concat, was null");
        options.require("merge_mode", "concat");
        RecurrentSpec ahead = inner.recurrent(inner.type(), false);
        if (options.has("backward_layer")) {
            KerasOptions other = options.inner("backward_layer");
            Refused.unless(
                    ahead.equals(other.recurrent(other.type(), true)),
                    options.name() + ".backward_layer must be as the layer is, was another");
        }
        if (inner.number("dropout") > 0) {
            layers.add(new KerasLayer("", "", new Dropout(inner.number("dropout"), true), false));
        }
        layers.add(new KerasLayer(options.name(), "Bidirectional", new Bidirectional(ahead), inner.usesBias()));
    }

    private void activate(KerasOptions options, String activation) {
        int last = layers.size() - 1;
        if (activation.equals("linear")) {
            return;
        }
        Refused.unless(
                last >= 0 && layers.get(last).spec() instanceof Dense dense && dense.activation() == Activation.LINEAR,
                options.name() + " must come after a linear Dense layer");
        KerasLayer before = layers.get(last);
        int units = ((Dense) before.spec()).units();
        layers.set(last, before.withSpec(new Dense(units, Activation.of(activation))));
    }

    /** What comes last may put the numbers in rows: the steps of the horizon, each with its targets. */
    private void shape(KerasOptions options, String type) {
        shapedBy = options.name();
        if (type.equals("Reshape") && options.node("target_shape").size() == 2) {
            order = LevelScale.Order.STEPS;
        }
    }

    private void readInputShape(KerasOptions options) {
        JsonNode shape = options.node("batch_shape");
        shape = shape.isArray() ? shape : options.node("batch_input_shape");
        if (inputs == 0 && shape.isArray()) {
            Refused.unless(
                    shape.size() == 3 && shape.get(2).isInt() && shape.get(2).asInt() > 0,
                    options.name() + " must take [null, steps, features], takes " + shape);
            inputs = shape.get(2).asInt();
            window = shape.get(1).isInt() ? OptionalInt.of(shape.get(1).asInt()) : OptionalInt.empty();
        }
    }
}
