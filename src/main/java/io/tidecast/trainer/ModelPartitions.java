package io.tidecast.trainer;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Partitioner of the retraining topic by model: the one partition, and so the one task, that a model is trained in. It
 * is where a Java producer puts a record under the model's id as key (murmur2). Producers with another hash put it
 * elsewhere, so the trainer goes by this and not by where a record lies; see docs/adr/024.
 *
 * @param count partitions of the topic
 * @param writable whether the trainer may write to it
 */
public record ModelPartitions(int count, boolean writable) implements StreamPartitioner<byte[], byte[]> {
    /** Where there is one partition, every model is at home. */
    public static final ModelPartitions ONE = new ModelPartitions(1, true);

    public ModelPartitions {
        if (count < 1) {
            throw new IllegalArgumentException("partitions must be at least 1, were " + count);
        }
    }

    /** The partition of a model. */
    int of(String model) {
        return of(model.getBytes(StandardCharsets.UTF_8));
    }

    private int of(byte[] model) {
        return Utils.toPositive(Utils.murmur2(model)) % count;
    }

    /** As many as at the start, whatever the topic has by now: a record that is sent on must arrive at home. */
    @Override
    public Optional<Set<Integer>> partitions(String topic, byte[] key, byte[] value, int present) {
        return Optional.of(Set.of(of(key)));
    }
}
