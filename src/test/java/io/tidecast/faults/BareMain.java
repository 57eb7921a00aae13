package io.tidecast.faults;

import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The least that could do the application's work: re-keys readings by device, keeps the last one of each in a state
 * store, and sends it on, exactly once and as a static member. What it needs after a kill is Kafka Streams' own part.
 */
final class BareMain {
    static final String OUTPUT = "bare";

    private BareMain() {}

    /** Arguments: bootstrap servers and state folder. */
    public static void main(String[] args) throws InterruptedException {
        Leash.tie();
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "bare");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, args[0]);
        config.put(StreamsConfig.STATE_DIR_CONFIG, args[1]);
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, "bare-1");
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(Site.READINGS, Consumed.with(Serdes.String(), Serdes.String()))
                .groupBy(
                        (gateway, reading) ->
                                Output.json(Site.utf8(reading)).path("device").asText(),
                        Grouped.with("by-device", Serdes.String(), Serdes.String()))
                .reduce(
                        (before, reading) -> reading,
                        Materialized.<String, String, KeyValueStore<Bytes, byte[]>>as("last")
                                .withCachingDisabled())
                .toStream()
                .to(OUTPUT, Produced.with(Serdes.String(), Serdes.String()));
        try (KafkaStreams streams = new KafkaStreams(builder.build(), config)) {
            streams.start();
            new CountDownLatch(1).await();
        }
    }
}
