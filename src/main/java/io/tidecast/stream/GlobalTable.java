package io.tidecast.stream;

import io.tidecast.config.Printable;
import io.tidecast.record.BoundedLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.Stores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Global table, which a topic tells every instance. It is not joined by partition, since the topic has partitions and a
 * partitioner of its own; and it is read to its end before the first reading is processed, so that no reading is early
 * and a restart knows what was known before.
 *
 * <p>The store is in memory, since the records of a persistent one would not be read again after a clean restart, and
 * stays empty: what is told is kept by who takes it, once, on the heap of each instance.
 *
 * @param store name of the global store
 * @param source name of the topic's source
 * @param refusal what the log says of a record that is not used
 * @param taker of the records
 */
public record GlobalTable(String store, String source, String refusal, Taker taker) {
    private static final Logger LOG = LoggerFactory.getLogger(GlobalTable.class);

    /** Taker of the records of a table's topic, in the order of each partition. */
    @FunctionalInterface
    public interface Taker {
        /**
         * Takes a record, or refuses it by an exception with the rule.
         *
         * @param objections told what of the record is not used
         */
        void take(Told told, Consumer<String> objections) throws IOException;
    }

    /** Rows of a table of which the newest record of each key counts. */
    @FunctionalInterface
    public interface Rows {
        /**
         * Takes the row of a key, or refuses it by an exception with the rule.
         *
         * @param value null takes the key's row back, and is never refused
         * @param objections told what of the value is not used
         */
        void take(String key, byte[] value, Consumer<String> objections) throws IOException;
    }

    /**
     * Record of a table's topic.
     *
     * @param at where it stands
     * @param nowMs the instance's clock
     */
    public record Told(Record<byte[], byte[]> record, RecordMetadata at, long nowMs) {
        /** The topic by the name that it has on the broker. */
        public String topic() {
            return SecondName.first(at.topic());
        }

        private String place() {
            String place = topic() + "-" + at.partition() + "@" + at.offset();
            return record.key() == null ? place : Printable.value(text(record.key())) + " at " + place;
        }
    }

    /**
     * A table of rows. A record without a key is passed over. One that is refused takes its key's row back: so it is
     * after a restart, once compaction has left this record alone.
     */
    public static GlobalTable ofRows(String store, String source, String refusal, Rows rows) {
        return new GlobalTable(store, source, refusal, (told, objections) -> {
            if (told.record().key() == null) {
                return;
            }
            String key = text(told.record().key());
            try {
                rows.take(key, told.record().value(), objections);
            } catch (IOException | RuntimeException e) {
                rows.take(key, null, objections);
                throw e;
            }
        });
    }

    /** The text of a key or a value; null has none. */
    public static String text(byte[] bytes) {
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    /** Reads it from the topic. */
    public void addTo(StreamsBuilder builder, String topic) {
        builder.addGlobalStore(
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(store), Serdes.ByteArray(), Serdes.ByteArray())
                        .withLoggingDisabled(),
                topic,
                Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName(source),
                Feed::new);
    }

    /** It never throws, for that would stop the global thread of every instance, again at each start. */
    private final class Feed implements Processor<byte[], byte[], Void, Void> {
        private final BoundedLog log = new BoundedLog(LOG);
        private ProcessorContext<Void, Void> context;

        @Override
        public void init(ProcessorContext<Void, Void> processorContext) {
            context = processorContext;
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            RecordMetadata at = context.recordMetadata().orElseThrow();
            Told told = new Told(record, at, context.currentSystemTimeMs());
            try {
                taker.take(told, objection -> warn(told, objection));
            } catch (IOException | RuntimeException e) {
                warn(told, e.getMessage() == null ? e.toString() : e.getMessage());
            }
        }

        private void warn(Told told, String reason) {
            log.warn(refusal, told.place() + ": " + Printable.message(reason), told.nowMs());
        }
    }
}
