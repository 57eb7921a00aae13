package io.tidecast.view;

/**
 * Rate of events over the last minute, counted by the second. Example: a count that began 10 s ago, with 5 events
 * since, has a rate of 0.5/s; a minute after the last of them it is 0.
 */
final class MinuteRate {
    private static final int SECONDS = 60;

    private final long sinceS;
    /** By the second's remainder. */
    private final int[] counts = new int[SECONDS];
    /** The second that a count is of. */
    private final long[] of = new long[SECONDS];

    MinuteRate(long sinceMs) {
        sinceS = Math.floorDiv(sinceMs, 1_000L);
    }

    void count(long nowMs) {
        long second = Math.floorDiv(nowMs, 1_000L);
        int slot = Math.floorMod(second, SECONDS);
        if (of[slot] != second) {
            of[slot] = second;
            counts[slot] = 0;
        }
        counts[slot]++;
    }

    /** Events a second, of those of the last minute; a clock that is set back forgets what was counted by it. */
    double perSecond(long nowMs) {
        long now = Math.floorDiv(nowMs, 1_000L);
        long events = 0;
        for (int slot = 0; slot < SECONDS; slot++) {
            events += of[slot] > now - SECONDS && of[slot] <= now ? counts[slot] : 0;
        }
        return events / (double) Math.max(1, Math.min(SECONDS, now - sinceS + 1));
    }
}
