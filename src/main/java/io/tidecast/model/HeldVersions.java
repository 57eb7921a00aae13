package io.tidecast.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Version store: the files of the models topic as they came, within a {@link ModelMemory}. Where there is no room for
 * what is new, files that nothing needs are given up, those that came first first: what is needed is the newest version
 * of each model and whatever its pointer names; what nothing needs leaves a quarter of the memory to sessions. A
 * version whose file was given up is still known to be on the topic.
 *
 * <p>So what is held does not hang on how much history of other models came before: after a restart, which reads the
 * topic anew, the newest versions are there all the same.
 */
final class HeldVersions {
    private final ModelMemory memory;
    private final Predicate<ModelKey> pointedAt;
    private final Map<String, TreeMap<Integer, Held>> byModel = new HashMap<>();
    private long arrivals;

    /**
     * A version.
     *
     * @param file null where it was given up
     * @param session bytes of a session
     */
    private record Held(byte[] file, long session, long arrival) {}

    /** @param pointedAt whether a version is named by its model's pointer */
    HeldVersions(ModelMemory memory, Predicate<ModelKey> pointedAt) {
        this.memory = memory;
        this.pointedAt = pointedAt;
    }

    /** The numbers of a model's versions that are on the topic, ascending. */
    List<Integer> numbers(String model) {
        return List.copyOf(byModel.getOrDefault(model, new TreeMap<>()).keySet());
    }

    /** The file of a version; empty where there is none, or it was given up. */
    Optional<byte[]> find(ModelKey key) {
        return held(key).map(Held::file);
    }

    /** Whether a version is on the topic, and its file was given up. */
    boolean gaveUp(ModelKey key) {
        return held(key).filter(held -> held.file() == null).isPresent();
    }

    private Optional<Held> held(ModelKey key) {
        return Optional.ofNullable(
                byModel.getOrDefault(key.model(), new TreeMap<>()).get(key.version()));
    }

    /**
     * Takes the file of a version in, in place of one it had.
     *
     * @throws IllegalArgumentException if it does not fit
     */
    void put(ModelKey key, byte[] file, long session) {
        remove(key);
        TreeMap<Integer, Held> known = byModel.computeIfAbsent(key.model(), model -> new TreeMap<>());
        known.put(key.version(), new Held(null, session, arrivals)); // The newest of its model is needed from now on.
        if (!makeRoom(() -> memory.hold(file.length, session, true)) && !memory.hold(file.length, session, false)) {
            remove(key);
            throw new IllegalArgumentException(memory.refusal(key, file.length, session));
        }
        known.put(key.version(), new Held(file, session, arrivals++));
    }

    /** Forgets a version, which is not on the topic any more. */
    void remove(ModelKey key) {
        held(key).ifPresent(this::release);
        byModel.computeIfPresent(key.model(), (model, known) -> {
            known.remove(key.version());
            return known.isEmpty() ? null : known;
        });
    }

    private void release(Held held) {
        if (held.file() != null) {
            memory.release(held.file().length, held.session());
        }
    }

    /** Gives up files until something fits; false if it does not fit without them either. */
    boolean makeRoom(BooleanSupplier take) {
        while (!take.getAsBoolean()) {
            Optional<ModelKey> spare = spare();
            if (spare.isEmpty()) {
                return false;
            }
            ModelKey key = spare.get();
            TreeMap<Integer, Held> known = byModel.get(key.model());
            Held held = known.get(key.version());
            release(held);
            known.put(key.version(), new Held(null, held.session(), held.arrival()));
        }
        return true;
    }

    /** The version that came first among those whose files nothing needs. */
    private Optional<ModelKey> spare() {
        Optional<ModelKey> first = Optional.empty();
        long came = Long.MAX_VALUE;
        for (Map.Entry<String, TreeMap<Integer, Held>> model : byModel.entrySet()) {
            for (Map.Entry<Integer, Held> version :
                    model.getValue().headMap(model.getValue().lastKey()).entrySet()) {
                ModelKey key = new ModelKey(model.getKey(), version.getKey());
                Held held = version.getValue();
                if (held.file() != null && held.arrival() < came && !pointedAt.test(key)) {
                    first = Optional.of(key);
                    came = held.arrival();
                }
            }
        }
        return first;
    }

    /** Gives all of it back. */
    void clear() {
        for (TreeMap<Integer, Held> known : new ArrayList<>(byModel.values())) {
            known.values().forEach(this::release);
        }
        byModel.clear();
    }
}
