package io.tidecast.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Rate limiter (generic cell rate algorithm): so many in a minute for each address, all at once if it likes. Of an
 * address one number is kept: when all that it was let through would be through at an even rate.
 *
 * <p>Example, at 2 a minute: requests at 0 s and 1 s pass, and are through at 30 s and 60 s. A third, through at 90 s,
 * passes from 30 s on; at 10 s it is told to come back in 20.
 */
final class RateLimit {
    private static final int MOST_ADDRESSES = 1_000;
    private static final long MINUTE = 60_000_000_000L;
    private static final long SECOND = 1_000_000_000L;

    private final long interval;
    private final LongSupplier nanos;
    private final long began;
    /** The address that was heard of longest ago comes first. */
    private final Map<Object, Long> through = new LinkedHashMap<>();

    RateLimit(int perMinute, LongSupplier nanos) {
        this.interval = MINUTE / perMinute;
        this.nanos = nanos;
        this.began = nanos.getAsLong();
    }

    /** Seconds until an address may come again; 0 if it is let through now. */
    synchronized int waitOf(Object address) {
        long now = nanos.getAsLong() - began;
        long next = Math.max(now, through.getOrDefault(address, now)) + interval;
        long early = next - MINUTE - now;
        if (early > 0) {
            return (int) ((early + SECOND - 1) / SECOND);
        }
        through.remove(address);
        through.put(address, next);
        if (through.size() > MOST_ADDRESSES) {
            through.remove(through.keySet().iterator().next());
        }
        return 0;
    }
}
