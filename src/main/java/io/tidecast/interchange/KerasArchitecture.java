package io.tidecast.interchange;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidecast.nn.Bidirectional;
import io.tidecast.nn.Dense;
import io.tidecast.nn.Dropout;
import io.tidecast.nn.Gru;
import io.tidecast.nn.LayerSpec;
import io.tidecast.nn.Lstm;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.RecurrentSpec;
import io.tidecast.nn.RepeatVector;
import io.tidecast.nn.SimpleRnn;
import java.util.ArrayList;
import java.util.List;

/**
 * Network as a Keras 3 config: {@code Sequential}, and with a highway {@code Functional}, whose second branch is the
 * flattened window through a dense layer.
 */
final class KerasArchitecture {
    private final NetworkSpec network;
    private final int window;
    private final List<ObjectNode> layers = new ArrayList<>();

    KerasArchitecture(NetworkSpec network, int window) {
        this.network = network;
        this.window = window;
    }

    /** The class of a layer of the network. */
    static String type(NetworkSpec network, int layer) {
        boolean sequence = layer == 0 || network.shapes().get(layer - 1).sequence();
        boolean same = network.layers().get(layer) instanceof Dropout dropout && dropout.sameEveryStep();
        return same && sequence ? "SpatialDropout1D" : type(network.layers().get(layer));
    }

    private static String type(LayerSpec layer) {
        return switch (layer.kind()) {
            case "gru" -> "GRU";
            case "lstm" -> "LSTM";
            case "rnn" -> "SimpleRNN";
            case "bidirectional" -> "Bidirectional";
            case "repeat-vector" -> "RepeatVector";
            case "dropout" -> "Dropout";
            case "dense" -> "Dense";
            default ->
                throw new IllegalArgumentException(
                        layer.kind() + " must have a counterpart in Keras to be written for it, has none");
        };
    }

    static boolean dropsState(RecurrentSpec cell) {
        return recurrentDropout(cell) > 0;
    }

    private static float recurrentDropout(RecurrentSpec cell) {
        return cell instanceof Gru gru
                ? gru.recurrentDropout()
                : cell instanceof Lstm lstm ? lstm.recurrentDropout() : ((SimpleRnn) cell).recurrentDropout();
    }

    String json() {
        ObjectNode input = layer("keras.layers", "InputLayer", "window");
        ArrayNode shape =
                config(input).putArray("batch_shape").addNull().add(window).add(network.inputs());
        config(input).put("dtype", "float32");
        layers.add(input);
        for (int i = 0; i < network.layers().size(); i++) {
            layers.add(of(network.layers().get(i), type(network, i), "layer_" + i));
        }
        boolean chain = network.highway().isEmpty();
        ObjectNode model =
                layer(chain ? "keras" : "keras.src.models.functional", chain ? "Sequential" : "Functional", "tidecast");
        ArrayNode all = config(model).putArray("layers");
        if (chain) {
            layers.forEach(all::add);
            model.putObject("build_config").set("input_shape", shape);
        } else {
            new KerasChain(window).write(network, layers, config(model), all);
        }
        return model.toString();
    }

    static ObjectNode layer(String module, String type, String name) {
        ObjectNode layer = Json.MAPPER.createObjectNode();
        layer.put("module", module);
        layer.put("class_name", type);
        layer.putObject("config").put("name", name);
        layer.putNull("registered_name");
        return layer;
    }

    static ObjectNode config(ObjectNode layer) {
        return (ObjectNode) layer.get("config");
    }

    private static ObjectNode of(LayerSpec spec, String type, String name) {
        ObjectNode layer = layer("keras.layers", type, name);
        ObjectNode config = config(layer).put("dtype", "float32");
        if (spec instanceof Dense dense) {
            config.put("units", dense.units());
            config.put("activation", dense.activation().text());
            config.put("use_bias", true);
        } else if (spec instanceof Dropout dropout) {
            config.put("rate", dropout.rate());
        } else if (spec instanceof RepeatVector repeat) {
            config.put("n", repeat.times());
        } else if (spec instanceof Bidirectional both) {
            config.put("merge_mode", "concat");
            config.set("layer", of(both.layer(), type(both.layer()), name + "_cell"));
        } else {
            cell(config, (RecurrentSpec) spec);
        }
        return layer;
    }

    private static void cell(ObjectNode config, RecurrentSpec cell) {
        config.put("units", cell.units());
        config.put("return_sequences", cell.returnSequences());
        config.put("activation", "tanh");
        config.put("use_bias", true);
        config.put("recurrent_dropout", recurrentDropout(cell));
        if (!(cell instanceof SimpleRnn)) {
            config.put("recurrent_activation", "sigmoid");
        }
        if (cell instanceof Gru gru) {
            config.put("reset_after", gru.resetAfter());
        }
    }
}
