package io.tidecast.view;

import io.tidecast.model.ModelKey;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Log of the pointers that came by: promotions, rejections, shadows, pins and rollbacks, in their order. The models
 * topic is compacted, so what came before the process is there in part only.
 */
public final class ModelChanges {
    private static final int MOST = 500;

    private final Changes changes;
    private final Deque<Change> newest = new ArrayDeque<>();

    /**
     * Change of a model.
     *
     * @param number see {@link Changes}
     * @param at time of writing
     */
    public record Change(long number, Instant at, String model, Pointer pointer) {}

    public ModelChanges(Changes changes) {
        this.changes = changes;
    }

    /** Notes what a model's pointer is, after a record of it has been taken in and not been refused. */
    public synchronized void note(ConsumerRecord<String, byte[]> entry) {
        if (entry.key() == null || entry.value() == null || !ModelKey.isPointer(entry.key())) {
            return;
        }
        try {
            Pointer pointer = PointerRecord.of(entry.value());
            Instant at = Instant.ofEpochMilli(entry.timestamp());
            newest.addLast(new Change(changes.next(), at, entry.key(), pointer));
        } catch (IllegalArgumentException e) {
            return; // What every reader of the topic passes over.
        }
        if (newest.size() > MOST) {
            newest.removeFirst();
        }
    }

    /** Those after a number, oldest first. */
    public synchronized List<Change> since(long number) {
        return newest.stream().filter(change -> change.number() > number).toList();
    }
}
