package io.tidecast.forecaster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.config.Printable;
import io.tidecast.record.BoundedLog;
import io.tidecast.record.Names;
import io.tidecast.series.StaticSettings;
import io.tidecast.series.Statics;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
 * Global table of static covariates, as a topic and a file tell them: of a device, of a group, or of all. It is a
 * global table as that of {@link DeviceGroups} is, read to its end before the first reading. What it says of a device
 * when a chunk of its history is cut goes along in the chunk, so that who learns from it needs no table.
 *
 * <p>A name that no model reads is passed over. A value that is none of what its covariate is declared to be is said
 * once, as the record comes, and tells nothing but what is left of it: a number beyond its range is taken for the end.
 */
final class StaticTable {
    private static final Logger LOG = LoggerFactory.getLogger(StaticTable.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_CHARS = 256;

    private final StaticSettings read;
    private final List<String> names;
    private final Map<String, Statics> byName = new ConcurrentHashMap<>();
    private final Map<String, Statics> file;

    StaticTable(StreamSettings settings) {
        read = settings.network().covariates().statics();
        names = read.names();
        file = settings.statics().file();
    }

    /** What is told of a device: its own values before those of its group, which is its model, before those of all. */
    Statics of(String device, String model) {
        if (names.isEmpty()) {
            return Statics.NONE;
        }
        return told(device).or(told(model)).or(told(KnownAheadTable.ALL));
    }

    private Statics told(String name) {
        return byName.getOrDefault(name, Statics.NONE).or(file.getOrDefault(name, Statics.NONE));
    }

    /** Feeds it from the topic. In memory, so that its records are read again at each start. */
    void addTo(StreamsBuilder builder, String topic) {
        builder.addGlobalStore(
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(Names.GLOBAL_STATICS), Serdes.String(), Serdes.ByteArray())
                        .withLoggingDisabled(),
                topic,
                Consumed.with(Serdes.String(), Serdes.ByteArray()).withName(Names.STATICS_SOURCE),
                Register::new);
    }

    private Statics parsed(byte[] value) throws IOException {
        JsonNode json = JSON.readTree(value);
        if (!json.isObject()) {
            throw new IOException("the record must be a JSON object");
        }
        Map<String, String> texts = new HashMap<>();
        for (String name : names) {
            JsonNode told = json.path(name);
            if (told.isContainerNode() || told.asText().length() > MOST_CHARS) {
                throw new IOException(
                        name + " must be a string of at most " + MOST_CHARS + " characters, a number or a truth value");
            }
            if (told.isValueNode() && !told.isNull()) {
                texts.put(name, told.asText());
            }
        }
        return Statics.of(texts);
    }

    /** It never throws, for that would stop every instance, again at each start. */
    private final class Register implements Processor<String, byte[], Void, Void> {
        private final BoundedLog log = new BoundedLog(LOG);
        private ProcessorContext<Void, Void> context;
        private KeyValueStore<String, byte[]> store;

        @Override
        public void init(ProcessorContext<Void, Void> processorContext) {
            context = processorContext;
            store = context.getStateStore(Names.GLOBAL_STATICS);
        }

        @Override
        public void process(Record<String, byte[]> record) {
            if (record.key() == null) {
                return;
            }
            if (record.value() == null) {
                byName.remove(record.key());
                store.delete(record.key());
                return;
            }
            try {
                Statics told = parsed(record.value());
                byName.put(record.key(), told);
                for (String objection : read.objections(told)) {
                    log.warn(
                            "static covariate is not used as it is told",
                            Printable.value(record.key()) + ": " + Printable.value(objection),
                            context.currentSystemTimeMs());
                }
            } catch (IOException e) {
                byName.remove(record.key()); // As it is after a restart, once compaction has left this record alone.
                store.delete(record.key());
                log.warn(
                        "static covariates are not used",
                        Printable.value(record.key()) + ": " + Printable.value(String.valueOf(e.getMessage())),
                        context.currentSystemTimeMs());
            }
        }
    }
}
