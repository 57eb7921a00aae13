package io.tidecast.stream;

import io.tidecast.series.Reading;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Readings of steps that are still open, under {@code device | event time}. A reading is written once and removed when its
 * step closes; a second one with the same time finds the first in its place, so the order of arrival does not matter.
 */
final class OpenReadings {
    private final KeyValueStore<Bytes, byte[]> store;
    private final int features;

    OpenReadings(KeyValueStore<Bytes, byte[]> store, int features) {
        this.store = store;
        this.features = features;
    }

    /** Keeps a reading; returns false and changes nothing if the device has one of that time already. */
    boolean add(Reading reading) {
        ByteBuffer value = ByteBuffer.allocate(reading.values().length * Float.BYTES);
        for (float v : reading.values()) {
            value.putFloat(v);
        }
        return store.putIfAbsent(DeviceKey.of(reading.device(), reading.timeMs()), value.array()) == null;
    }

    /** Removes and returns the readings with {@code from <= time < to}, in the order of time. */
    List<Reading> take(String device, long from, long to) {
        List<Reading> readings = new ArrayList<>();
        List<Bytes> keys = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> range =
                store.range(DeviceKey.of(device, from), DeviceKey.of(device, to - 1))) {
            while (range.hasNext()) {
                KeyValue<Bytes, byte[]> entry = range.next();
                keys.add(entry.key);
                if (entry.value.length == features * Float.BYTES) { // Others were left by other settings.
                    readings.add(new Reading(device, DeviceKey.number(entry.key), floats(entry.value)));
                }
            }
        }
        keys.forEach(store::delete);
        return readings;
    }

    private static float[] floats(byte[] bytes) {
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
        return values;
    }
}
