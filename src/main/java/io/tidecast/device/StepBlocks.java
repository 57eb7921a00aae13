package io.tidecast.device;

import io.tidecast.series.Precision;
import io.tidecast.series.Sampling;
import io.tidecast.series.Segment;
import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;

/**
 * State store of closed steps, in small blocks under {@code device | block}: closing a step rewrites one block of at
 * most eight steps, never the window. A block is a version byte, F, and a row per step: a byte that says whether the
 * step is there, the F values, and one bit per feature for observed; and where every reading is a step, its time. A
 * block of another form was left by other settings and counts as absent.
 */
public final class StepBlocks {
    static final int STEPS = 8;
    private static final byte ON_GRID = 1;
    private static final byte TIMED = 2;
    /** Added to either: the values are doubles, as one of the block needs it. */
    private static final byte WIDE = 2;

    private static final int HEAD = 1 + Short.BYTES;

    private final BufferedStore<Bytes> store;
    private final int features;
    private final byte form;

    StepBlocks(BufferedStore<Bytes> store, int features, Sampling steps) {
        this.store = store;
        this.features = features;
        form = steps == Sampling.GRID ? ON_GRID : TIMED;
    }

    private int row(boolean wide) {
        return row(features, form == ON_GRID ? Sampling.GRID : Sampling.READINGS, wide);
    }

    private static int row(int features, Sampling steps, boolean wide) {
        return 1 + features * Precision.bytes(wide) + (features + 7) / 8 + (steps == Sampling.GRID ? 0 : Long.BYTES);
    }

    /** Bytes of a full block whose values are numbers of single precision. */
    static int usualBytes(int features, Sampling steps) {
        return HEAD + STEPS * row(features, steps, false);
    }

    /** Most bytes of a block. */
    static int mostBytes(int features, Sampling steps) {
        return HEAD + STEPS * row(features, steps, true);
    }

    /** Prepares for a device's first step. */
    void begin(String device) {
        store.put(DeviceKey.first(device), new byte[0]);
    }

    /**
     * Writes the block that the last step of a segment falls in.
     *
     * @param steps every step of the run in that block; earlier ones are left out
     */
    void write(String device, Segment steps) {
        long block = Math.floorDiv(steps.lastIndex(), STEPS);
        long first = block * STEPS;
        int from = (int) Math.max(0, first - steps.firstIndex());
        boolean wide = false;
        for (int i = from * features; i < steps.values().length; i++) {
            wide |= !Precision.isSingle(steps.values()[i]);
        }
        int row = row(wide);
        byte[] bytes = new byte[HEAD + (int) (steps.lastIndex() - first + 1) * row];
        ByteBuffer to = ByteBuffer.wrap(bytes);
        to.put((byte) (wide ? form + WIDE : form)).putShort((short) features);
        for (int t = from; t < steps.steps(); t++) {
            int at = HEAD + (int) (steps.firstIndex() + t - first) * row;
            to.position(at).put((byte) 1);
            for (int f = 0; f < features; f++) {
                Precision.put(to, steps.value(t, f), wide);
            }
            for (int f = 0; f < features; f++) {
                if (steps.observed(t, f)) {
                    bytes[to.position() + f / 8] |= (byte) (1 << f % 8);
                }
            }
            if (form == TIMED) {
                to.putLong(at + row - Long.BYTES, steps.timesMs()[t]);
            }
        }
        store.put(DeviceKey.of(device, block), bytes);
    }

    /**
     * Steps {@code from} to {@code to}, both inclusive; where the store does not reach back to {@code from}, as after a
     * longer window was configured, the steps it has without a hole up to {@code to}; empty where it does not have that
     * one.
     */
    public Segment read(String device, long from, long to) {
        int steps = (int) (to - from + 1);
        double[] values = new double[steps * features];
        boolean[] observed = new boolean[steps * features];
        boolean[] there = new boolean[steps];
        long[] times = new long[form == TIMED ? steps : 0];
        try (KeyValueIterator<Bytes, byte[]> blocks = store.range(
                DeviceKey.of(device, Math.floorDiv(from, STEPS)), DeviceKey.of(device, Math.floorDiv(to, STEPS)))) {
            while (blocks.hasNext()) {
                var entry = blocks.next();
                if (readable(entry.value)) {
                    copy(
                            entry.value,
                            (int) (DeviceKey.number(entry.key) * STEPS - from),
                            values,
                            observed,
                            there,
                            times);
                }
            }
        }
        int first = steps;
        while (first > 0 && there[first - 1]) {
            first--;
        }
        Segment segment = new Segment(from, features, values, observed, times);
        return first == 0 ? segment : segment.slice(first, steps);
    }

    private boolean readable(byte[] block) {
        ByteBuffer head = ByteBuffer.wrap(block);
        byte stored = head.get();
        return (stored == form || stored == form + WIDE) && head.getShort() == features;
    }

    /** Copies the rows of a block whose first step is step {@code first} of the segment. */
    private void copy(byte[] block, int first, double[] values, boolean[] observed, boolean[] there, long[] times) {
        ByteBuffer in = ByteBuffer.wrap(block).position(HEAD);
        boolean wide = block[0] != form;
        int row = row(wide);
        for (int step = first; in.remaining() >= row; step++) {
            int start = in.position();
            if (in.get() == 1 && step >= 0 && step < there.length) {
                for (int f = 0; f < features; f++) {
                    values[step * features + f] = Precision.get(in, wide);
                }
                for (int f = 0; f < features; f++) {
                    observed[step * features + f] = ((in.get(in.position() + f / 8) >> f % 8) & 1) == 1;
                }
                if (form == TIMED) {
                    times[step] = in.getLong(start + row - Long.BYTES);
                }
                there[step] = true;
            }
            in.position(start + row);
        }
    }

    /**
     * Removes the block that falls out of a history of {@code keep} steps when step {@code index} opens a new block.
     */
    public void prune(String device, long index, int keep) {
        if (Math.floorMod(index, (long) STEPS) == 0) {
            store.delete(DeviceKey.of(device, Math.floorDiv(index - keep, STEPS) - 1));
        }
    }

    /** First step of the first block that is kept of a device; the next after all steps where none is. */
    long first(String device) {
        try (KeyValueIterator<Bytes, byte[]> blocks = store.range(DeviceKey.first(device), DeviceKey.last(device))) {
            while (blocks.hasNext()) {
                var entry = blocks.next();
                if (entry.value.length > 0) {
                    return DeviceKey.number(entry.key) * STEPS;
                }
            }
        }
        return Long.MAX_VALUE;
    }

    /** Removes every block of a device. */
    void removeAll(String device) {
        forget(device);
        begin(device);
    }

    /** Removes every block of a device that is gone, and what was prepared for them. */
    void forget(String device) {
        store.removeAll(DeviceKey.first(device), DeviceKey.last(device));
    }

    /** Writes all steps of a segment. */
    void writeAll(String device, Segment steps) {
        for (int t = 0; t < steps.steps(); t++) {
            long index = steps.firstIndex() + t;
            if (t == steps.steps() - 1 || Math.floorMod(index + 1, (long) STEPS) == 0) {
                write(device, steps.slice(0, t + 1));
            }
        }
    }

    /** Removes every block up to and including the one that holds step {@code last}, whatever was left by a gap. */
    public void clear(String device, long last, int keep) {
        for (long block = Math.floorDiv(last - keep, STEPS) - 1; block <= Math.floorDiv(last, STEPS); block++) {
            store.delete(DeviceKey.of(device, block));
        }
    }
}
