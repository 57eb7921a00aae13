package io.tidecast.app;

import io.tidecast.stream.Role;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/**
 * State restore listener that counts the records each role has restored: the progress of a client that is not running
 * yet.
 */
final class RestoreCount {
    private final Map<Role, AtomicLong> records = new ConcurrentHashMap<>();

    /** What a role's client is to report to; it does so from threads of its own. */
    StateRestoreListener of(Role role) {
        AtomicLong count = records.computeIfAbsent(role, r -> new AtomicLong());
        return new StateRestoreListener() {
            @Override
            public void onRestoreStart(TopicPartition partition, String store, long from, long to) {
                // The first batch tells.
            }

            @Override
            public void onBatchRestored(TopicPartition partition, String store, long to, long restored) {
                count.addAndGet(restored);
            }

            @Override
            public void onRestoreEnd(TopicPartition partition, String store, long total) {
                // The batches have told.
            }
        };
    }

    /** Records restored so far. */
    long records(Role role) {
        AtomicLong count = records.get(role);
        return count == null ? 0 : count.get();
    }
}
