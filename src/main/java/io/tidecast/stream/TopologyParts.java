package io.tidecast.stream;

import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/** State stores and sink nodes as both topologies have them. */
public final class TopologyParts {
    private TopologyParts() {}

    /** Adds a persistent key-value store of bytes. */
    public static <K> void addStore(StreamsBuilder builder, String name, Serde<K> key) {
        builder.addStateStore(
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(name), key, Serdes.ByteArray()));
    }

    /** Adds a sink node of bytes below a processor. */
    public static void addSink(Topology topology, String name, String topic, String parent) {
        topology.addSink(name, topic, new ByteArraySerializer(), new ByteArraySerializer(), parent);
    }
}
