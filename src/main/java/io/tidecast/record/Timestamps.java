package io.tidecast.record;

/**
 * Timestamps of the records that the application writes. A broker refuses a record from the future, and retention
 * removes one from the past, so a record carries its event time only where that is within the last hour; the event time
 * itself is always in the payload.
 */
public final class Timestamps {
    private static final long HOUR_MS = 3_600_000;

    private Timestamps() {}

    public static long clamp(long eventMs, long nowMs) {
        return Math.max(Math.min(eventMs, nowMs), nowMs - HOUR_MS);
    }
}
