package io.tidecast.model;

import io.tidecast.config.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Model registry: the models as the models topic says they are. Start-up, hot swap and rollback are one path: every
 * record of the topic comes here, and {@link #serving} answers with what the newest usable pointer names. A record that
 * cannot be used is kept aside with its reason and changes nothing; this class never throws at one. All that it holds
 * is within a {@link ModelMemory}, which it may share with others.
 */
public final class ModelRegistry implements AutoCloseable {
    private static final int MOST_QUARANTINED = 100;
    /** Versions whose refusal is remembered, at most; the others are in the log. */
    static final int MOST_REFUSED = 100;

    private final ForecastSettings forecast;
    private final ModelKeys keys;
    private final ReplayGuard guard;
    private final ModelMemory memory;
    private final HeldVersions versions;
    private final Map<String, Pointer> pointers = new ConcurrentHashMap<>();
    private final Map<String, Pointer> overruled = new ConcurrentHashMap<>();
    private final Map<String, Forecaster> serving = new ConcurrentHashMap<>();
    private final List<Quarantined> quarantined = new ArrayList<>();
    private final Map<ModelKey, String> refused = new LinkedHashMap<>();
    /** Keys of what is in use here, though compaction will leave a later record in its place that is refused. */
    private final Set<String> overwritten = new LinkedHashSet<>();

    private boolean defaultRefused;

    /** Quarantined record, one that was not used, and why; both escaped and cut. */
    public record Quarantined(String key, String reason) {}

    /**
     * A version on the topic that this registry does not serve, though it may be asked to, and why; text is escaped.
     */
    public record Refused(String model, int version, String reason) {}

    /** @param forecast what a served model must forecast */
    public ModelRegistry(ForecastSettings forecast) {
        this(forecast, ModelKeys.none());
    }

    /** Without a bound on its memory. */
    public ModelRegistry(ForecastSettings forecast, ModelKeys keys) {
        this(forecast, keys, ModelMemory.unbounded());
    }

    /**
     * A registry.
     *
     * @param keys what a record must be signed with, before anything of it is read
     * @param memory where its versions and their sessions must find room
     */
    public ModelRegistry(ForecastSettings forecast, ModelKeys keys, ModelMemory memory) {
        this.forecast = forecast;
        this.keys = keys;
        guard = new ReplayGuard(keys);
        this.memory = memory;
        versions = new HeldVersions(memory, key -> {
            Pointer pointer = pointers.get(key.model());
            return pointer != null && pointer.names(key.version());
        });
    }

    /** Where sessions of what serves are made. */
    public ModelMemory memory() {
        return memory;
    }

    /** What records are signed with. */
    public ModelKeys keys() {
        return keys;
    }

    /** The counter that what is written to a model next is signed with. */
    public synchronized long nextCounter(String model) {
        return guard.next(model);
    }

    /** Whether the default model has a pointer on the topic, but none that is signed as it must be. */
    public synchronized boolean isDefaultRefused() {
        return defaultRefused && !pointers.containsKey(forecast.model());
    }

    /**
     * Records of a model that are in use here, but have since been followed by one of their key that was refused: who
     * begins anew once the topic is compacted finds only that one. By key.
     */
    public synchronized Map<String, byte[]> overwritten(String model) {
        Map<String, byte[]> records = new TreeMap<>();
        for (String key : overwritten) {
            if (key.equals(model)) {
                pointer(model).ifPresent(pointer -> records.put(key, PointerRecord.bytes(pointer)));
            } else {
                ModelKey.find(key)
                        .filter(version -> version.model().equals(model))
                        .flatMap(versions::find)
                        .ifPresent(file -> records.put(key, file));
            }
        }
        return records;
    }

    /** The version that serves a model, or empty as long as there is none. */
    public Optional<Forecaster> serving(String model) {
        return Optional.ofNullable(serving.get(model));
    }

    /** The newest usable pointer of a model. */
    public Optional<Pointer> pointer(String model) {
        return Optional.ofNullable(pointers.get(model));
    }

    /**
     * A pointer that came last and was passed over, since it was made without knowing the one before it. It is what
     * compaction would leave of the two, so it is to be written over.
     */
    public Optional<Pointer> overruled(String model) {
        return Optional.ofNullable(overruled.get(model));
    }

    /** The numbers of a model's versions that are on the topic, ascending. */
    public synchronized List<Integer> versions(String model) {
        return versions.numbers(model);
    }

    /**
     * A version that is on the topic, whether it serves or not; empty, too, where its file was given up for want of
     * memory, which happens to none that a pointer names, nor to the newest.
     */
    public synchronized Optional<Forecaster> version(String model, int version) {
        return version < 1
                ? Optional.empty()
                : versions.find(new ModelKey(model, version)).map(ModelFile::read);
    }

    /** What a version that is on the topic says of itself. */
    public Optional<Manifest> manifest(String model, int version) {
        return version(model, version).map(Forecaster::manifest);
    }

    /** The version that a version was fine-tuned from, as long as it is on the topic; null otherwise. */
    public Integer parent(String model, int version) {
        return manifest(model, version)
                .flatMap(Manifest::parentVersion)
                .filter(parent -> versions(model).contains(parent))
                .orElse(null);
    }

    /** The last records that were not used. */
    public synchronized List<Quarantined> quarantined() {
        return List.copyOf(quarantined);
    }

    /** The versions that were refused last, and are still on the topic as they were; at most {@value #MOST_REFUSED}. */
    public synchronized List<Refused> refused() {
        List<Refused> all = new ArrayList<>();
        refused.forEach((key, reason) -> all.add(new Refused(Printable.value(key.model()), key.version(), reason)));
        return all;
    }

    /** Takes a record of the models topic that has no signature. */
    public Optional<String> accept(String key, byte[] value) {
        return accept(key, value, Optional.empty());
    }

    /**
     * Takes a record of the models topic.
     *
     * @param key id of a model where the value is its pointer, a {@link ModelKey} where it is a model file
     * @param value the record's value; null removes
     * @param signature of the value, the record's header {@link ModelKeys#HEADER}
     * @return why the record was not used, or empty
     */
    public synchronized Optional<String> accept(String key, byte[] value, Optional<byte[]> signature) {
        try {
            guard.admit(key, value, signature);
        } catch (RuntimeException | OutOfMemoryError e) {
            String reason = aside(key, e);
            defaultRefused |= key.equals(forecast.model());
            Optional<ModelKey> version = ModelKey.find(key);
            if (pointers.containsKey(key) || version.flatMap(versions::find).isPresent()) {
                overwritten.add(key);
            } else if (value != null) {
                version.ifPresent(is -> refuse(is, reason));
            }
            return Optional.of(reason);
        }
        overwritten.remove(key);
        try {
            if (ModelKey.isPointer(key)) {
                acceptPointer(key, value);
            } else {
                acceptVersion(ModelKey.parse(key), value);
            }
            return Optional.empty();
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            String reason = aside(key, e);
            ModelKey.find(key).ifPresent(version -> refuse(version, reason));
            return Optional.of(reason);
        }
    }

    private String aside(String key, Throwable e) {
        String reason = Printable.message(e.getMessage());
        if (quarantined.size() == MOST_QUARANTINED) {
            quarantined.remove(0);
        }
        quarantined.add(new Quarantined(Printable.message(key), reason));
        return reason;
    }

    private void refuse(ModelKey key, String reason) {
        refused.remove(key);
        if (refused.size() == MOST_REFUSED) {
            refused.remove(refused.keySet().iterator().next());
        }
        refused.put(key, reason);
    }

    private void acceptPointer(String model, byte[] value) {
        if (value == null) {
            pointers.remove(model);
            overruled.remove(model);
            stopServing(model);
            return;
        }
        Pointer pointer = PointerRecord.of(value);
        Pointer before = pointers.get(model);
        if (before != null && !pointer.follows(before)) {
            overruled.put(model, pointer);
            return;
        }
        overruled.remove(model);
        pointers.put(model, pointer);
        serve(model, pointer);
    }

    private void acceptVersion(ModelKey key, byte[] value) {
        if (value == null) {
            versions.remove(key);
            refused.remove(key);
            return;
        }
        Forecaster read = usable(key, value);
        versions.put(key, value, read.sessionBytes());
        refused.remove(key);
        Pointer pointer = pointers.get(key.model());
        if (pointer != null && pointer.serving() == key.version()) {
            serve(key, read, value);
        }
    }

    /**
     * Moves to the pointer's version; one that has not arrived yet is waited for, and the version before it goes on
     * serving. So it does where there is no room for the pointer's, which the next pointer asks for again.
     */
    private void serve(String model, Pointer pointer) {
        if (pointer.serving() == 0) {
            stopServing(model);
            return;
        }
        ModelKey key = new ModelKey(model, pointer.serving());
        Forecaster current = serving.get(model);
        if (current != null && current.manifest().version() == key.version()) {
            return;
        }
        try {
            if (versions.gaveUp(key)) {
                throw new IllegalArgumentException("model " + key + " was given up for newer versions, which fill "
                        + ModelMemory.MODELS.key() + "; it can serve after a start with more");
            }
            versions.find(key).ifPresent(file -> serve(key, usable(key, file), file));
        } catch (IllegalArgumentException e) {
            refuse(key, Printable.message(e.getMessage()));
            throw e;
        }
    }

    private void serve(ModelKey key, Forecaster read, byte[] file) {
        Forecaster before = serving.get(key.model());
        long weights = ModelFile.heapBytes(file);
        if (!versions.makeRoom(() -> memory.serve(read, weights, before))) {
            throw new IllegalArgumentException(memory.refusal(key, file.length + weights, read.sessionBytes()));
        }
        serving.put(key.model(), read);
        refused.remove(key);
    }

    private void stopServing(String model) {
        memory.retire(serving.remove(model));
    }

    /** Gives back what it holds; it serves nothing any more. */
    @Override
    public synchronized void close() {
        List.copyOf(serving.keySet()).forEach(this::stopServing);
        versions.clear();
        pointers.clear();
    }

    private Forecaster usable(ModelKey key, byte[] file) {
        Forecaster read = ModelFile.read(file);
        if (!read.manifest().key().equals(key)) {
            throw new IllegalArgumentException(
                    "manifest must be of " + key + ", was of " + read.manifest().id());
        }
        read.manifest().requireMatch(forecast);
        return read;
    }
}
