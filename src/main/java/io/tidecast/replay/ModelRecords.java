package io.tidecast.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.Pointer;
import java.io.IOException;
import java.util.Optional;

/** Records of the models topic, as bytes. */
final class ModelRecords {
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private ModelRecords() {}

    static byte[] key(String model) {
        return model.getBytes(UTF_8);
    }

    static byte[] key(Forecaster version) {
        return (version.manifest().model() + "/" + version.manifest().version()).getBytes(UTF_8);
    }

    static byte[] value(Forecaster version) {
        return ModelFile.write(version.manifest(), version.parameters());
    }

    static byte[] value(Pointer pointer) {
        try {
            return JSON.writeValueAsBytes(pointer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a pointer can always be written", e);
        }
    }

    /** The pointer of a model in a record; empty if it is one of a version. */
    static Optional<Pointer> pointer(String model, byte[] key, byte[] value) {
        if (value == null || !new String(key, UTF_8).equals(model)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(value, Pointer.class));
        } catch (IOException e) {
            throw new IllegalStateException("the trainer's pointer of " + model + " cannot be read", e);
        }
    }
}
