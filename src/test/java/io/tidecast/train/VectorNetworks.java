package io.tidecast.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.nn.Bidirectional;
import io.tidecast.nn.Dense;
import io.tidecast.nn.Gru;
import io.tidecast.nn.LayerSpec;
import io.tidecast.nn.Lstm;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.RecurrentSpec;
import io.tidecast.nn.SimpleRnn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The networks of the vector files, built from what the files say of them. */
final class VectorNetworks {
    private VectorNetworks() {}

    /** A cell with the biases its framework has. */
    static RecurrentSpec cell(JsonNode file, int units, boolean sequences) {
        boolean torch = file.get("framework").textValue().startsWith("torch")
                && !file.path("variant").asText().startsWith("keras");
        boolean resetAfter = !file.path("variant").asText().equals("keras_false")
                && file.path("reset_after").asBoolean(true);
        return switch (file.get("cell").textValue()) {
            case "gru" -> new Gru(units, resetAfter, sequences);
            case "lstm" -> new Lstm(units, torch, sequences);
            case "rnn" -> new SimpleRnn(units, torch, sequences);
            default -> throw new AssertionError("unknown cell " + file.get("cell"));
        };
    }

    /** So many equal layers, bidirectional or not. */
    static List<LayerSpec> stack(JsonNode file, int count, int units, boolean bidirectional) {
        List<LayerSpec> layers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RecurrentSpec cell = cell(file, units, true);
            layers.add(bidirectional ? new Bidirectional(cell) : cell);
        }
        return layers;
    }

    /** Recurrent layers of these units, the last giving its last state, and a dense layer. */
    static List<LayerSpec> stackWithHead(JsonNode file, List<Integer> units, int outputs) {
        List<LayerSpec> layers = new ArrayList<>();
        for (int i = 0; i < units.size(); i++) {
            layers.add(cell(file, units.get(i), i + 1 < units.size()));
        }
        layers.add(new Dense(outputs));
        return layers;
    }

    static NetworkSpec spec(int inputs, List<LayerSpec> layers) {
        return new NetworkSpec(inputs, layers, Optional.empty());
    }
}
