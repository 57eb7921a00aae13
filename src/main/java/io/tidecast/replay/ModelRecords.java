package io.tidecast.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import java.util.Optional;

/** Records of the models topic, as bytes. */
final class ModelRecords {
    private ModelRecords() {}

    static byte[] key(String model) {
        return model.getBytes(UTF_8);
    }

    static byte[] key(Forecaster version) {
        return version.manifest().id().getBytes(UTF_8);
    }

    static byte[] value(Forecaster version) {
        return ModelFile.write(version);
    }

    /** The pointer of a model in a record; empty if it is one of a version. */
    static Optional<Pointer> pointer(String model, byte[] key, byte[] value) {
        return value == null || !new String(key, UTF_8).equals(model)
                ? Optional.empty()
                : Optional.of(PointerRecord.of(value));
    }
}
