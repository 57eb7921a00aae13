package io.tidecast.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.interchange.ForeignModel;
import io.tidecast.interchange.Imports;
import io.tidecast.nn.Dense;
import io.tidecast.nn.Gru;
import io.tidecast.nn.LayerSpec;
import io.tidecast.nn.Lstm;
import io.tidecast.nn.Network;
import io.tidecast.nn.Parameters;
import io.tidecast.nn.SimpleRnn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.Assertions;

/** Files of kind {@code model_file}: a saved recurrent network with a dense head, and what it gives for an input. */
final class ModelVectors {
    private ModelVectors() {}

    static Deviations check(JsonNode file, Path folder) throws IOException {
        Deviations deviations = new Deviations();
        JsonNode weights = file.get("weights");
        String first = weights.fieldNames().next();
        boolean keras = first.contains("/");
        String cell = first.substring(0, first.indexOf(keras ? '/' : '.'));
        String prefix = cell + (keras ? "/" : ".");
        int layers = 1;
        while (weights.has(prefix + "weight_ih_l" + layers)) {
            layers++;
        }
        int[] recurrent = Tensor.of(weights.get(prefix + (keras ? "recurrent_kernel" : "weight_hh_l0")))
                .shape();
        int units = recurrent[keras ? 0 : 1];
        Tensor output = Tensor.of(file.get(file.has("output_f64") ? "output_f64" : "output"));
        List<LayerSpec> stack = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            boolean sequences = i + 1 < layers;
            stack.add(
                    switch (cell) {
                        case "gru" ->
                            new Gru(
                                    units,
                                    !keras
                                            || Tensor.of(weights.get(prefix + "bias"))
                                                            .shape()
                                                            .length
                                                    == 2,
                                    sequences);
                        case "lstm" -> new Lstm(units, !keras, sequences);
                        case "rnn" -> new SimpleRnn(units, !keras, sequences);
                        default -> throw new AssertionError("unknown cell " + cell);
                    });
            prefixes.add(prefix);
        }
        stack.add(new Dense(output.shape()[1]));
        prefixes.add(keras ? "head/" : "head.");
        Tensor x = Tensor.of(file.get("x"));
        Network network = Network.of(VectorNetworks.spec(x.shape()[2], stack));
        Parameters parameters = VectorWeights.parameters(network.layout(), weights, prefixes);
        float[] ours = network.forward(parameters, network.workspace(), x.floats(), x.shape()[0], x.shape()[1]);
        deviations.forward("output", ours, output.values());
        List<String> files = new ArrayList<>();
        file.path("files").forEach(name -> files.add(name.textValue()));
        if (file.has("file")) {
            files.add(file.get("file").textValue());
        }
        for (String name : files) {
            if (name.endsWith(".safetensors")) {
                safetensors(folder.resolve(name), parameters);
            }
            ForeignModel imported = Imports.read(Files.readAllBytes(folder.resolve(name)), Optional.empty());
            Network own = Network.of(imported.network());
            float[] given = own.forward(imported.parameters(), own.workspace(), x.floats(), x.shape()[0], x.shape()[1]);
            deviations.forward(name, given, output.values());
        }
        return deviations;
    }

    /** The file has exactly our names, and under them our values. */
    private static void safetensors(Path path, Parameters parameters) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) bytes.getLong();
        JsonNode header = new ObjectMapper().readTree(bytes.array(), 8, length);
        for (var view : parameters.layout().views()) {
            Assertions.assertThat(header.has(view.name())).as(view.name()).isTrue();
            int from = 8
                    + length
                    + header.get(view.name()).get("data_offsets").get(0).intValue();
            float[] stored = new float[view.size()];
            bytes.position(from)
                    .slice()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(stored);
            Assertions.assertThat(parameters.get(view.name())).as(view.name()).isEqualTo(stored);
        }
    }
}
