package io.tidecast.trainer;

import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.ModelKey;
import io.tidecast.model.ModelKeys;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.SignedFile;
import io.tidecast.record.BoundedOutput;
import io.tidecast.record.Names;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Output of the trainer to the models topic: versions, pointers, and the removal of old versions. */
final class ModelOutput {
    private final ProcessorContext<Object, Object> context;
    private final BoundedOutput outlet;
    private final ModelKeys keys;
    private final int keepVersions;

    /**
     * @param keys what versions are signed with
     * @param keepVersions versions kept besides those a pointer names
     */
    ModelOutput(ProcessorContext<Object, Object> context, BoundedOutput outlet, ModelKeys keys, int keepVersions) {
        this.context = context;
        this.outlet = outlet;
        this.keys = keys;
        this.keepVersions = keepVersions;
    }

    /** Whether a version can be published: a pointer to one that cannot would wait for ever. */
    boolean fits(Forecaster version) {
        return outlet.fits(record(version), Names.MODELS);
    }

    /** Why a version that does not fit cannot be published. */
    String tooLarge() {
        return "its file is above what can be sent, " + outlet.limit(Names.MODELS);
    }

    /**
     * Publishes a version.
     *
     * @param version one that {@link #fits}
     */
    void publish(Forecaster version) {
        outlet.send(record(version), Names.MODELS);
    }

    private Record<byte[], byte[]> record(Forecaster version) {
        SignedFile file = keys.sign(ModelFile.write(version.manifest(), version.parameters()));
        Record<byte[], byte[]> entry = record(version.manifest().id(), file.bytes());
        file.signature().ifPresent(signature -> entry.headers().add(ModelKeys.HEADER, signature));
        return entry;
    }

    void point(String model, Pointer pointer) {
        outlet.send(record(model, PointerRecord.bytes(pointer)), Names.MODELS);
    }

    /**
     * Removes all but the newest versions; what the pointer names stays.
     *
     * @param versions on the topic, ascending
     */
    void prune(String model, List<Integer> versions, Pointer pointer) {
        for (int version : versions.subList(0, Math.max(0, versions.size() - keepVersions))) {
            if (!pointer.names(version)) {
                remove(model, version);
            }
        }
    }

    void remove(String model, int version) {
        outlet.send(record(new ModelKey(model, version).toString(), null), Names.MODELS);
    }

    private Record<byte[], byte[]> record(String key, byte[] value) {
        return new Record<>(key.getBytes(StandardCharsets.UTF_8), value, context.currentSystemTimeMs());
    }
}
