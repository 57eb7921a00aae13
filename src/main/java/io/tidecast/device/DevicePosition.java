package io.tidecast.device;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The place a device's steps have reached. A run is a stretch of closed steps without a gap longer than {@code max-gap}; the
 * window never reaches beyond its beginning.
 */
public final class DevicePosition {
    private static final byte VERSION = 4;
    public static final long NEVER = Long.MIN_VALUE;
    private static final int HEAD = 1 + Long.BYTES + 1;

    /** Index of the next step to close; readings of earlier steps are late. */
    public long open;
    /** First step of the current run. */
    public long runStart;
    /** Empty steps closed since the last observed one. */
    int empty;
    /** Whether the run has ended in a gap and the next observed step begins a new one. */
    public boolean ended = true;
    /** Id of the model that the device belongs to; empty before its first reading. */
    public String model = "";
    /** First step not yet sent to retraining. */
    public long chunkFrom;
    /**
     * Wall-clock time at which a reading was last received, as it was last stored; {@link #NEVER} where the device is not to be
     * closed for being idle.
     */
    public long receivedMs = NEVER;
    /** Where every reading is a step: all readings up to this time are closed, and earlier ones late. */
    long closedMs = NEVER;
    /** [F] last value of each feature within the run, NaN where there was none. */
    public final float[] last;

    private final long stepMs;

    DevicePosition(long open, long stepMs, int features) {
        this.open = open;
        this.stepMs = stepMs;
        last = new float[features];
        Arrays.fill(last, Float.NaN);
    }

    /** Begins a new run at a step. */
    void begin(long index) {
        ended = false;
        runStart = index;
        chunkFrom = index;
        empty = 0;
        Arrays.fill(last, Float.NaN);
    }

    public byte[] bytes() {
        byte[] id = model.getBytes(StandardCharsets.UTF_8);
        ByteBuffer to =
                ByteBuffer.allocate(HEAD + 5 * Long.BYTES + Integer.BYTES + last.length * Float.BYTES + id.length);
        to.put(VERSION).putLong(stepMs).put((byte) (ended ? 1 : 0));
        to.putLong(open)
                .putLong(runStart)
                .putLong(chunkFrom)
                .putLong(receivedMs)
                .putLong(closedMs)
                .putInt(empty);
        for (float value : last) {
            to.putFloat(value);
        }
        return to.put(id).array();
    }

    /** When a reading was last received, of a stored clock. */
    public static long receivedMs(byte[] stored) {
        boolean readable = stored[0] == VERSION && stored.length >= HEAD + 4 * Long.BYTES;
        return readable ? ByteBuffer.wrap(stored).getLong(HEAD + 3 * Long.BYTES) : NEVER;
    }

    /** Reads what was stored; empty where there is nothing, or what there is was stored with another step or other features. */
    static Optional<DevicePosition> of(byte[] stored, long stepMs, int features) {
        int length = HEAD + 5 * Long.BYTES + Integer.BYTES + features * Float.BYTES;
        if (stored == null || stored.length < length || stored[0] != VERSION) {
            return Optional.empty();
        }
        ByteBuffer from = ByteBuffer.wrap(stored).position(1);
        if (from.getLong() != stepMs) {
            return Optional.empty();
        }
        boolean ended = from.get() == 1;
        DevicePosition clock = new DevicePosition(from.getLong(), stepMs, features);
        clock.ended = ended;
        clock.runStart = from.getLong();
        clock.chunkFrom = from.getLong();
        clock.receivedMs = from.getLong();
        clock.closedMs = from.getLong();
        clock.empty = from.getInt();
        for (int f = 0; f < features; f++) {
            clock.last[f] = from.getFloat();
        }
        byte[] id = new byte[from.remaining()];
        from.get(id);
        clock.model = new String(id, StandardCharsets.UTF_8);
        return Optional.of(clock);
    }
}
