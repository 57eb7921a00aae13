package io.tidecast.app;

import io.tidecast.stream.Role;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/**
 * State restore listener that counts the records each role has restored, and what is left of its changelogs: the
 * progress of a client that is not running yet.
 */
final class RestoreCount {
    private final Map<Role, Progress> roles = new ConcurrentHashMap<>();

    /**
     * Progress of one role's client.
     *
     * @param records restored by this client and those before it
     * @param ends of the changelogs that are being restored, exclusive
     * @param left offsets up to these; markers of transactions are among them
     */
    private record Progress(AtomicLong records, Map<TopicPartition, Long> ends, Map<TopicPartition, Long> left)
            implements StateRestoreListener {
        Progress(AtomicLong records) {
            this(records, new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        }

        @Override
        public void onRestoreStart(TopicPartition partition, String store, long from, long to) {
            ends.put(partition, to);
            left.put(partition, Math.max(0, to - from));
        }

        @Override
        public void onBatchRestored(TopicPartition partition, String store, long last, long restored) {
            records.addAndGet(restored);
            left.computeIfPresent(partition, (p, before) -> Math.max(0, ends.getOrDefault(p, 0L) - last - 1));
        }

        @Override
        public void onRestoreEnd(TopicPartition partition, String store, long total) {
            forget(partition);
        }

        @Override
        public void onRestoreSuspended(TopicPartition partition, String store, long total) {
            forget(partition);
        }

        private void forget(TopicPartition partition) {
            left.remove(partition);
            ends.remove(partition);
        }
    }

    /** What a role's next client is to report to; it does so from threads of its own. */
    StateRestoreListener of(Role role) {
        return roles.compute(role, (r, before) -> new Progress(before == null ? new AtomicLong() : before.records()));
    }

    /** Records restored so far. */
    long records(Role role) {
        Progress progress = roles.get(role);
        return progress == null ? 0 : progress.records().get();
    }

    /** Offsets of changelogs that are left to restore, of those that are being restored. */
    long left(Role role) {
        Progress progress = roles.get(role);
        return progress == null
                ? 0
                : progress.left().values().stream().mapToLong(Long::longValue).sum();
    }
}
