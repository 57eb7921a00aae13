package io.tidecast.trainer;

import io.tidecast.learn.RetrainingRecord;
import io.tidecast.record.BoundedOutput;
import io.tidecast.record.Names;
import io.tidecast.record.Reason;
import io.tidecast.record.RequestRecord;
import io.tidecast.record.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Content-based router of the retraining topic: what lies in another partition than its model's is sent there, within
 * the transaction that reads it, and so is what a build before this one has kept of such a model. Nothing is sent on
 * twice: where two instances do not agree on the number of partitions, a record becomes a dead letter and does not go
 * in circles.
 */
final class ModelRouter {
    /** Header of a record that was sent on: where it had been. */
    static final String ROUTED_FROM = "tidecast.routed-from";

    private static final Logger LOG = LoggerFactory.getLogger(ModelRouter.class);
    /** Chunks of history moved at a time, so that a transaction stays small. */
    private static final int MOST_MOVED = 500;

    private final ModelPartitions partitions;
    private final ProcessorContext<Object, Object> context;
    private final BoundedOutput outlet;
    private final int own;

    ModelRouter(ModelPartitions partitions, ProcessorContext<Object, Object> context, BoundedOutput outlet) {
        this.partitions = partitions;
        this.context = context;
        this.outlet = outlet;
        own = context.taskId().partition();
    }

    boolean isHome(String model) {
        return partitions.of(model) == own;
    }

    /**
     * Sends a record to its model's partition, under the model's id as key.
     *
     * @param from where it lies
     * @throws UnreadableRecordException if it may not be sent there, or was already
     */
    void route(String model, Record<byte[], byte[]> record, String from) {
        boolean routed = record.headers().lastHeader(ROUTED_FROM) != null;
        if (routed || !partitions.writable()) {
            throw UnreadableRecordException.of(
                    Reason.MISPLACED,
                    "partition",
                    "be " + partitions.of(model) + " for model " + model
                            + ", as Java's producer has it of that key (murmur2, in librdkafka"
                            + " partitioner=murmur2_random), or the trainer be allowed WRITE on the topic to send it"
                            + " there",
                    own);
        }
        send(model, record.value(), record.timestamp(), new RecordHeaders(record.headers()), from);
    }

    private void send(String model, byte[] value, long timestampMs, Headers headers, String from) {
        headers.add(ROUTED_FROM, from.getBytes(StandardCharsets.UTF_8));
        byte[] key = model.getBytes(StandardCharsets.UTF_8);
        outlet.send(new Record<>(key, value, timestampMs, headers), Names.RETRAINING_BY_MODEL);
    }

    /** Says what becomes of a model that is kept in this partition and belongs to another. */
    void tell(String model, TrainerState kept) {
        LOG.warn(
                "model {}: its partition is {}, and {} chunks of its history and {} requests are in {}: {}",
                model,
                partitions.of(model),
                kept.chunks().size(),
                kept.requests().size(),
                own,
                partitions.writable()
                        ? "they are sent there"
                        : "they stay and are not learnt from, as the trainer may not write to the topic");
    }

    /** Sends some of what is kept of a model to its partition; returns what is left, empty where nothing is. */
    Optional<TrainerState> move(String model, TrainerState kept, ChunkStore history) {
        if (!partitions.writable()) {
            return Optional.of(kept);
        }
        String from = "kept in " + own;
        long nowMs = context.currentSystemTimeMs();
        ChunkRange some = kept.chunks().oldest(MOST_MOVED);
        history.read(model, some).forEach(chunk -> send(model, chunk, nowMs, new RecordHeaders(), from));
        history.remove(model, some);
        ChunkRange left = kept.chunks().after(some);
        if (left.size() > 0) {
            return Optional.of(kept.withChunks(left));
        }
        List<RetrainingRecord.Request> requests = kept.requests().stream()
                .map(id -> new RetrainingRecord.Request(model, kept.why(id), id))
                .toList();
        requests.forEach(request -> send(model, RequestRecord.bytes(request), nowMs, new RecordHeaders(), from));
        return Optional.empty();
    }
}
