package io.tidecast.device;

import io.tidecast.series.Reading;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;

/**
 * State store of readings of steps that are still open, under {@code device | event time}. A reading is written once
 * and removed when its step closes; a second one with the same time finds the first in its place, so the order of
 * arrival does not matter.
 */
final class OpenReadings {
    private final BufferedStore<Bytes> store;
    private final int features;

    OpenReadings(BufferedStore<Bytes> store, int features) {
        this.store = store;
        this.features = features;
    }

    /** Keeps a reading; returns false and changes nothing if the device has one of that time already. */
    boolean add(Reading reading) {
        Bytes key = DeviceKey.of(reading.device(), reading.timeMs());
        if (store.get(key) != null) {
            return false;
        }
        store.put(key, bytes(reading.values()));
        return true;
    }

    /** Keeps a reading that is known to be the first of its time. */
    void addNew(Reading reading) {
        store.put(DeviceKey.of(reading.device(), reading.timeMs()), bytes(reading.values()));
    }

    /** The readings with {@code from <= time < to} in the order of time, no more than {@code most}. */
    NavigableMap<Long, float[]> read(String device, long from, long to, int most) {
        NavigableMap<Long, float[]> readings = new TreeMap<>();
        try (KeyValueIterator<Bytes, byte[]> range =
                store.range(DeviceKey.of(device, from), DeviceKey.of(device, to - 1))) {
            while (range.hasNext() && readings.size() < most) {
                KeyValue<Bytes, byte[]> entry = range.next();
                readings.put(DeviceKey.number(entry.key), floats(entry.value, features));
            }
        }
        return readings;
    }

    /**
     * Rewrites a device's readings.
     *
     * @param before number of values they have
     * @param places of each value among those; -1 for one that is new
     */
    void rewrite(String device, int before, int[] places) {
        if (Layout.isIdentity(places, before)) {
            return;
        }
        Map<Bytes, byte[]> rewritten = new HashMap<>();
        try (KeyValueIterator<Bytes, byte[]> range = store.range(DeviceKey.first(device), DeviceKey.last(device))) {
            range.forEachRemaining(
                    entry -> rewritten.put(entry.key, bytes(select(floats(entry.value, before), places))));
        }
        rewritten.forEach(store::put);
    }

    private static float[] select(float[] values, int[] places) {
        float[] selected = new float[places.length];
        for (int f = 0; f < places.length; f++) {
            selected[f] = places[f] < 0 ? Float.NaN : values[places[f]];
        }
        return selected;
    }

    /** Removes readings by their times. */
    void remove(String device, Collection<Long> times) {
        times.forEach(time -> store.delete(DeviceKey.of(device, time)));
    }

    /** Removes every reading of a device. */
    void removeAll(String device) {
        store.removeAll(DeviceKey.first(device), DeviceKey.last(device));
    }

    private static byte[] bytes(float[] values) {
        ByteBuffer to = ByteBuffer.allocate(values.length * Float.BYTES);
        for (float value : values) {
            to.putFloat(value);
        }
        return to.array();
    }

    /** A reading of other settings has no values, but its time is still taken. */
    private static float[] floats(byte[] bytes, int features) {
        float[] values = new float[features];
        if (bytes.length == features * Float.BYTES) {
            ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
        } else {
            Arrays.fill(values, Float.NaN);
        }
        return values;
    }
}
