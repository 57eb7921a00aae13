package io.tidecast.trainer;

import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.ModelKey;
import io.tidecast.model.ModelKeys;
import io.tidecast.model.ModelRegistry;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.record.BoundedOutput;
import io.tidecast.record.Names;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Output of the trainer to the models topic: versions, pointers, and the removal of old versions, each signed where
 * there are keys. A version and the pointer that follows it have one counter, see
 * {@link io.tidecast.model.ReplayGuard}.
 */
final class ModelOutput {
    private final ProcessorContext<Object, Object> context;
    private final BoundedOutput outlet;
    private final ModelRegistry registry;
    private final int keepVersions;
    /** Counters of pointers that were sent, by model; they may not have come back yet. */
    private final Map<String, Long> pointed = new HashMap<>();
    /** Counters of versions whose pointers are still to be sent, by model. */
    private final Map<String, Long> published = new HashMap<>();
    /** Revisions of the last pointers written, some of which have not come back yet. */
    private final Map<String, Long> revisions = new HashMap<>();

    /**
     * @param registry has the keys that records are signed with, and the counters of those that are there
     * @param keepVersions versions kept besides those a pointer names
     */
    ModelOutput(
            ProcessorContext<Object, Object> context, BoundedOutput outlet, ModelRegistry registry, int keepVersions) {
        this.context = context;
        this.outlet = outlet;
        this.registry = registry;
        this.keepVersions = keepVersions;
    }

    /** Whether a version can be published: a pointer to one that cannot would wait for ever. */
    boolean fits(Forecaster version) {
        return outlet.fits(record(version, 1), Names.MODELS);
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
        String model = version.manifest().model();
        long counter = counter(model);
        published.put(model, counter);
        outlet.send(record(version, counter), Names.MODELS);
    }

    private Record<byte[], byte[]> record(Forecaster version, long counter) {
        return record(version.manifest().id(), ModelFile.write(version), counter);
    }

    /** Writes a pointer, with a greater revision than those written before it. */
    void point(String model, Pointer pointer) {
        long revision = Math.max(pointer.revision(), revisions.getOrDefault(model, 0L) + 1);
        revisions.put(model, revision);
        long counter = counter(model);
        published.remove(model);
        pointed.put(model, counter);
        outlet.send(record(model, PointerRecord.bytes(pointer.withRevision(revision)), counter), Names.MODELS);
    }

    private long counter(String model) {
        return published.getOrDefault(
                model, Math.max(registry.nextCounter(model), pointed.getOrDefault(model, 0L) + 1));
    }

    /**
     * Sends again what is in use and was followed by a record that is refused, which would be all that is left once the
     * topic is compacted; unless a pointer that was sent here has not come back yet.
     *
     * @return how many records
     */
    int putBack(String model) {
        if (pointed.getOrDefault(model, 0L) >= registry.nextCounter(model)) {
            return 0;
        }
        Map<String, byte[]> records = registry.overwritten(model);
        records.forEach((key, value) -> {
            long counter = counter(model);
            if (ModelKey.isPointer(key)) {
                pointed.put(model, counter);
            }
            outlet.send(record(key, value, counter), Names.MODELS);
        });
        return records.size();
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
        outlet.send(record(new ModelKey(model, version).toString(), null, counter(model)), Names.MODELS);
    }

    private Record<byte[], byte[]> record(String key, byte[] value, long counter) {
        Record<byte[], byte[]> entry =
                new Record<>(key.getBytes(StandardCharsets.UTF_8), value, context.currentSystemTimeMs());
        registry.keys().sign(key, value, counter).ifPresent(signature -> entry.headers()
                .add(ModelKeys.HEADER, signature));
        return entry;
    }
}
