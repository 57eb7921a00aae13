package io.tidecast.device;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Position that a device's series has reached. A stretch is a sequence of closed steps without a gap longer than
 * {@code max-gap}; the window never reaches beyond its beginning. All that moves the position on is here.
 */
public final class DevicePosition {
    private static final byte VERSION = 4;
    public static final long NEVER = Long.MIN_VALUE;
    private static final int HEAD = 1 + Long.BYTES + 1;

    private final long stepMs;
    private long open;
    private long stretchStart;
    private int empty;
    private boolean ended = true;
    private String model = "";
    private long chunkFrom;
    private long receivedMs = NEVER;
    private long closedMs = NEVER;
    private final float[] last; // [F]

    /**
     * The position before any step.
     *
     * @param open index of the first step that can close
     * @param closedMs where every reading is a step: readings up to this time are late; else {@link #NEVER}
     */
    DevicePosition(long open, long closedMs, long stepMs, int features) {
        this.open = open;
        this.closedMs = closedMs;
        this.stepMs = stepMs;
        last = new float[features];
        Arrays.fill(last, Float.NaN);
    }

    /** Index of the next step to close; readings of earlier steps are late. */
    public long open() {
        return open;
    }

    /** First step of the current stretch. */
    public long stretchStart() {
        return stretchStart;
    }

    /** Empty steps closed since the last observed one. */
    int empty() {
        return empty;
    }

    /** Whether the stretch has ended in a gap, and the next observed step begins a new one. */
    public boolean ended() {
        return ended;
    }

    /** Id of the model that the device belongs to; empty before its first reading. */
    public String model() {
        return model;
    }

    /** First step not yet sent to retraining. */
    public long chunkFrom() {
        return chunkFrom;
    }

    /**
     * Wall-clock time at which a reading was last received, as it was last stored; {@link #NEVER} where the device is
     * not to be closed for being idle.
     */
    public long receivedMs() {
        return receivedMs;
    }

    /** Where every reading is a step: all readings up to this time are closed, and earlier ones late. */
    long closedMs() {
        return closedMs;
    }

    /** Last value of a feature within the stretch, NaN where there was none. */
    public float last(int feature) {
        return last[feature];
    }

    /** A step with values [F] closes; where none came before it in its stretch, it begins one. */
    public void step(long index, float[] values) {
        if (ended) {
            ended = false;
            stretchStart = index;
            chunkFrom = index;
            Arrays.fill(last, Float.NaN);
        }
        open = index + 1;
        empty = 0;
        for (int f = 0; f < last.length; f++) {
            last[f] = Float.isNaN(values[f]) ? last[f] : values[f];
        }
    }

    /** The next step closes without values. */
    public void empty(long index) {
        open = index + 1;
        empty++;
    }

    /** The stretch is over. */
    public void endStretch() {
        ended = true;
    }

    /** Readings up to here are late from now on. */
    public void close(Closed.Bound bound) {
        open = bound.open();
        closedMs = bound.closedMs();
    }

    /** The steps before this one were sent to retraining. */
    public void chunkSent(long end) {
        chunkFrom = end;
    }

    /** The device belongs to another model. */
    public void belongTo(String id) {
        model = id;
    }

    /**
     * A reading was received at this wall-clock time; {@link #NEVER} where the device is not to be closed for being
     * idle.
     */
    public void received(long nowMs) {
        receivedMs = nowMs;
    }

    public byte[] bytes() {
        byte[] id = model.getBytes(StandardCharsets.UTF_8);
        ByteBuffer to =
                ByteBuffer.allocate(HEAD + 5 * Long.BYTES + Integer.BYTES + last.length * Float.BYTES + id.length);
        to.put(VERSION).putLong(stepMs).put((byte) (ended ? 1 : 0));
        to.putLong(open)
                .putLong(stretchStart)
                .putLong(chunkFrom)
                .putLong(receivedMs)
                .putLong(closedMs)
                .putInt(empty);
        for (float value : last) {
            to.putFloat(value);
        }
        return to.put(id).array();
    }

    /** When a reading was last received, of a stored position. */
    public static long receivedMs(byte[] stored) {
        boolean readable = stored[0] == VERSION && stored.length >= HEAD + 4 * Long.BYTES;
        return readable ? ByteBuffer.wrap(stored).getLong(HEAD + 3 * Long.BYTES) : NEVER;
    }

    /**
     * Reads what was stored; empty where there is nothing, or what there is was stored with another step or other
     * features.
     */
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
        DevicePosition position = new DevicePosition(from.getLong(), NEVER, stepMs, features);
        position.ended = ended;
        position.stretchStart = from.getLong();
        position.chunkFrom = from.getLong();
        position.receivedMs = from.getLong();
        position.closedMs = from.getLong();
        position.empty = from.getInt();
        for (int f = 0; f < features; f++) {
            position.last[f] = from.getFloat();
        }
        byte[] id = new byte[from.remaining()];
        from.get(id);
        position.model = new String(id, StandardCharsets.UTF_8);
        return Optional.of(position);
    }
}
