package io.tidecast.train;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.nn.Bidirectional;
import io.tidecast.nn.Dense;
import io.tidecast.nn.LayerSpec;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.RecurrentSpec;
import io.tidecast.nn.RepeatVector;
import io.tidecast.nn.Workspace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.Assertions;

/** Files of kind {@code forward}: outputs and final states from given and zero initial states. */
final class ForwardVectors {
    private ForwardVectors() {}

    static Deviations check(JsonNode file) {
        Deviations deviations = new Deviations();
        JsonNode dims = file.get("dims");
        int inputs = dims.get("I").intValue();
        if (dims.has("T_out")) {
            seq2seq(file, inputs, deviations);
        } else if (dims.has("units")) {
            stackWithHead(file, inputs, deviations);
        } else if (file.has("output_sequences")) {
            kerasBidirectional(file, inputs, deviations);
        } else {
            states(file, inputs, deviations);
        }
        return deviations;
    }

    private static void seq2seq(JsonNode file, int inputs, Deviations deviations) {
        int units = file.get("dims").get("U").intValue();
        RecurrentSpec cell = VectorNetworks.cell(file, units, false);
        int outputs = Tensor.of(file.get("output")).shape()[2];
        NetworkSpec spec = NetworkSpec.of(
                inputs,
                new Bidirectional(cell),
                new RepeatVector(file.get("dims").get("T_out").intValue()),
                new Bidirectional(cell.withReturnSequences(true)),
                new Dense(outputs));
        run(file, spec, List.of("encoder_", "", "decoder_", "dense_"), "output", deviations);
    }

    private static void stackWithHead(JsonNode file, int inputs, Deviations deviations) {
        List<Integer> units = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        for (JsonNode count : file.get("dims").get("units")) {
            prefixes.add("layer" + units.size() + "_");
            units.add(count.intValue());
        }
        prefixes.add("dense_");
        int outputs = Tensor.of(file.get("output")).shape()[1];
        NetworkSpec spec = VectorNetworks.spec(inputs, VectorNetworks.stackWithHead(file, units, outputs));
        run(file, spec, prefixes, "output", deviations);
    }

    private static void kerasBidirectional(JsonNode file, int inputs, Deviations deviations) {
        int units = file.get("dims").get("U").intValue();
        Bidirectional layer = new Bidirectional(VectorNetworks.cell(file, units, false));
        run(file, NetworkSpec.of(inputs, layer), List.of(""), "output_last", deviations);
        run(file, NetworkSpec.of(inputs, layer.withReturnSequences(true)), List.of(""), "output_sequences", deviations);
    }

    private static void run(
            JsonNode file, NetworkSpec spec, List<String> prefixes, String output, Deviations deviations) {
        Network network = Network.of(spec);
        Parameters parameters = VectorWeights.parameters(network.layout(), file.get("weights"), prefixes);
        if (file.has("params")) {
            Assertions.assertThat(network.layout().size())
                    .as("parameters")
                    .isEqualTo(file.get("params").intValue());
        }
        Tensor x = Tensor.of(file.get("x"));
        float[] ours = network.forward(parameters, network.workspace(), x.floats(), x.shape()[0], x.shape()[1]);
        String reference = file.has(output + "_f64") ? output + "_f64" : output;
        deviations.forward(output, ours, Tensor.of(file.get(reference)).values());
    }

    private static void states(JsonNode file, int inputs, Deviations deviations) {
        JsonNode dims = file.get("dims");
        int units = dims.path("H").asInt(dims.path("U").asInt());
        boolean bidirectional = file.path("bidirectional").asBoolean(false);
        List<LayerSpec> layers = VectorNetworks.stack(file, file.path("layers").asInt(1), units, bidirectional);
        Network network = Network.of(VectorNetworks.spec(inputs, layers));
        List<String> prefixes = Collections.nCopies(layers.size(), "");
        Parameters parameters = VectorWeights.parameters(network.layout(), file.get("weights"), prefixes);
        Tensor x = Tensor.of(file.get("x"));
        int batch = x.shape()[0];
        for (String start : List.of("given_state", "zero_state")) {
            Workspace workspace = network.workspace();
            if (start.equals("given_state")) {
                writeStates(file, workspace, batch, units);
            }
            float[] output = network.forward(parameters, workspace, x.floats(), batch, x.shape()[1]);
            JsonNode reference = file.get(start + "_f64");
            deviations.forward(
                    start + " output",
                    output,
                    Tensor.of(reference.get("output")).values());
            for (String state : List.of("h_n", "c_n")) {
                if (reference.has(state)) {
                    float[] ours = readStates(workspace, batch, units, file.has("c0"), state.equals("c_n"));
                    deviations.forward(
                            start + " " + state,
                            ours,
                            Tensor.of(reference.get(state)).values());
                }
            }
        }
    }

    /**
     * States of the file are [layers · directions, B, H], ours one after another per lane, for an LSTM h and c in turn.
     */
    static void writeStates(JsonNode file, Workspace workspace, int batch, int units) {
        double[] h = Tensor.of(file.get("h0")).values();
        double[] c = file.has("c0") ? Tensor.of(file.get("c0")).values() : null;
        int count = h.length / batch / units;
        for (int b = 0; b < batch; b++) {
            float[] state = new float[workspace.stateSize()];
            int at = 0;
            for (int i = 0; i < count; i++) {
                for (double[] part : c == null ? List.of(h) : List.of(h, c)) {
                    for (int j = 0; j < units; j++) {
                        state[at++] = (float) part[(i * batch + b) * units + j];
                    }
                }
            }
            workspace.writeState(b, state);
        }
    }

    private static float[] readStates(Workspace workspace, int batch, int units, boolean lstm, boolean cell) {
        int parts = lstm ? 2 : 1;
        int count = workspace.stateSize() / units / parts;
        float[] all = new float[count * batch * units];
        float[] state = new float[workspace.stateSize()];
        for (int b = 0; b < batch; b++) {
            workspace.readState(b, state);
            for (int i = 0; i < count; i++) {
                System.arraycopy(state, (i * parts + (cell ? 1 : 0)) * units, all, (i * batch + b) * units, units);
            }
        }
        return all;
    }
}
