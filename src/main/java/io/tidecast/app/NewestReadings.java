package io.tidecast.app;

import io.tidecast.settings.Settings;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.StreamSettings;
import java.util.List;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;

/** Look at the newest records of the readings topic, which it reads without a group and changes nothing of. */
final class NewestReadings {
    /** Records of all partitions together: enough to tell how they are, and read within a second. */
    private static final int RECORDS = 1_000;

    private final KafkaClients clients;
    private final StreamSettings settings;

    NewestReadings(Settings settings) {
        clients = new KafkaClients(settings.kafka());
        this.settings = settings.stream();
    }

    List<Finding> findings() {
        ReadingSample sample = new ReadingSample(settings, System.currentTimeMillis());
        String topic = settings.topics().readings();
        try (KafkaConsumer<byte[], byte[]> consumer = clients.bytesConsumer()) {
            List<TopicPartition> partitions =
                    consumer.listTopics(Topics.TIMEOUT).getOrDefault(topic, List.of()).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            if (partitions.isEmpty()) {
                return List.of(); // Told as a missing topic.
            }
            PartitionScan scan = new PartitionScan(consumer);
            int each = Math.max(1, RECORDS / partitions.size());
            consumer.endOffsets(partitions, Topics.PATIENCE)
                    .forEach((partition, end) -> scan.from(partition, Math.max(0, end - each), sample::add));
            return sample.findings();
        } catch (AuthorizationException e) {
            return List.of(Finding.warn("readings: they may not be looked at", "allow READ on topic " + topic));
        } catch (TimeoutException e) {
            return List.of(Finding.warn("readings: " + e.getMessage(), "look again"));
        }
    }
}
