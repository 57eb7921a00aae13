package io.tidecast.stream;

import io.tidecast.config.Printable;
import io.tidecast.record.BoundedLog;
import io.tidecast.record.Names;
import io.tidecast.series.DayRange;
import io.tidecast.series.DaySource;
import io.tidecast.series.HolidaySettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
 * Global table of a calendar of one's own, as a compacted topic tells it: of any key a day or a range of days, taken
 * back by a record without a value; beside them those of the settings' file. Linear maps see a change at once, a
 * network at its next fine-tune, since a version is the same wherever it is read.
 */
public final class DaysTable implements DaySource {
    private static final Logger LOG = LoggerFactory.getLogger(DaysTable.class);

    /** Stands for no day, so that a model whose days have all been taken back has others, and not the last ones. */
    static final String NO_DAY = "1970-01-01";

    private final List<String> file;
    private final boolean told;
    private final Map<String, String> byKey = new TreeMap<>();
    private volatile Days current;

    private record Days(List<String> texts, List<DayRange> ranges, int version) {}

    /** @param settings whose file's days are always among them */
    public DaysTable(StreamSettings settings) {
        file = settings.network().covariates().holidays().days();
        told = settings.days().isPresent();
        current = days(0);
    }

    private Days days(int version) {
        List<String> texts = new ArrayList<>(file);
        texts.addAll(byKey.values());
        if (told && texts.isEmpty()) {
            texts.add(NO_DAY);
        }
        return new Days(List.copyOf(texts), texts.stream().map(DayRange::parse).toList(), version);
    }

    @Override
    public List<DayRange> days() {
        return current.ranges();
    }

    @Override
    public int version() {
        return current.version();
    }

    /** The days as settings have them, see {@link DayRange}. */
    public List<String> texts() {
        return current.texts();
    }

    /**
     * Takes a record of the topic.
     *
     * @param text a day or a range of days; null takes the key's back
     * @throws IllegalArgumentException with the rule, if it is none or one too many
     */
    public synchronized void accept(String key, String text) {
        if (text == null) {
            byKey.remove(key);
        } else {
            DayRange.parse(text.strip());
            if (!byKey.containsKey(key) && current.texts().size() >= HolidaySettings.MOST_DAYS) {
                throw new IllegalArgumentException(
                        "days of one's own must be at most " + HolidaySettings.MOST_DAYS + " ranges, was one more");
            }
            byKey.put(key, text.strip());
        }
        current = days(current.version() + 1);
    }

    /** Feeds it from the topic. In memory, so that its records are read again at each start. */
    public void addTo(StreamsBuilder builder, String topic) {
        builder.addGlobalStore(
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(Names.GLOBAL_DAYS), Serdes.String(), Serdes.ByteArray())
                        .withLoggingDisabled(),
                topic,
                Consumed.with(Serdes.String(), Serdes.ByteArray()).withName(Names.DAYS_SOURCE),
                Register::new);
    }

    /** It never throws, for that would stop every instance, again at each start. */
    private final class Register implements Processor<String, byte[], Void, Void> {
        private final BoundedLog log = new BoundedLog(LOG);
        private ProcessorContext<Void, Void> context;
        private KeyValueStore<String, byte[]> store;

        @Override
        public void init(ProcessorContext<Void, Void> processorContext) {
            context = processorContext;
            store = context.getStateStore(Names.GLOBAL_DAYS);
        }

        @Override
        public void process(Record<String, byte[]> record) {
            if (record.key() == null) {
                return;
            }
            try {
                accept(
                        record.key(),
                        record.value() == null ? null : new String(record.value(), StandardCharsets.UTF_8));
                store.put(record.key(), record.value());
            } catch (IllegalArgumentException e) {
                accept(record.key(), null); // As it is after a restart, once compaction has left this record alone.
                store.delete(record.key());
                log.warn(
                        "days of one's own are not used",
                        Printable.value(record.key()) + ": " + Printable.value(String.valueOf(e.getMessage())),
                        context.currentSystemTimeMs());
            }
        }
    }
}
