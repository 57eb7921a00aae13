package io.tidecast.stream;

import io.tidecast.series.Segment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Closed steps in small blocks under {@code device | block}: closing a step rewrites one block of at most eight steps, never
 * the window. A block is a version byte and a row per step: a byte that says whether the step is there, the F values, and one
 * bit per feature for observed.
 */
final class Blocks {
    static final int STEPS = 8;
    private static final byte VERSION = 1;

    private final KeyValueStore<Bytes, byte[]> store;
    private final int features;
    private final int row;

    Blocks(KeyValueStore<Bytes, byte[]> store, int features) {
        this.store = store;
        this.features = features;
        row = 1 + features * Float.BYTES + (features + 7) / 8;
    }

    /** Adds a closed step; its index is greater than that of every step before. */
    void append(String device, long index, float[] values, boolean[] observed) {
        Bytes key = DeviceKey.of(device, Math.floorDiv(index, STEPS));
        int slot = (int) Math.floorMod(index, (long) STEPS);
        byte[] before = store.get(key);
        byte[] block = before == null ? new byte[1 + (slot + 1) * row] : Arrays.copyOf(before, 1 + (slot + 1) * row);
        ByteBuffer to = ByteBuffer.wrap(block);
        to.put(VERSION).position(1 + slot * row);
        to.put((byte) 1);
        for (float value : values) {
            to.putFloat(value);
        }
        for (int f = 0; f < features; f++) {
            if (observed[f]) {
                int at = to.position() + f / 8;
                to.put(at, (byte) (to.get(at) | 1 << f % 8));
            }
        }
        store.put(key, block);
    }

    /** Steps {@code from} to {@code to}, both inclusive, all of which must have been appended and not yet pruned. */
    Segment read(String device, long from, long to) {
        int steps = (int) (to - from + 1);
        float[] values = new float[steps * features];
        boolean[] observed = new boolean[steps * features];
        int found = 0;
        try (KeyValueIterator<Bytes, byte[]> blocks = store.range(
                DeviceKey.of(device, Math.floorDiv(from, STEPS)), DeviceKey.of(device, Math.floorDiv(to, STEPS)))) {
            while (blocks.hasNext()) {
                var entry = blocks.next();
                found += copy(entry.value, DeviceKey.number(entry.key) * STEPS, from, to, values, observed);
            }
        }
        if (found != steps) {
            throw new IllegalStateException("steps " + from + ".." + to + " of device " + device + " must be in store "
                    + Names.BLOCKS + ", found " + found + " of " + steps);
        }
        return new Segment(from, features, values, observed);
    }

    private int copy(byte[] block, long first, long from, long to, float[] values, boolean[] observed) {
        ByteBuffer in = ByteBuffer.wrap(block);
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalStateException("version of a block must be " + VERSION + ", was " + version);
        }
        int copied = 0;
        for (long index = first; in.remaining() >= row; index++) {
            int start = in.position();
            if (in.get() == 1 && index >= from && index <= to) {
                int at = (int) (index - from) * features;
                for (int f = 0; f < features; f++) {
                    values[at + f] = in.getFloat();
                }
                for (int f = 0; f < features; f++) {
                    observed[at + f] = (in.get(in.position() + f / 8) >> f % 8 & 1) == 1;
                }
                copied++;
            }
            in.position(start + row);
        }
        return copied;
    }

    /** Removes the block that falls out of a history of {@code keep} steps when step {@code index} opens a new block. */
    void prune(String device, long index, int keep) {
        if (Math.floorMod(index, (long) STEPS) == 0) {
            store.delete(DeviceKey.of(device, Math.floorDiv(index - keep, STEPS) - 1));
        }
    }

    /** Removes every block up to and including the one that holds step {@code last}, whatever was left by a gap. */
    void clear(String device, long last, int keep) {
        for (long block = Math.floorDiv(last - keep, STEPS) - 1; block <= Math.floorDiv(last, STEPS); block++) {
            store.delete(DeviceKey.of(device, block));
        }
    }
}
