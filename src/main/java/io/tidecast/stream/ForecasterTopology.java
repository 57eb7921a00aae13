package io.tidecast.stream;

import io.tidecast.model.ModelRegistry;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.Stores;

/** Readings in; forecasts, scores, chunks of history and dead letters out. */
public final class ForecasterTopology {
    private static final String[] STORES = {
        Names.OPEN_READINGS, Names.BLOCKS, Names.OPEN_FORECASTS, Names.CLOCKS, Names.STATISTICS
    };

    private ForecasterTopology() {}

    /** Stores of one task. */
    static int stores() {
        return STORES.length;
    }

    /**
     * Builds the topology.
     *
     * @param registry is fed from the models topic and asked for the model that serves
     */
    public static Topology build(StreamSettings settings, ModelRegistry registry) {
        return build(settings, registry, new HeapBudget((long) settings.memory().heapMib() << 20));
    }

    static Topology build(StreamSettings settings, ModelRegistry registry, HeapBudget heap) {
        TopicNames topics = settings.topics();
        StreamsBuilder builder = new StreamsBuilder(ClientConfig.ofTopology(settings, Role.FORECASTER));
        RegisterModels.addTo(builder, topics.models(), registry);
        DeviceGroups groups = new DeviceGroups();
        if (settings.groups() instanceof GroupSource.Table table) {
            groups.addTo(builder, table.topic());
        }
        addStore(builder, Names.OPEN_READINGS, Serdes.Bytes());
        addStore(builder, Names.BLOCKS, Serdes.Bytes());
        addStore(builder, Names.OPEN_FORECASTS, Serdes.Bytes());
        addStore(builder, Names.CLOCKS, Serdes.String());
        addStore(builder, Names.STATISTICS, Serdes.String());

        KStream<String, SourcedReading> mapped = builder.stream(
                        topics.readings(),
                        Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName(Names.READINGS))
                .process(
                        () -> new MapReadings(settings.readings(), settings.groups(), settings.kafka()),
                        Named.as(Names.MAP_READINGS))
                .map(
                        (device, reading) -> KeyValue.pair((String) device, (SourcedReading) reading),
                        Named.as(Names.MAPPED_READINGS));
        KStream<String, SourcedReading> byDevice = settings.readings().keyedByDevice()
                ? mapped
                : mapped.repartition(Repartitioned.with(Serdes.String(), new SourcedReadingSerde())
                        .withName(Names.BY_DEVICE));
        byDevice.process(
                () -> new ForecastReadings(settings, registry, groups, heap), Named.as(Names.FORECAST), STORES);

        Topology topology = builder.build();
        addSink(topology, Names.DEAD_LETTERS_OF_MAPPING, topics.deadLetters(), Names.MAP_READINGS);
        addSink(topology, Names.DEAD_LETTERS_OF_FORECAST, topics.deadLetters(), Names.FORECAST);
        addSink(topology, Names.FORECASTS, topics.forecasts(), Names.FORECAST);
        addSink(topology, Names.SCORES, topics.scores(), Names.FORECAST);
        addSink(topology, Names.RETRAINING, topics.retraining(), Names.FORECAST);
        return topology;
    }

    static <K> void addStore(StreamsBuilder builder, String name, Serde<K> key) {
        builder.addStateStore(
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), key, Serdes.ByteArray()));
    }

    static void addSink(Topology topology, String name, String topic, String parent) {
        topology.addSink(name, topic, new ByteArraySerializer(), new ByteArraySerializer(), parent);
    }
}
