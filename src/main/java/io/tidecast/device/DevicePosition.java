package io.tidecast.device;

import io.tidecast.series.Precision;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Position that a device's series has reached. A stretch is a sequence of closed steps without a gap longer than
 * {@code max-gap}; the window never reaches beyond its beginning. All that moves the position on is here.
 */
public final class DevicePosition {
    /** Without a number of its layout, which is the first. */
    private static final byte UNNUMBERED = 4;

    private static final byte NUMBERED = 5;
    /** Added to either: the last values are doubles. */
    private static final byte WIDE = 2;

    public static final long NEVER = Long.MIN_VALUE;
    private static final int HEAD = 1 + Long.BYTES + 1;

    private final long stepMs;
    private long open;
    private long stretchStart;
    private int empty;
    private boolean ended = true;
    private String model = "";
    private long chunkFrom;
    private long heardMs = NEVER;
    private boolean awaited;
    private long closedMs = NEVER;
    private final double[] last; // [F]
    private int layout;

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
        last = new double[features];
        Arrays.fill(last, Double.NaN);
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
     * Wall-clock time at which a reading was last received, as it was last stored; {@link #NEVER} where that is not
     * known.
     */
    public long heardMs() {
        return heardMs;
    }

    /** Whether what is open is to be closed when the device falls silent. */
    public boolean isAwaited() {
        return awaited;
    }

    /** Where every reading is a step: all readings up to this time are closed, and earlier ones late. */
    long closedMs() {
        return closedMs;
    }

    /** Last value of a feature within the stretch, NaN where there was none. */
    public double last(int feature) {
        return last[feature];
    }

    /** A step with values [F] closes; where none came before it in its stretch, it begins one. */
    public void step(long index, double[] values) {
        if (ended) {
            ended = false;
            stretchStart = index;
            chunkFrom = index;
            Arrays.fill(last, Double.NaN);
        }
        open = index + 1;
        empty = 0;
        for (int f = 0; f < last.length; f++) {
            last[f] = Double.isNaN(values[f]) ? last[f] : values[f];
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
     * A reading was received at this wall-clock time.
     *
     * @param live whether what is open is to be closed when the device falls silent
     */
    public void received(long nowMs, boolean live) {
        heardMs = nowMs;
        awaited = live;
    }

    /** The device is not waited for: all is closed. */
    public void silent() {
        awaited = false;
    }

    /**
     * The position with other features in the place of these.
     *
     * @param places of each of the others among these; -1 for one that is new
     */
    DevicePosition withFeatures(int[] places, long otherStepMs) {
        DevicePosition position = new DevicePosition(open, closedMs, otherStepMs, places.length);
        position.stretchStart = stretchStart;
        position.empty = empty;
        position.ended = ended;
        position.chunkFrom = chunkFrom;
        for (int f = 0; f < places.length; f++) {
            position.last[f] = places[f] < 0 ? Double.NaN : last[places[f]];
        }
        return position.like(this);
    }

    /** Takes over what does not depend on how steps are counted: the model, and when the device was last heard of. */
    DevicePosition like(DevicePosition other) {
        model = other.model;
        heardMs = other.heardMs;
        awaited = other.awaited;
        return this;
    }

    /** The device is stored in this one of its task's {@link Layouts}. */
    void laidOut(int number) {
        layout = number;
    }

    public byte[] bytes() {
        byte[] id = model.getBytes(StandardCharsets.UTF_8);
        boolean wide = !Precision.areSingle(last);
        byte version = version(layout, wide);
        ByteBuffer to = ByteBuffer.allocate(
                head(version) + 5 * Long.BYTES + Integer.BYTES + last.length * Precision.bytes(wide) + id.length);
        to.put(version).putLong(stepMs).put((byte) (ended ? 1 : 0));
        if (layout > 0) {
            to.putShort((short) layout);
        }
        to.putLong(open)
                .putLong(stretchStart)
                .putLong(chunkFrom)
                .putLong(awaited || heardMs == NEVER ? heardMs : ~heardMs)
                .putLong(closedMs)
                .putInt(empty);
        for (double value : last) {
            Precision.put(to, value, wide);
        }
        return to.put(id).array();
    }

    private static byte version(int layout, boolean wide) {
        return (byte) ((layout == 0 ? UNNUMBERED : NUMBERED) + (wide ? WIDE : 0));
    }

    /** Bytes before the numbers; 0 for a version that is not known. */
    private static int head(byte version) {
        return switch (version) {
            case UNNUMBERED, UNNUMBERED + WIDE -> HEAD;
            case NUMBERED, NUMBERED + WIDE -> HEAD + Short.BYTES;
            default -> 0;
        };
    }

    private static boolean isWide(byte... stored) {
        return stored[0] == UNNUMBERED + WIDE || stored[0] == NUMBERED + WIDE;
    }

    private static boolean isReadable(byte[] stored, int features) {
        int head = stored == null || stored.length == 0 ? 0 : head(stored[0]);
        return head > 0
                && stored.length >= head + 5 * Long.BYTES + Integer.BYTES + features * Precision.bytes(isWide(stored));
    }

    /** When a reading was last received of a device that is waited for, of a stored position; else {@link #NEVER}. */
    public static long receivedMs(byte[] stored) {
        long heard = heard(stored);
        return heard < 0 ? NEVER : heard;
    }

    /** When a reading was last received, of a stored position; {@link #NEVER} in one of a build that did not say. */
    public static long heardMs(byte[] stored) {
        long heard = heard(stored);
        return heard < 0 && heard != NEVER ? ~heard : heard;
    }

    /** The time as it is stored: its complement, which is negative, of a device that is not waited for. */
    private static long heard(byte[] stored) {
        return isReadable(stored, 0) ? ByteBuffer.wrap(stored).getLong(head(stored[0]) + 3 * Long.BYTES) : NEVER;
    }

    /** Number of the layout of a stored position. */
    static int layout(byte[] stored) {
        return isReadable(stored, 0) && head(stored[0]) > HEAD
                ? ByteBuffer.wrap(stored).getShort(HEAD) & 0xffff
                : 0;
    }

    /** A stored position with another number of its layout. */
    static byte[] renumbered(byte[] stored, int number) {
        if (!isReadable(stored, 0) || layout(stored) == number) {
            return stored;
        }
        int rest = head(stored[0]);
        byte version = version(number, isWide(stored));
        ByteBuffer to = ByteBuffer.allocate(stored.length - rest + head(version));
        to.put(version).put(stored, 1, HEAD - 1);
        if (number > 0) {
            to.putShort((short) number);
        }
        return to.put(stored, rest, stored.length - rest).array();
    }

    /**
     * Reads what was stored; empty where there is nothing, or what there is was stored with another step or other
     * features.
     */
    static Optional<DevicePosition> of(byte[] stored, long stepMs, int features) {
        if (!isReadable(stored, features)) {
            return Optional.empty();
        }
        ByteBuffer from = ByteBuffer.wrap(stored).position(1);
        if (from.getLong() != stepMs) {
            return Optional.empty();
        }
        boolean ended = from.get() == 1;
        from.position(head(stored[0]));
        DevicePosition position = new DevicePosition(from.getLong(), NEVER, stepMs, features);
        position.ended = ended;
        position.layout = layout(stored);
        position.stretchStart = from.getLong();
        position.chunkFrom = from.getLong();
        from.getLong();
        position.received(heardMs(stored), receivedMs(stored) != NEVER);
        position.closedMs = from.getLong();
        position.empty = from.getInt();
        for (int f = 0; f < features; f++) {
            position.last[f] = Precision.get(from, isWide(stored));
        }
        byte[] id = new byte[from.remaining()];
        from.get(id);
        position.model = new String(id, StandardCharsets.UTF_8);
        return Optional.of(position);
    }
}
