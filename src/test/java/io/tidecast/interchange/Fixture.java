package io.tidecast.interchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.nn.Bidirectional;
import io.tidecast.nn.Dense;
import io.tidecast.nn.Gru;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * File of another library, with an input and what that library gives for it. {@code make.py} in the same folder makes
 * them of weights and outputs of PyTorch and Keras, and does not go by any code of ours.
 *
 * @param file its name
 * @param spec what has to be said beside it
 */
record Fixture(String file, Optional<NetworkSpec> spec) {
    static final Path FOLDER = Path.of("src/test/resources/interchange");

    private static final NetworkSpec SEQUENCES =
            NetworkSpec.of(3, new Bidirectional(new Gru(5, true, true)), new Bidirectional(new Gru(5, true, true)));

    static final List<Fixture> ALL = List.of(
            of("weather-seq2seq.keras"),
            of("functional.keras"),
            of("lstm-dense.h5"),
            of("bidirectional-keras2.h5"),
            new Fixture("gru-dense.weights.h5", Optional.of(NetworkSpec.of(3, new Gru(5, true, false), new Dense(2)))),
            of("gru-dense.weights.h5"),
            of("lstm-2layer.pt"),
            new Fixture("gru-bidirectional.pth", Optional.of(SEQUENCES)),
            of("rnn.safetensors"),
            of("torch-gru-bidirectional.onnx"),
            of("torch-gru-ends.onnx"),
            of("torch-lstm.onnx"),
            of("torch-repeat.onnx"),
            of("tf-gru.onnx"),
            of("tf-seq2seq.onnx"));

    private static Fixture of(String file) {
        return new Fixture(file, Optional.empty());
    }

    byte[] bytes() {
        try {
            return Files.readAllBytes(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ForeignModel read() {
        return Imports.read(bytes(), spec, Beside.of(FOLDER.resolve(file)));
    }

    /** Largest distance between what the imported network gives and what the library gave. */
    double deviation() throws IOException {
        JsonNode io = new ObjectMapper().readTree(FOLDER.resolve(file + ".json").toFile());
        float[] expected = floats(io.get("output"));
        float[] given = outputs(read(), floats(io.get("x")), io.get("x").get("shape"));
        double most = 0;
        for (int i = 0; i < expected.length; i++) {
            most = Math.max(most, Math.abs(expected[i] - given[i]));
        }
        return most;
    }

    private static float[] outputs(ForeignModel model, float[] x, JsonNode shape) {
        Network network = Network.of(model.network());
        return network.forward(
                model.parameters(),
                network.workspace(),
                x,
                shape.get(0).asInt(),
                shape.get(1).asInt());
    }

    private static float[] floats(JsonNode array) {
        float[] values = new float[array.get("data").size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get("data").get(i).asDouble();
        }
        return values;
    }

    @Override
    public String toString() {
        return file + (spec.isPresent() ? " with a spec" : "");
    }
}
