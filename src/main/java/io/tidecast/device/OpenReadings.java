package io.tidecast.device;

import io.tidecast.series.Counter;
import io.tidecast.series.Precision;
import io.tidecast.series.Reading;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;

/**
 * State store of readings of steps that are still open, under {@code device | event time}. A reading is written once
 * and removed when its step closes; a second one with the same time finds the first in its place, so the order of
 * arrival does not matter.
 */
final class OpenReadings {
    /** Place of the counters' last readings, before every time. */
    private static final long ANCHORS = Long.MIN_VALUE + 1;
    /** Before every reading, and behind {@link #ANCHORS}. */
    static final long EARLIEST = Long.MIN_VALUE + 2;

    private static final int ANCHOR_BYTES = Double.BYTES + Long.BYTES;

    private final BufferedStore<Bytes> store;
    private final int features;
    private final int[] counters;

    /** @param counters places of the values that are kept in double precision: what they count is their difference */
    OpenReadings(BufferedStore<Bytes> store, int features, int... counters) {
        this.store = store;
        this.features = features;
        this.counters = counters.clone();
    }

    /** Bytes of a reading. */
    static int bytes(int features, int counters) {
        return features * Float.BYTES + counters * Double.BYTES;
    }

    /** Bytes of a reading of which a value that is no counter needs double precision, so that all are in both. */
    static int wideBytes(int features) {
        return features * (Float.BYTES + Double.BYTES);
    }

    /** Bytes of the counters' last readings. */
    static int anchorBytes(int features) {
        return features * ANCHOR_BYTES;
    }

    /** [F] last readings of the counters before the open ones; empty where no value is a counter. */
    Counter.Anchor[] anchors(String device) {
        Counter.Anchor[] anchors = new Counter.Anchor[counters.length == 0 ? 0 : features];
        Arrays.fill(anchors, Counter.Anchor.NONE);
        byte[] stored = anchors.length == 0 ? null : store.get(DeviceKey.of(device, ANCHORS));
        if (stored != null && stored.length == features * ANCHOR_BYTES) {
            ByteBuffer from = ByteBuffer.wrap(stored);
            for (int f = 0; f < features; f++) {
                anchors[f] = new Counter.Anchor(from.getDouble(), from.getLong());
            }
        }
        return anchors;
    }

    /** Keeps the last readings of the counters. */
    void put(String device, Counter.Anchor[] anchors) {
        ByteBuffer to = ByteBuffer.allocate(anchors.length * ANCHOR_BYTES);
        for (Counter.Anchor anchor : anchors) {
            to.putDouble(anchor.value()).putLong(anchor.timeMs());
        }
        store.put(DeviceKey.of(device, ANCHORS), to.array());
    }

    /** Keeps a reading, together with what the device has of that time. */
    Arrival add(Reading reading) {
        byte[] held = store.get(DeviceKey.of(reading.device(), reading.timeMs()));
        Arrival.Merge merge = Arrival.Merge.of(held == null ? null : values(held, features), reading.values());
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
    NavigableMap<Long, double[]> read(String device, long from, long to, int most) {
        NavigableMap<Long, double[]> readings = new TreeMap<>();
        try (KeyValueIterator<Bytes, byte[]> range =
                store.range(DeviceKey.of(device, from), DeviceKey.of(device, to - 1))) {
            while (range.hasNext() && readings.size() < most) {
                KeyValue<Bytes, byte[]> entry = range.next();
                readings.put(DeviceKey.number(entry.key), values(entry.value, features));
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
            range.forEachRemaining(entry -> rewritten.put(
                    entry.key,
                    DeviceKey.number(entry.key) == ANCHORS
                            ? anchors(entry.value, before, places)
                            : bytes(select(values(entry.value, before), places))));
        }
        rewritten.forEach(store::put);
    }

    private static byte[] anchors(byte[] stored, int before, int[] places) {
        ByteBuffer to = ByteBuffer.allocate(places.length * ANCHOR_BYTES);
        for (int place : places) {
            boolean known = place >= 0 && stored.length == before * ANCHOR_BYTES;
            ByteBuffer from = ByteBuffer.wrap(stored);
            to.putDouble(known ? from.getDouble(place * ANCHOR_BYTES) : Double.NaN)
                    .putLong(known ? from.getLong(place * ANCHOR_BYTES + Double.BYTES) : 0);
        }
        return to.array();
    }

    private static double[] select(double[] values, int[] places) {
        double[] selected = new double[places.length];
        for (int f = 0; f < places.length; f++) {
            selected[f] = places[f] < 0 ? Double.NaN : values[places[f]];
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

    private byte[] bytes(double[] values) {
        int[] exact = isWide(values) ? IntStream.range(0, values.length).toArray() : counters;
        ByteBuffer to = ByteBuffer.allocate(bytes(values.length, exact.length));
        for (double value : values) {
            to.putFloat((float) value);
        }
        for (int place : exact) {
            to.putDouble(values[place]);
        }
        return to.array();
    }

    /** Whether a value that is no counter needs double precision. */
    private boolean isWide(double... values) {
        boolean wide = false;
        for (int f = 0; f < values.length; f++) {
            wide |= Arrays.binarySearch(counters, f) < 0 && !Precision.isSingle(Precision.read(values[f]));
        }
        return wide;
    }

    /**
     * A reading of other settings has no values; one that was stored when other values were counters has them in single
     * precision.
     */
    private double[] values(byte[] bytes, int stored) {
        double[] values = new double[stored];
        int exact = bytes.length - stored * Float.BYTES;
        if (exact < 0 || exact % Double.BYTES != 0) {
            Arrays.fill(values, Double.NaN);
            return values;
        }
        ByteBuffer from = ByteBuffer.wrap(bytes);
        for (int f = 0; f < stored; f++) {
            values[f] = from.getFloat();
        }
        int[] places =
                exact == stored * Double.BYTES ? IntStream.range(0, stored).toArray() : counters;
        if (exact == places.length * Double.BYTES && (stored == features || places.length == stored)) {
            for (int place : places) {
                values[place] = from.getDouble();
            }
        }
        return values;
    }
}
