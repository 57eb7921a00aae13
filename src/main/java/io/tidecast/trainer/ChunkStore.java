package io.tidecast.trainer;

import io.tidecast.device.DeviceKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * State store of the history of every model, in chunks under {@code model | number}: its steps, then the record as it
 * came.
 */
final class ChunkStore {
    private final KeyValueStore<Bytes, byte[]> store;
    private final int mostSteps;

    /** @param mostSteps steps kept per model; the newest chunk is kept whatever its size */
    ChunkStore(KeyValueStore<Bytes, byte[]> store, int mostSteps) {
        this.store = store;
        this.mostSteps = mostSteps;
    }

    /** An upper bound of what a chunk's key and value take in the store. */
    static long mostBytes(String model, byte[] record) {
        return DeviceKey.of(model, 0).get().length + Integer.BYTES + (long) record.length;
    }

    /** Appends a chunk and lets go of the oldest ones; returns what is kept then. */
    ChunkRange append(String model, ChunkRange range, int steps, byte[] record) {
        byte[] entry = ByteBuffer.allocate(Integer.BYTES + record.length)
                .putInt(steps)
                .put(record)
                .array();
        store.put(DeviceKey.of(model, range.next()), entry);
        ChunkRange kept = range.added(steps);
        while (kept.steps() > mostSteps && kept.size() > 1) {
            byte[] oldest = store.delete(DeviceKey.of(model, kept.first()));
            kept = kept.withoutOldest(
                    oldest == null ? 0 : ByteBuffer.wrap(oldest).getInt());
        }
        return kept;
    }

    /** The records of a model's chunks, oldest first. */
    List<byte[]> read(String model, ChunkRange range) {
        List<byte[]> records = new ArrayList<>();
        if (range.size() == 0) {
            return records;
        }
        try (KeyValueIterator<Bytes, byte[]> entries =
                store.range(DeviceKey.of(model, range.first()), DeviceKey.of(model, range.next() - 1))) {
            while (entries.hasNext()) {
                byte[] entry = entries.next().value;
                byte[] record = new byte[entry.length - Integer.BYTES];
                ByteBuffer.wrap(entry, Integer.BYTES, record.length).get(record);
                records.add(record);
            }
        }
        return records;
    }

    /** Lets go of a model's chunks. */
    void remove(String model, ChunkRange range) {
        for (long chunk = range.first(); chunk < range.next(); chunk++) {
            store.delete(DeviceKey.of(model, chunk));
        }
    }
}
