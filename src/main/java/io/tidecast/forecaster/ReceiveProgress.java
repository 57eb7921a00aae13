package io.tidecast.forecaster;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Watermark of processing time: up to when a task has received what was sent. A device is silent by the time that was
 * caught up to, not by the wall clock, or the application's own outage would be taken for silence while what was sent
 * during it still waits in the topic.
 *
 * <p>Worked example, idle-close a minute. The application stops at 10:00:00 and starts at 10:01:20. A partition's
 * records of the outage arrive from 10:01:25 on; while the one sent at 10:00:40 is taken, 10:00:40 is caught up to, and
 * a device last heard of at 10:00:00 has been silent for 40 seconds. A partition of which nothing has come for an
 * eighth of a minute is caught up with; but for the first minute after a start, when what waits may not have begun to
 * come.
 */
final class ReceiveProgress {
    private static final int QUIET_SHARE = 8;

    private final long quietMs;
    private long holdUntilMs;
    private long lookedMs;
    private final Map<Integer, Partition> partitions = new HashMap<>(); // of the readings topic

    /**
     * How far a partition has come.
     *
     * @param sentMs when its newest record was sent
     * @param receivedMs when that was received
     */
    private record Partition(long sentMs, long receivedMs) {}

    ReceiveProgress(long idleMs, long startedMs) {
        quietMs = idleMs / QUIET_SHARE;
        holdUntilMs = startedMs + idleMs;
        lookedMs = startedMs;
    }

    /**
     * A record of a partition of the readings topic was received.
     *
     * @param sent when it was sent; as of now where that is not known
     */
    void received(int partition, OptionalLong sent, long nowMs) {
        Partition known = partitions.get(partition);
        long sentMs = Math.min(nowMs, sent.orElse(nowMs));
        partitions.put(partition, new Partition(known == null ? sentMs : Math.max(known.sentMs, sentMs), nowMs));
    }

    /**
     * Notes that the task is at work, as it is once a tick. Where it was not for as long as a quiet partition is waited
     * for, its thread stood still, as in a commit while the broker is away, and what waits has not begun to come.
     */
    void atWork(long nowMs) {
        if (nowMs - lookedMs > quietMs) {
            holdUntilMs = Math.max(holdUntilMs, nowMs + quietMs);
        }
        lookedMs = nowMs;
    }

    /** The time up to which all that was sent has been received; {@link Long#MIN_VALUE} where it is not known yet. */
    long upToMs(long nowMs) {
        if (nowMs < holdUntilMs) {
            return Long.MIN_VALUE;
        }
        long upToMs = nowMs;
        for (Partition partition : partitions.values()) {
            if (nowMs - partition.receivedMs < quietMs) {
                upToMs = Math.min(upToMs, partition.sentMs);
            }
        }
        return upToMs;
    }
}
