package io.tidecast.stream;

import io.tidecast.record.Names;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.streams.GroupProtocol;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;

/** Kafka Streams configuration of one role: safe defaults, under whatever {@code kafka.*} says. */
public final class ClientConfig {
    private static final String SEGMENT_BYTES = String.valueOf(32 << 20);

    private static final int METADATA_MAX_AGE_MS = 10_000;
    private static final int WARMUPS = 16;
    private static final int PROBING_MS = 60_000;

    private ClientConfig() {}

    /** The configuration of a role. */
    public static Properties of(StreamSettings settings, Role role) {
        Properties config = new Properties();
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, LogAndContinueExceptionHandler.class);
        config.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, ContinueWithDeadLetter.class);
        config.put(ContinueWithDeadLetter.TOPIC, settings.topics().deadLetters());
        config.put(
                ContinueWithDeadLetter.BYTES,
                settings.limits().of(deadLetters(role)).bytes());
        config.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
        // The assignor makes a StreamsConfig of what its consumer was given, and would warn that this is not set.
        config.put(
                StreamsConfig.mainConsumerPrefix(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG),
                true);
        config.put(
                StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG,
                settings.topics().deadLetters());
        config.put(StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, NonNegativeTimestamps.class);
        config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        // With more, the batches behind the first of a transaction overtake it while the broker still closes the one
        // before,
        // and are refused and sent again (OutOfOrderSequenceException in the broker's log).
        config.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
        // Of a reading the changelogs take 0.54 of the bytes without, and forecasts as JSON less. Without the prefix,
        // so that
        // either form of it in kafka.* wins.
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, CompressionType.LZ4.name);
        config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        config.put(BoundedRocksDb.BLOCK_CACHE_MIB, settings.memory().blockCacheMib());
        config.put(BoundedRocksDb.WRITE_BUFFER_MIB, settings.memory().writeBufferMib());
        // A changelog is compacted but for the segment it is written to, a gibibyte unless set, which a restart reads.
        config.put(StreamsConfig.topicPrefix(TopicConfig.SEGMENT_BYTES_CONFIG), SEGMENT_BYTES);
        // Partitions that are added to the readings are read before devices in them count as silent.
        config.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, METADATA_MAX_AGE_MS);
        // A task moves to a new member once it has been restored there: so many at a time, looked at so often. With
        // Kafka's 2 and ten minutes, the eleven of 32 that a third member gets need six looks.
        config.put(StreamsConfig.MAX_WARMUP_REPLICAS_CONFIG, WARMUPS);
        config.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, PROBING_MS);
        config.putAll(settings.kafka());
        config.put(
                StreamsConfig.STATE_DIR_CONFIG,
                StateFolder.of(settings.kafka()).path().toString());
        if (isOfStreamsProtocol(settings)) {
            // The broker's assignor has neither static members nor, by the client's word, standbys.
            config.remove(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
            config.remove(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG);
            config.remove(StreamsConfig.MAX_WARMUP_REPLICAS_CONFIG);
        }
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId(role));
        return config;
    }

    private static String deadLetters(Role role) {
        return role == Role.FORECASTER ? Names.DEAD_LETTERS_OF_FORECAST : Names.DEAD_LETTERS_OF_TRAINING;
    }

    /**
     * The configuration of a role as a static member of its group, which takes up its tasks at once when it restarts:
     * measured 2.4 s instead of 10 s after a kill.
     *
     * @param instanceId its name in the group, unless {@code kafka.*} gives it one
     */
    public static Properties ofMember(StreamSettings settings, Role role, String instanceId) {
        Properties config = of(settings, role);
        if (!isOfStreamsProtocol(settings)) {
            config.putIfAbsent(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instanceId);
        }
        return config;
    }

    /** Whether batches that a role's producer sends are compressed, unless a topic has a codec of its own. */
    public static boolean isCompressing(StreamSettings settings) {
        Properties config = of(settings, Role.FORECASTER);
        Object codec = config.getOrDefault(
                StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG),
                config.get(ProducerConfig.COMPRESSION_TYPE_CONFIG));
        return !CompressionType.NONE.name.equals(codec);
    }

    private static boolean isOfStreamsProtocol(StreamSettings settings) {
        return GroupProtocol.STREAMS.name().equalsIgnoreCase(settings.kafka().get(StreamsConfig.GROUP_PROTOCOL_CONFIG));
    }

    /** Stream threads of a role's client. */
    public static int threads(StreamSettings settings, Role role) {
        return Integer.parseInt(
                String.valueOf(of(settings, role).getOrDefault(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1)));
    }

    /** What a topology must know of it when it is built. */
    public static TopologyConfig ofTopology(StreamSettings settings, Role role) {
        return new TopologyConfig(new StreamsConfig(of(settings, role)));
    }

    /** Whether a property is one of Kafka Streams' own, which plain clients know nothing of. */
    public static boolean isOfStreams(String property) {
        return StreamsConfig.configDef().names().contains(property);
    }
}
