package io.tidecast.app;

import io.tidecast.device.MovedLayouts;
import io.tidecast.record.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.common.utils.Utils;

/**
 * Rebalancing of keys over the partitions of changelogs: each entry that is not in the partition its device hashes to
 * is written there and removed where it was, both in one transaction. So an entry is in one place at any time, a move
 * that was cut off is gone on with by doing it again, and local state follows by reading its changelog on.
 */
final class ChangelogMove {
    private final PartitionScan scan;
    private final Producer<byte[], byte[]> producer;
    private final int partitions;
    private final int batch;
    private final Consumer<String> report;

    /**
     * Moves nothing yet.
     *
     * @param partitions how many there are to be, of every changelog
     * @param batch entries in one transaction
     */
    ChangelogMove(
            PartitionScan scan, Producer<byte[], byte[]> producer, int partitions, int batch, Consumer<String> report) {
        this.scan = scan;
        this.producer = producer;
        this.partitions = partitions;
        this.batch = batch;
        this.report = report;
    }

    /** The partition of a key that a device, or a model, begins; the same as Kafka's default partitioner has. */
    static int partition(byte[] key, int of) {
        int nul = 0;
        while (nul < key.length && key[nul] != 0) {
            nul++;
        }
        return Utils.toPositive(Utils.murmur2(Arrays.copyOf(key, nul))) % of;
    }

    /**
     * Gives the task of every partition the layouts that its devices come with.
     *
     * @param changelog of the store of statistics
     */
    @SuppressWarnings("FutureReturnValueIgnored") // The commit fails if one of them did.
    MovedLayouts layouts(String changelog) {
        Map<Integer, byte[]> stored = new HashMap<>();
        for (int p = 0; p < partitions; p++) {
            int partition = p;
            scan.all(new TopicPartition(changelog, p), record -> {
                if (MovedLayouts.isKey(Names.STATISTICS, record.key())) {
                    stored.put(partition, record.value());
                }
            });
        }
        MovedLayouts layouts = new MovedLayouts(stored, partitions);
        if (!layouts.isEmpty()) {
            producer.beginTransaction();
            for (int p = 0; p < partitions; p++) {
                producer.send(new ProducerRecord<>(changelog, p, MovedLayouts.key(), layouts.bytes(p)));
            }
            producer.commitTransaction();
            report.accept("layouts of " + changelog + " are in all partitions");
        }
        return layouts;
    }

    /** Moves the entries of a store; returns how many. */
    long move(String store, String changelog, MovedLayouts layouts) {
        long moved = 0;
        for (int p = 0; p < partitions; p++) {
            moved += move(store, new TopicPartition(changelog, p), layouts);
        }
        return moved;
    }

    /** Twice through, so that of a value nothing but its offset is held. */
    private long move(String store, TopicPartition from, MovedLayouts layouts) {
        Map<Bytes, Long> misplaced = new HashMap<>();
        scan.all(from, record -> {
            boolean own = partition(record.key(), partitions) == from.partition();
            if (!own && !MovedLayouts.isKey(store, record.key())) {
                if (record.value() == null) {
                    misplaced.remove(Bytes.wrap(record.key()));
                } else {
                    misplaced.put(Bytes.wrap(record.key()), record.offset());
                }
            }
        });
        if (misplaced.isEmpty()) {
            return 0;
        }
        List<ConsumerRecord<byte[], byte[]>> waiting = new ArrayList<>();
        scan.all(from, record -> {
            Long newest = misplaced.get(Bytes.wrap(record.key()));
            if (newest != null && newest == record.offset()) {
                waiting.add(record);
            }
            if (waiting.size() == batch) {
                send(store, waiting, layouts);
                report.accept(batch + " entries of " + from + " moved, of " + misplaced.size());
            }
        });
        send(store, waiting, layouts);
        return misplaced.size();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The commit fails if one of them did.
    private void send(String store, List<ConsumerRecord<byte[], byte[]>> entries, MovedLayouts layouts) {
        if (entries.isEmpty()) {
            return;
        }
        producer.beginTransaction();
        for (ConsumerRecord<byte[], byte[]> entry : entries) {
            int to = partition(entry.key(), partitions);
            long timestamp = Math.max(0, entry.timestamp());
            byte[] value =
                    store.equals(Names.CLOCKS) ? layouts.moved(entry.value(), entry.partition(), to) : entry.value();
            producer.send(new ProducerRecord<>(entry.topic(), to, timestamp, entry.key(), value, entry.headers()));
            producer.send(
                    new ProducerRecord<byte[], byte[]>(entry.topic(), entry.partition(), timestamp, entry.key(), null));
        }
        producer.commitTransaction();
        entries.clear();
    }
}
