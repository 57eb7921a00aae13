package io.tidecast.stream;

import io.tidecast.config.Printable;
import io.tidecast.model.ModelKey;
import io.tidecast.model.ModelKeys;
import io.tidecast.model.ModelRegistry;
import io.tidecast.record.BoundedLog;
import io.tidecast.record.Names;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Global processor that feeds the registry from the models topic. It never throws: an exception here would stop the
 * global thread of every instance, again at each start, since the record stays in the compacted topic.
 */
public final class RegisterModels implements Processor<String, byte[], Void, Void> {
    private static final Logger LOG = LoggerFactory.getLogger(RegisterModels.class);

    private final ModelRegistry registry;
    private final BoundedLog log = new BoundedLog(LOG);
    private ProcessorContext<Void, Void> context;
    private KeyValueStore<String, byte[]> store;

    RegisterModels(ModelRegistry registry) {
        this.registry = registry;
    }

    /**
     * Adds the global store that carries the models topic to the registry. In memory, since a persistent one would not
     * replay its records into the registry after a clean restart.
     */
    public static void addTo(StreamsBuilder builder, String topic, ModelRegistry registry) {
        builder.addGlobalStore(
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(Names.GLOBAL_MODELS), Serdes.String(), Serdes.ByteArray())
                        .withLoggingDisabled(),
                topic,
                Consumed.with(Serdes.String(), Serdes.ByteArray()).withName(Names.MODELS_SOURCE),
                () -> new RegisterModels(registry));
    }

    @Override
    public void init(ProcessorContext<Void, Void> processorContext) {
        context = processorContext;
        store = context.getStateStore(Names.GLOBAL_MODELS);
    }

    @Override
    public void process(Record<String, byte[]> record) {
        if (record.key() == null) {
            return;
        }
        boolean pointer = ModelKey.isPointer(record.key());
        Optional<byte[]> signature = Optional.ofNullable(record.headers().lastHeader(ModelKeys.HEADER))
                .map(Header::value);
        Optional<String> refused = registry.accept(record.key(), record.value(), signature);
        refused.ifPresent(reason -> log.warn(
                "model record is not used",
                Printable.value(record.key()) + ": " + reason,
                context.currentSystemTimeMs()));
        // The registry holds the files; the store keeps the pointers that are used, to be looked at.
        if (pointer && refused.isEmpty()) {
            store.put(record.key(), record.value());
        }
    }
}
