package io.tidecast.series;

import java.nio.ByteBuffer;

/**
 * Running median of the intervals between a device's readings where each is a step, which one long pause does not move.
 * It is an estimate in constant space, see {@link P2Quantiles}, of the newest intervals, see {@link RestartedSketch}.
 *
 * <p>Worked example: after readings at 0, 10, 21, 30 and 90 s the intervals are 10, 11, 9 and 60 s and the median is
 * 10.5 s; a forecast from 90 s is for 100.5 s, 111 s, 121.5 s and so on.
 */
public final class MedianInterval {
    private final RestartedSketch<P2Quantiles> intervals;

    /** @param memory intervals after which older ones are forgotten, see {@link RestartedSketch} */
    public MedianInterval(int memory) {
        intervals = new RestartedSketch<>(memory, P2Quantiles::new);
    }

    /** Takes the time between two readings that follow one another, in ms. */
    public void add(long intervalMs) {
        intervals.add((double) intervalMs);
    }

    /** Whether there was an interval yet. */
    public boolean isKnown() {
        return intervals.get().count() > 0;
    }

    /** The median interval in ms, at least 1; {@code usual} before the first one. */
    public long medianMs(long usual) {
        return isKnown() ? Math.max(1, Math.round(intervals.get().eighth(4))) : usual;
    }

    public int bytes() {
        return intervals.bytes();
    }

    public void write(ByteBuffer to) {
        intervals.write(to);
    }

    /** Reads what was written with the same memory. */
    public static MedianInterval read(ByteBuffer from, int memory) {
        MedianInterval pace = new MedianInterval(memory);
        pace.intervals.read(from);
        return pace;
    }
}
