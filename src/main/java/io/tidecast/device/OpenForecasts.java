package io.tidecast.device;

import io.tidecast.forecast.ForecastSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Forecasts whose actuals are still to come: a ring under {@code device | origin modulo slots}, so that nothing ever needs to be
 * removed. It has a slot per horizon step and {@value #SPARE} more, so that steps whose scores are not in the stored statistics
 * yet can be scored again.
 */
public final class OpenForecasts {
    private static final byte VERSION = 2;
    private static final int HEAD = 2 + Long.BYTES + Integer.BYTES + Short.BYTES;
    private static final ForecastSource[] SOURCES = ForecastSource.values();
    /** Steps that can be scored again. */
    static final int SPARE = DeviceState.STATISTICS_EVERY;

    private final KeyValueStore<Bytes, byte[]> store;
    private final int means;
    private final int widths;
    private final int horizon;

    /**
     * One forecast as it was made.
     *
     * @param origin grid index of its origin
     * @param model id of the model whose network made it
     * @param version that network's version; 0 where there was none yet
     * @param means [targets, horizon] of the network; NaN throughout where there was no network yet
     * @param widths [targets, levels, horizon], half-widths of the published intervals
     */
    public record Entry(
            long origin, String model, int version, ForecastSource published, float[] means, float[] widths) {
        /** Whether the same network made the other one. */
        boolean sameNetwork(Entry other) {
            return version == other.version && model.equals(other.model);
        }
    }

    OpenForecasts(KeyValueStore<Bytes, byte[]> store, int targets, int levels, int horizon) {
        this.store = store;
        this.horizon = horizon;
        means = targets * horizon;
        widths = targets * levels * horizon;
    }

    void put(String device, Entry entry) {
        byte[] model = entry.model().getBytes(StandardCharsets.UTF_8);
        ByteBuffer to = ByteBuffer.allocate(HEAD + model.length + floats());
        to.put(VERSION)
                .put((byte) entry.published().label().charAt(0))
                .putLong(entry.origin())
                .putInt(entry.version())
                .putShort((short) model.length)
                .put(model);
        for (float mean : entry.means()) {
            to.putFloat(mean);
        }
        for (float width : entry.widths()) {
            to.putFloat(width);
        }
        store.put(DeviceKey.of(device, slot(entry.origin())), to.array());
    }

    /** All that are stored of a device, each at its {@link #slot}. */
    Entry[] ring(String device) {
        Entry[] ring = new Entry[horizon + SPARE];
        try (KeyValueIterator<Bytes, byte[]> stored =
                store.range(DeviceKey.of(device, 0), DeviceKey.of(device, ring.length - 1L))) {
            while (stored.hasNext()) {
                byte[] bytes = stored.next().value;
                if (readable(bytes)) { // Others were left by other settings.
                    Entry entry = read(bytes);
                    ring[slot(entry.origin())] = entry;
                }
            }
        }
        return ring;
    }

    /** Where a forecast stands in the ring. */
    int slot(long origin) {
        return (int) Math.floorMod(origin, (long) horizon + SPARE);
    }

    /** The forecasts that say something about step {@code index}: entry h - 1 has origin {@code index - h}, or is null. */
    Entry[] about(Entry[] ring, long index) {
        Entry[] entries = new Entry[horizon];
        for (int h = 1; h <= horizon; h++) {
            Entry entry = ring[slot(index - h)];
            entries[h - 1] = entry != null && entry.origin() == index - h ? entry : null;
        }
        return entries;
    }

    /** Heap that a device's ring takes, in bytes. */
    long ringBytes() {
        return (horizon + SPARE) * (HEAD + floats() + 100L);
    }

    private int floats() {
        return (means + widths) * Float.BYTES;
    }

    private boolean readable(byte[] stored) {
        return stored.length >= HEAD
                && stored[0] == VERSION
                && stored.length == HEAD + ByteBuffer.wrap(stored).getShort(HEAD - Short.BYTES) + floats();
    }

    private Entry read(byte[] bytes) {
        ByteBuffer from = ByteBuffer.wrap(bytes).position(1);
        byte source = from.get();
        long origin = from.getLong();
        int version = from.getInt();
        byte[] model = new byte[from.getShort()];
        from.get(model);
        return new Entry(
                origin,
                new String(model, StandardCharsets.UTF_8),
                version,
                source(source),
                floats(from, means),
                floats(from, widths));
    }

    private static ForecastSource source(byte initial) {
        for (ForecastSource source : SOURCES) {
            if (source.label().charAt(0) == initial) {
                return source;
            }
        }
        throw new IllegalStateException("source of an open forecast must be m, p or s, was " + (char) initial);
    }

    private static float[] floats(ByteBuffer from, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = from.getFloat();
        }
        return values;
    }
}
