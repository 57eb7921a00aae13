package io.tidecast.trainer;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.device.DeviceKey;
import io.tidecast.learn.LiveTrial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stored trials of versions on live readings, by model. They are in the store of history, before the first of the
 * model's chunks: the build before this one takes no trainer's state with a field that it does not know, and may be
 * gone back to.
 */
final class LiveTrials {
    private static final Logger LOG = LoggerFactory.getLogger(LiveTrials.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    /** In the place of a chunk's, which begin with 0. */
    private static final long NUMBER = -1;

    private final KeyValueStore<Bytes, byte[]> store;
    private final Map<String, LiveTrial> known = new HashMap<>();

    /** @param store of history */
    LiveTrials(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    private static Bytes key(String model) {
        return DeviceKey.of(model, NUMBER);
    }

    /** The trial of a model's version; one that cannot be read begins anew. */
    Optional<LiveTrial> of(String model) {
        return Optional.ofNullable(known.computeIfAbsent(model, this::read));
    }

    private LiveTrial read(String model) {
        byte[] bytes = store.get(key(model));
        try {
            return bytes == null ? null : JSON.readValue(bytes, LiveTrial.class);
        } catch (IOException e) {
            LOG.warn("model {}: the trial of the version that serves begins anew: {}", model, e.getMessage());
            return null;
        }
    }

    void put(String model, LiveTrial trial) {
        known.put(model, trial);
        try {
            store.put(key(model), JSON.writeValueAsBytes(trial));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void remove(String model) {
        known.remove(model);
        store.delete(key(model));
    }
}
