package io.tidecast.interchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Model file of Keras: {@code .keras} of Keras 3 (and 2.13 to 2.15), a zip of {@code config.json} and
 * {@code model.weights.h5}; {@code .h5} of Keras 2 and of {@code model.save(….h5)}, with the architecture in an
 * attribute. Weights without an architecture are {@link KerasBareWeights}.
 */
final class KerasFile {
    static final String CONFIG = "config.json";
    static final String WEIGHTS = "model.weights.h5";
    static final String METADATA = "metadata.json";

    private KerasFile() {}

    static ForeignModel ofArchive(ZipArchive archive) {
        JsonNode metadata = Json.read(METADATA, archive.bytes(METADATA, Json.MOST));
        HdfFile weights = HdfFile.of(archive.bytes(WEIGHTS, Limits.ENTRY));
        String library = "Keras " + metadata.path("keras_version").asText("3");
        if (metadata.has(KerasExport.OWN)) {
            return KerasOwn.read(library, metadata.path(KerasExport.OWN), weights);
        }
        KerasConfig config = KerasConfig.of(Json.read(CONFIG, archive.bytes(CONFIG, Json.MOST)));
        return assemble(library, config, new KerasPaths(weights, config.layers()));
    }

    static ForeignModel ofHdf(byte[] bytes, Optional<NetworkSpec> spec) {
        HdfFile file = HdfFile.of(bytes);
        String version = file.attribute("keras_version").stream().findFirst().orElse("");
        String library = ("Keras " + version).strip();
        List<String> model = file.attribute("model_config");
        if (model.isEmpty()) {
            return KerasBareWeights.read(library, file, spec);
        }
        KerasConfig config =
                KerasConfig.of(Json.read("model_config", model.get(0).getBytes(UTF_8)));
        return assemble(library, config, new KerasLegacyPaths(file, "model_weights/"));
    }

    /** Where a file keeps the variables of a layer. */
    interface Places {
        KerasWeights.Variables of(int index, KerasLayer layer);
    }

    private static ForeignModel assemble(String library, KerasConfig config, Places places) {
        List<LayerWeights> layers = new ArrayList<>();
        Shape shape = Shape.sequenceOf(config.inputs());
        for (int i = 0; i < config.layers().size(); i++) {
            KerasLayer layer = config.layers().get(i);
            layers.add(KerasWeights.of(layer, shape.features(), places.of(i, layer)));
            try {
                shape = layer.spec().output(shape);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(layer.name() + ": " + e.getMessage(), e);
            }
        }
        return ForeignModel.of(library, config.inputs(), layers, config.window(), config.order());
    }
}
