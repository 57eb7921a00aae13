package io.tidecast.forecaster;

import io.tidecast.device.HeapBudget;
import io.tidecast.device.RecentWindows;
import io.tidecast.device.StateSizes;
import io.tidecast.forecast.ScoredMethods;
import io.tidecast.input.GroupSource;
import io.tidecast.model.ModelRegistry;
import io.tidecast.record.Names;
import io.tidecast.stream.ClientConfig;
import io.tidecast.stream.DaysTable;
import io.tidecast.stream.RegisterModels;
import io.tidecast.stream.Role;
import io.tidecast.stream.SecondName;
import io.tidecast.stream.StreamSettings;
import io.tidecast.stream.TopicNames;
import io.tidecast.stream.TopologyParts;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;

/** Topology that forecasts: readings in; forecasts, scores, chunks of history and dead letters out. */
public final class ForecasterTopology {
    private ForecasterTopology() {}

    /**
     * Builds the topology.
     *
     * @param registry is fed from the models topic and asked for the model that serves
     */
    public static Topology build(StreamSettings settings, ModelRegistry registry) {
        return build(settings, registry, settings.memory().devices(), RecentWindows.none(), new ForecastQuestions());
    }

    /**
     * Builds the topology of a process.
     *
     * @param heap is shared with others
     * @param windows are told of each window
     * @param questions are answered
     */
    public static Topology build(
            StreamSettings settings,
            ModelRegistry registry,
            HeapBudget heap,
            RecentWindows windows,
            ForecastQuestions questions) {
        Optional<DaysTable> days = settings.days().map(topic -> new DaysTable(settings));
        return build(settings, settings.methods(days.map(table -> table)), days, registry, heap, windows, questions);
    }

    /** Upper bounds of the records of each store, in bytes of key and value. */
    public static Map<String, Long> stateBytes(StreamSettings settings) {
        return StateSizes.of(
                settings.methods(settings.days().map(topic -> new DaysTable(settings))), settings.toldAhead());
    }

    /** Builds the topology with these methods instead of those that serve. */
    static Topology build(
            StreamSettings settings,
            ScoredMethods methods,
            Optional<DaysTable> days,
            ModelRegistry registry,
            HeapBudget heap,
            RecentWindows windows,
            ForecastQuestions questions) {
        TopicNames topics = settings.topics();
        StreamsBuilder builder = new StreamsBuilder(ClientConfig.ofTopology(settings, Role.FORECASTER));
        RegisterModels.into(registry).addTo(builder, topics.models());
        DeviceGroups groups = new DeviceGroups();
        if (settings.groups() instanceof GroupSource.Table table) {
            groups.table().addTo(builder, table.topic());
        }
        Optional<KnownAheadTable> ahead = settings.covariates()
                .map(topic -> new KnownAheadTable(
                        settings,
                        name -> name.equals(settings.forecast().model())
                                || registry.pointer(name).isPresent()
                                || groups.isNamed(name)));
        ahead.ifPresent(known ->
                known.table().addTo(builder, SecondName.of(settings.covariates().orElseThrow())));
        StaticTable statics = new StaticTable(settings);
        TopologyParts.addStore(builder, Names.OPEN_READINGS, Serdes.Bytes());
        TopologyParts.addStore(builder, Names.BLOCKS, Serdes.Bytes());
        TopologyParts.addStore(builder, Names.OPEN_FORECASTS, Serdes.Bytes());
        TopologyParts.addStore(builder, Names.CLOCKS, Serdes.String());
        TopologyParts.addStore(builder, Names.STATISTICS, Serdes.String());
        if (ahead.isPresent()) {
            TopologyParts.addStore(builder, Names.KNOWN_AHEAD, Serdes.String());
        }

        KStream<String, SourcedReading> mapped = builder.stream(
                        topics.readings(),
                        Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName(Names.READINGS))
                .process(() -> new MapReadings(settings), Named.as(Names.MAP_READINGS))
                // Gives the one child for readings a name to forward to; the other child is the sink of dead letters.
                .map(
                        (device, reading) -> KeyValue.pair((String) device, (SourcedReading) reading),
                        Named.as(Names.MAPPED_READINGS));
        byDevice(settings, mapped, settings.covariates().map(topic -> knownAhead(settings, builder, topic)))
                .process(
                        () -> new ForecastReadings(
                                settings, methods, registry, groups, ahead, statics, heap, windows, questions),
                        Named.as(Names.FORECAST),
                        Names.forecasterStores(ahead.isPresent()).toArray(String[]::new));
        // Behind all that have tasks, whose numbers are those of a build, or of settings, without them.
        settings.statics().topic().ifPresent(topic -> statics.table().addTo(builder, topic));
        days.ifPresent(own -> own.table().addTo(builder, settings.days().orElseThrow()));

        Topology topology = builder.build();
        TopologyParts.addSink(topology, Names.DEAD_LETTERS_OF_MAPPING, topics.deadLetters(), Names.MAP_READINGS);
        TopologyParts.addSink(topology, Names.DEAD_LETTERS_OF_FORECAST, topics.deadLetters(), Names.FORECAST);
        TopologyParts.addSink(topology, Names.FORECASTS, topics.forecasts(), Names.FORECAST);
        TopologyParts.addSink(topology, Names.SCORES, topics.scores(), Names.FORECAST);
        TopologyParts.addSink(topology, Names.RETRAINING, topics.retraining(), Names.FORECAST);
        return topology;
    }

    /** Values known ahead by device. Their topic is read by the global table, too, by its second name. */
    private static KStream<String, SourcedReading> knownAhead(
            StreamSettings settings, StreamsBuilder builder, String topic) {
        return builder.stream(
                        topic,
                        Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
                                .withOffsetResetPolicy(AutoOffsetReset.earliest())
                                .withName(Names.READINGS_KNOWN_AHEAD))
                .process(() -> new MapKnownAhead(settings), Named.as(Names.MAP_KNOWN_AHEAD));
    }

    /** Readings, and what is known ahead, in the partition of their device's state. */
    private static KStream<String, SourcedReading> byDevice(
            StreamSettings settings,
            KStream<String, SourcedReading> readings,
            Optional<KStream<String, SourcedReading>> ahead) {
        Named merged = Named.as(Names.READINGS_AND_KNOWN_AHEAD);
        if (settings.keyedByDevice()) {
            return ahead.map(told -> readings.merge(told.repartition(routing(settings, Names.TOLD_BY_DEVICE)), merged))
                    .orElse(readings);
        }
        return ahead.map(told -> readings.merge(told, merged))
                .orElse(readings)
                .repartition(routing(settings, Names.BY_DEVICE));
    }

    /** Routing to the partitions of the state, which need not be as many as those of the readings topic. */
    private static Repartitioned<String, SourcedReading> routing(StreamSettings settings, String name) {
        boolean exact = settings.grid().aggregation().anyCounter();
        Repartitioned<String, SourcedReading> routing = Repartitioned.with(
                        Serdes.String(), new SourcedReadingSerde(exact))
                .withName(name);
        int partitions = settings.statePartitions();
        return partitions == 0 ? routing : routing.withNumberOfPartitions(partitions);
    }
}
