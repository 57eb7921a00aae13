package io.tidecast.model;

import io.tidecast.config.Printable;
import java.util.ArrayList;
import java.util.HashMap;
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
 * cannot be used is kept aside with its reason and changes nothing; this class never throws at one.
 */
public final class ModelRegistry {
    private static final int MOST_QUARANTINED = 100;

    private final ForecastSettings forecast;
    private final ModelKeys keys;
    private final ReplayGuard guard;
    private final Map<String, TreeMap<Integer, byte[]>> versions = new HashMap<>();
    private final Map<String, Pointer> pointers = new ConcurrentHashMap<>();
    private final Map<String, Forecaster> serving = new ConcurrentHashMap<>();
    private final List<Quarantined> quarantined = new ArrayList<>();
    /** Keys of what is in use here, though compaction will leave a later record in its place that is refused. */
    private final Set<String> overwritten = new LinkedHashSet<>();

    private boolean defaultRefused;

    /** Quarantined record, one that was not used, and why; both escaped and cut. */
    public record Quarantined(String key, String reason) {}

    /** @param forecast what a served model must forecast */
    public ModelRegistry(ForecastSettings forecast) {
        this(forecast, ModelKeys.none());
    }

    /** @param keys what a record must be signed with, before anything of it is read */
    public ModelRegistry(ForecastSettings forecast, ModelKeys keys) {
        this.forecast = forecast;
        this.keys = keys;
        guard = new ReplayGuard(keys);
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
                        .flatMap(this::file)
                        .ifPresent(file -> records.put(key, file));
            }
        }
        return records;
    }

    private Optional<byte[]> file(ModelKey key) {
        return Optional.ofNullable(
                versions.getOrDefault(key.model(), new TreeMap<>()).get(key.version()));
    }

    /** The version that serves a model, or empty as long as there is none. */
    public Optional<Forecaster> serving(String model) {
        return Optional.ofNullable(serving.get(model));
    }

    /** The newest usable pointer of a model. */
    public Optional<Pointer> pointer(String model) {
        return Optional.ofNullable(pointers.get(model));
    }

    /** The numbers of a model's versions that are on the topic, ascending. */
    public synchronized List<Integer> versions(String model) {
        return List.copyOf(versions.getOrDefault(model, new TreeMap<>()).keySet());
    }

    /** A version that is on the topic, whether it serves or not. */
    public synchronized Optional<Forecaster> version(String model, int version) {
        byte[] file = versions.getOrDefault(model, new TreeMap<>()).get(version);
        return Optional.ofNullable(file).map(ModelFile::read);
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
            defaultRefused |= key.equals(forecast.model());
            if (pointers.containsKey(key)
                    || ModelKey.find(key).flatMap(this::file).isPresent()) {
                overwritten.add(key);
            }
            return aside(key, e);
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
            return aside(key, e);
        }
    }

    private Optional<String> aside(String key, Throwable e) {
        String reason = Printable.message(e.getMessage());
        if (quarantined.size() == MOST_QUARANTINED) {
            quarantined.remove(0);
        }
        quarantined.add(new Quarantined(Printable.message(key), reason));
        return Optional.of(reason);
    }

    private void acceptPointer(String model, byte[] value) {
        if (value == null) {
            pointers.remove(model);
            serving.remove(model);
            return;
        }
        Pointer pointer = PointerRecord.of(value);
        pointers.put(model, pointer);
        serve(model, pointer);
    }

    private void acceptVersion(ModelKey key, byte[] value) {
        TreeMap<Integer, byte[]> known = versions.computeIfAbsent(key.model(), m -> new TreeMap<>());
        if (value == null) {
            known.remove(key.version());
            return;
        }
        Forecaster read = usable(key, value);
        known.put(key.version(), value);
        Pointer pointer = pointers.get(key.model());
        if (pointer != null && pointer.serving() == key.version()) {
            serving.put(key.model(), read);
        }
    }

    /**
     * Moves to the pointer's version; one that has not arrived yet is waited for, and the version before it goes on
     * serving.
     */
    private void serve(String model, Pointer pointer) {
        if (pointer.serving() == 0) {
            serving.remove(model);
            return;
        }
        Forecaster current = serving.get(model);
        byte[] file = versions.getOrDefault(model, new TreeMap<>()).get(pointer.serving());
        if (file != null && (current == null || current.manifest().version() != pointer.serving())) {
            serving.put(model, usable(new ModelKey(model, pointer.serving()), file));
        }
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
