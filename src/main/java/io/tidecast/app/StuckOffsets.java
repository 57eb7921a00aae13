package io.tidecast.app;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Stalled-consumer check: tells a partition that waits from one that is stuck: there are records to read, and for a
 * given time no offset was committed.
 *
 * <p>Only time between two looks counts, and no more of it than twice the usual time between looks: while the broker is
 * away nobody can look, and a partition is not stuck the moment it is back. Looks every 10 s, stuck after 30 s:
 *
 * <pre>
 *   look at      0 s   10 s   20 s   30 s   (broker away)   600 s   610 s
 *   committed      5      5      7      7                       7       7
 *   end           90     90     95     95                      95      95
 *   still for    0 s   10 s    0 s   10 s                    30 s    40 s   stuck at 600 s
 * </pre>
 */
final class StuckOffsets {
    private final Duration limit;
    private final Duration every;
    private Map<TopicPartition, Progress> progress = Map.of();
    private long lookedMs = Long.MIN_VALUE;

    /** Offset of a partition, and for how long it has not moved though it could. */
    private record Progress(long committed, long end, long stillMs) {
        boolean behind() {
            return end > committed;
        }
    }

    /**
     * Nothing is known yet.
     *
     * @param limit how long a partition may stand still
     * @param every the usual time between two looks
     */
    StuckOffsets(Duration limit, Duration every) {
        this.limit = limit;
        this.every = every;
    }

    /**
     * Takes note of a look.
     *
     * @param nowMs from a clock that only goes forward
     * @param committed offset per partition that is assigned here and running; where nothing is committed, the
     *     partition's beginning
     * @param ends the offset after the last record that may be read, per partition
     */
    void look(long nowMs, Map<TopicPartition, Long> committed, Map<TopicPartition, Long> ends) {
        long passedMs = lookedMs == Long.MIN_VALUE ? 0 : Math.min(nowMs - lookedMs, 2 * every.toMillis());
        Map<TopicPartition, Progress> seen = new HashMap<>();
        committed.forEach((partition, offset) -> {
            Progress before = progress.get(partition);
            long end = ends.getOrDefault(partition, offset);
            boolean still = before != null && before.behind() && before.committed() == offset && end > offset;
            seen.put(partition, new Progress(offset, end, still ? before.stillMs() + passedMs : 0));
        });
        progress = seen;
        lookedMs = nowMs;
    }

    /** The partitions that are stuck, in words. */
    List<String> found() {
        return progress.entrySet().stream()
                .filter(place -> place.getValue().stillMs() >= limit.toMillis())
                .map(place -> place.getKey() + " has stood at offset "
                        + place.getValue().committed() + " for "
                        + place.getValue().stillMs() / 1000 + " s, its end is "
                        + place.getValue().end())
                .sorted()
                .toList();
    }
}
