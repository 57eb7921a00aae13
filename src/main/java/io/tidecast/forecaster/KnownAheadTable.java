package io.tidecast.forecaster;

import io.tidecast.config.Printable;
import io.tidecast.input.GroupSource;
import io.tidecast.input.ReadingDecoder;
import io.tidecast.record.BoundedLog;
import io.tidecast.record.Names;
import io.tidecast.series.KnownAhead;
import io.tidecast.series.Precision;
import io.tidecast.series.Reading;
import io.tidecast.series.TimeStep;
import io.tidecast.stream.StreamSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
 * Global table of values known ahead, as a topic tells them: of a device, of a group, or of all. Of a step the newest
 * record counts, and one that leaves a value out, or has null for it, takes it back. It is a global table as that of
 * {@link DeviceGroups} is: a value of all devices is wanted by every task, and it is read to its end before the first
 * reading is processed, so that a restart forecasts with what was known before.
 *
 * <p>A table is not of the task's transaction, so a forecast says up to which offsets it was read: with the topic, that
 * tells what the forecast knew.
 */
final class KnownAheadTable {
    /** The device whose values are of all devices. */
    static final String ALL = "*";
    /** Steps that are kept of a device, a group or all; the oldest go first. The longest horizon is half as long. */
    static final int MOST_STEPS = 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(KnownAheadTable.class);

    private final TimeStep step;
    private final int horizon;
    private final int[] features; // [K] index among all features of each value
    private final ReadingDecoder decoder;
    private final Map<String, TreeMap<Long, double[]>> byName = new HashMap<>(); // [K] by step, NaN where not known
    private final TreeMap<Integer, Long> offsets = new TreeMap<>(); // next to be read, by partition

    /**
     * What a forecast knows ahead.
     *
     * @param share of the values of its horizon, 0..1
     * @param offsets up to which each partition of the topic was read, those of partitions without records 0
     */
    record Told(KnownAhead values, double share, List<Long> offsets) {}

    KnownAheadTable(StreamSettings settings) {
        List<String> values = settings.network().covariates().values();
        List<String> all = settings.forecast().features();
        step = settings.forecast().timeStep();
        horizon = settings.forecast().horizon();
        features =
                settings.network().covariates().known(all, settings.forecast().targets());
        decoder = settings.readings().only(features).decoder(values, new GroupSource.None());
    }

    /** Takes a value of each of a step; those that are NaN are not known any more. */
    synchronized void accept(Reading reading) {
        TreeMap<Long, double[]> steps = byName.computeIfAbsent(reading.device(), name -> new TreeMap<>());
        double[] values = new double[features.length];
        boolean any = false;
        for (int k = 0; k < values.length; k++) {
            values[k] = Precision.read(reading.values()[k]);
            any |= !Double.isNaN(values[k]);
        }
        if (any) {
            steps.put(step.indexOf(reading.timeMs()), values);
        } else {
            steps.remove(step.indexOf(reading.timeMs()));
        }
        while (steps.size() > MOST_STEPS) {
            steps.pollFirstEntry();
        }
        if (steps.isEmpty()) {
            byName.remove(reading.device());
        }
    }

    private synchronized void read(int partition, long offset) {
        offsets.put(partition, offset + 1);
    }

    /**
     * What is known of the steps after an origin: what is told of the device, else of its group, else of all. What is
     * told of the device and past goes.
     *
     * @param model id of the model that the device belongs to, which is its group
     * @param origin index of the newest step
     */
    synchronized Told ahead(String device, String model, long origin) {
        TreeMap<Long, double[]> own = byName.get(device);
        if (own != null) {
            own.headMap(origin, true).clear();
        }
        double[] known = new double[horizon * features.length];
        Arrays.fill(known, Double.NaN);
        int there = 0;
        for (String name : List.of(device, model, ALL)) {
            TreeMap<Long, double[]> steps = byName.getOrDefault(name, new TreeMap<>());
            for (Map.Entry<Long, double[]> told :
                    steps.subMap(origin, false, origin + horizon, true).entrySet()) {
                int at = (int) (told.getKey() - origin - 1) * features.length;
                for (int k = 0; k < features.length; k++) {
                    if (Double.isNaN(known[at + k]) && !Double.isNaN(told.getValue()[k])) {
                        known[at + k] = told.getValue()[k];
                        there++;
                    }
                }
            }
        }
        List<Long> read = new ArrayList<>();
        for (int p = 0; !offsets.isEmpty() && p <= offsets.lastKey(); p++) {
            read.add(offsets.getOrDefault(p, 0L));
        }
        return new Told((h, feature) -> value(known, h, feature), (double) there / known.length, read);
    }

    private double value(double[] known, int h, int feature) {
        for (int k = 0; k < features.length; k++) {
            if (features[k] == feature) {
                return known[(h - 1) * features.length + k];
            }
        }
        return Double.NaN;
    }

    /** Feeds it from the topic. In memory, so that its records are read again at each start. */
    void addTo(StreamsBuilder builder, String topic) {
        builder.addGlobalStore(
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(Names.GLOBAL_COVARIATES),
                                Serdes.ByteArray(),
                                Serdes.ByteArray())
                        .withLoggingDisabled(),
                topic,
                Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName(Names.COVARIATES_SOURCE),
                Register::new);
    }

    /** It never throws, for that would stop every instance, again at each start. */
    private final class Register implements Processor<byte[], byte[], Void, Void> {
        private final BoundedLog log = new BoundedLog(LOG);
        private ProcessorContext<Void, Void> context;

        @Override
        public void init(ProcessorContext<Void, Void> processorContext) {
            context = processorContext;
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            Optional<RecordMetadata> from = context.recordMetadata();
            String topic = from.map(RecordMetadata::topic).orElse("");
            try {
                decoder.decode(topic, record.headers(), record.key(), record.value(), record.timestamp())
                        .forEach(decoded -> accept(decoded.reading()));
            } catch (RuntimeException e) {
                log.warn(
                        "values known ahead are not used",
                        from.map(at -> at.topic() + "-" + at.partition() + "@" + at.offset())
                                        .orElse("record")
                                + ": " + Printable.value(String.valueOf(e.getMessage())),
                        context.currentSystemTimeMs());
            }
            from.ifPresent(at -> read(at.partition(), at.offset()));
        }
    }
}
