package io.tidecast.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;

/**
 * Alias of a topic that a global store reads beside a task: Kafka Streams refuses a topic that both read. The global
 * store is given the second name, and the global consumer of this supplier reads the topic itself under it.
 */
public final class SecondName extends DefaultKafkaClientSupplier {
    /** No topic has such a name on a broker. */
    private static final String SUFFIX = "@table";

    /** The second name of a topic. */
    public static String of(String topic) {
        return topic + SUFFIX;
    }

    /** The topic of either of its names. */
    public static String first(String topic) {
        return topic.endsWith(SUFFIX) ? topic.substring(0, topic.length() - SUFFIX.length()) : topic;
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return new GlobalConsumer(config);
    }

    /** What a global thread asks of its consumer, in the names that it has been given. */
    private static final class GlobalConsumer extends KafkaConsumer<byte[], byte[]> {
        private final Map<TopicPartition, TopicPartition> given = new HashMap<>(); // by what they are on the broker

        GlobalConsumer(Map<String, Object> config) {
            super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }

        private static TopicPartition first(TopicPartition partition) {
            return new TopicPartition(SecondName.first(partition.topic()), partition.partition());
        }

        private List<TopicPartition> first(Collection<TopicPartition> partitions) {
            partitions.forEach(partition -> given.put(first(partition), partition));
            return partitions.stream().map(GlobalConsumer::first).toList();
        }

        @Override
        public List<PartitionInfo> partitionsFor(String topic) {
            return super.partitionsFor(SecondName.first(topic)).stream()
                    .map(info -> new PartitionInfo(
                            topic,
                            info.partition(),
                            info.leader(),
                            info.replicas(),
                            info.inSyncReplicas(),
                            info.offlineReplicas()))
                    .toList();
        }

        @Override
        public void assign(Collection<TopicPartition> partitions) {
            super.assign(first(partitions));
        }

        @Override
        public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
            return super.endOffsets(first(partitions)).entrySet().stream()
                    .collect(Collectors.toMap(end -> given.get(end.getKey()), Map.Entry::getValue));
        }

        @Override
        public long position(TopicPartition partition) {
            return super.position(first(partition));
        }

        @Override
        public void seek(TopicPartition partition, long offset) {
            super.seek(first(partition), offset);
        }

        @Override
        public void seekToBeginning(Collection<TopicPartition> partitions) {
            super.seekToBeginning(first(partitions));
        }

        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            ConsumerRecords<byte[], byte[]> polled = super.poll(timeout);
            Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
            for (TopicPartition partition : polled.partitions()) {
                TopicPartition name = given.get(partition);
                List<ConsumerRecord<byte[], byte[]>> own = new ArrayList<>();
                polled.records(partition).forEach(record -> own.add(named(name.topic(), record)));
                records.put(name, own);
            }
            Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
            polled.nextOffsets().forEach((partition, offset) -> next.put(given.get(partition), offset));
            return new ConsumerRecords<>(records, next);
        }

        private static ConsumerRecord<byte[], byte[]> named(String topic, ConsumerRecord<byte[], byte[]> record) {
            return new ConsumerRecord<>(
                    topic,
                    record.partition(),
                    record.offset(),
                    record.timestamp(),
                    record.timestampType(),
                    record.serializedKeySize(),
                    record.serializedValueSize(),
                    record.key(),
                    record.value(),
                    record.headers(),
                    record.leaderEpoch());
        }
    }
}
