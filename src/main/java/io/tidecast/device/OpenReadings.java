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

    /** Keeps a reading, together with what the device has of that time. */
    Arrival add(Reading reading) {
        byte[] held = store.get(DeviceKey.of(reading.device(), reading.timeMs()));
        Arrival.Merge merge = Arrival.Merge.of(held == null ? null : floats(held, features), reading.values());
        put(reading.device(), reading.timeMs(), merge);
        return merge.arrival();
    }

    /** Keeps what has become of a device's reading of a time. */
    void put(String device, long timeMs, Arrival.Merge merge) {
        if (merge.arrival() != Arrival.DUPLICATE) {
            store.put(DeviceKey.of(device, timeMs), bytes(merge.values()));
        }
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

    /** A reading of other settings has no values. */
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
