package io.tidecast.app;

import java.time.Duration;
import java.util.Optional;

/**
 * Stalled-rebalance check: tells a client that is being assigned its tasks from one that hangs in it: for a given time
 * it was in state REBALANCING and restored nothing. A rebalance waits for the other members no longer than
 * {@code max.poll.interval.ms}; after that, only a restart helps.
 *
 * <p>As with {@link StuckOffsets} only time between two looks counts, and no more of it than twice the usual time
 * between looks: nobody looks while the broker is away, and waiting for a broker is not hanging. Looks every 10 s,
 * stuck after 30 s:
 *
 * <pre>
 *   look at         0 s   10 s   20 s   30 s   40 s   (broker away)   600 s   610 s
 *   rebalancing     no    yes    yes    yes    yes                      yes     yes
 *   restored        0      0      0     500    500                     500     500
 *   hangs for      0 s    0 s   10 s    0 s   10 s                    30 s    40 s   stuck at 600 s
 * </pre>
 */
final class StuckRebalance {
    private final Duration limit;
    private final Duration every;
    private boolean rebalanced;
    private long restoredBefore;
    private long lookedMs;
    private long hangsMs;

    /**
     * Nothing is known yet.
     *
     * @param limit how long a client may rebalance without restoring anything
     * @param every the usual time between two looks
     */
    StuckRebalance(Duration limit, Duration every) {
        this.limit = limit;
        this.every = every;
    }

    /**
     * Takes note of a look.
     *
     * @param nowMs from a clock that only goes forward
     * @param rebalancing whether the client is in state REBALANCING
     * @param restored records it has restored since it began
     */
    void look(long nowMs, boolean rebalancing, long restored) {
        boolean hangs = rebalancing && rebalanced && restored == restoredBefore;
        hangsMs = hangs ? hangsMs + Math.min(nowMs - lookedMs, 2 * every.toMillis()) : 0;
        rebalanced = rebalancing;
        restoredBefore = restored;
        lookedMs = nowMs;
    }

    /** What hangs, in words; empty if nothing does. */
    Optional<String> found() {
        return hangsMs < limit.toMillis()
                ? Optional.empty()
                : Optional.of("has been REBALANCING for " + hangsMs / 1000 + " s and restored nothing");
    }
}
