package io.tidecast.stream;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The place a device's grid has reached. A run is a stretch of closed steps without a gap longer than {@code max-gap}; the
 * window never reaches beyond its beginning.
 */
final class DeviceClock {
    private static final byte VERSION = 1;

    /** Index of the next step to close; readings of earlier steps are late. */
    long open;
    /** Whether any step was closed: until then an earlier reading may still move {@link #open} back. */
    boolean started;
    /** First step of the current run. */
    long runStart;
    /** Empty steps closed since the last observed one. */
    int empty;
    /** Whether the run has ended in a gap and the next observed step begins a new one. */
    boolean ended = true;
    /** First step not yet sent to retraining. */
    long chunkFrom;
    /** [F] last value of each feature within the run, NaN where there was none. */
    final float[] last;

    DeviceClock(long open, int features) {
        this.open = open;
        last = new float[features];
        Arrays.fill(last, Float.NaN);
    }

    /** Begins a new run at a step. */
    void begin(long index) {
        started = true;
        ended = false;
        runStart = index;
        chunkFrom = index;
        empty = 0;
        Arrays.fill(last, Float.NaN);
    }

    byte[] bytes() {
        ByteBuffer to = ByteBuffer.allocate(3 + 3 * Long.BYTES + Integer.BYTES + last.length * Float.BYTES);
        to.put(VERSION).put((byte) (started ? 1 : 0)).put((byte) (ended ? 1 : 0));
        to.putLong(open).putLong(runStart).putLong(chunkFrom).putInt(empty);
        for (float value : last) {
            to.putFloat(value);
        }
        return to.array();
    }

    static DeviceClock of(byte[] bytes, int features) {
        ByteBuffer from = ByteBuffer.wrap(bytes);
        byte version = from.get();
        if (version != VERSION) {
            throw new IllegalStateException("version of a device clock must be " + VERSION + ", was " + version);
        }
        boolean started = from.get() == 1;
        boolean ended = from.get() == 1;
        DeviceClock clock = new DeviceClock(from.getLong(), features);
        clock.started = started;
        clock.ended = ended;
        clock.runStart = from.getLong();
        clock.chunkFrom = from.getLong();
        clock.empty = from.getInt();
        for (int f = 0; f < features; f++) {
            clock.last[f] = from.getFloat();
        }
        return clock;
    }
}
