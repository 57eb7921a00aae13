package io.tidecast.trainer;

import io.tidecast.model.ModelRegistry;
import io.tidecast.record.Names;
import io.tidecast.stream.ClientConfig;
import io.tidecast.stream.DaysTable;
import io.tidecast.stream.RegisterModels;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamSettings;
import io.tidecast.stream.TopicNames;
import io.tidecast.stream.TopologyParts;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;

/** Topology of the trainer: chunks of history and requests in; model versions, pointers and dead letters out. */
public final class TrainerTopology {
    /** Ample for the trainer's place with a model, but for the requests that wait. */
    private static final long PLACE_BYTES = 16 << 10;

    private TrainerTopology() {}

    /** What the changelog of a store must take, in bytes of key and value; a chunk that it does not is refused. */
    public static Map<String, Long> stateBytes() {
        return Map.of(Names.TRAINER, PLACE_BYTES);
    }

    /** Builds the topology over a retraining topic of one partition. */
    public static Topology build(StreamSettings settings, ModelRegistry registry, TrainingWorker<TrainerWork> worker) {
        return build(settings, registry, worker, ModelPartitions.ONE);
    }

    /**
     * Builds the topology.
     *
     * @param registry is fed from the models topic and asked for the champion
     * @param worker where training happens; may be shared with other topologies of this process
     * @param partitions of the retraining topic, by model
     */
    public static Topology build(
            StreamSettings settings,
            ModelRegistry registry,
            TrainingWorker<TrainerWork> worker,
            ModelPartitions partitions) {
        TopicNames topics = settings.topics();
        StreamsBuilder builder = new StreamsBuilder(ClientConfig.ofTopology(settings, Role.TRAINER));
        RegisterModels.into(registry).addTo(builder, topics.models());
        DaysTable days = new DaysTable(settings);
        TopologyParts.addStore(builder, Names.HISTORY, Serdes.Bytes());
        TopologyParts.addStore(builder, Names.TRAINER, Serdes.String());
        builder.stream(
                        topics.retraining(),
                        Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName(Names.RETRAINING))
                .process(
                        () -> new TrainModels(settings, days, registry, worker, partitions),
                        Named.as(Names.TRAIN),
                        Names.trainerStores().toArray(String[]::new));
        // Behind the task's nodes, whose number is that of settings without it.
        settings.days().ifPresent(topic -> days.table().addTo(builder, topic));
        Topology topology = builder.build();
        TopologyParts.addSink(topology, Names.MODELS, topics.models(), Names.TRAIN);
        TopologyParts.addSink(topology, Names.DEAD_LETTERS_OF_TRAINING, topics.deadLetters(), Names.TRAIN);
        topology.addSink(
                Names.RETRAINING_BY_MODEL,
                topics.retraining(),
                new ByteArraySerializer(),
                new ByteArraySerializer(),
                partitions,
                Names.TRAIN);
        return topology;
    }
}
