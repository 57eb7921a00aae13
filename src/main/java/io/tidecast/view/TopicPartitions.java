package io.tidecast.view;

import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.TopicException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Partitions of a topic, for who reads all of them without a group. */
public final class TopicPartitions {
    private TopicPartitions() {}

    /**
     * Asks the broker; no topic is made by that.
     *
     * @throws TopicException if the topic does not exist, or this user has no right to look at it
     */
    public static List<TopicPartition> of(
            KafkaConsumer<?, ?> consumer, KafkaClients clients, String topic, Duration timeout) {
        List<TopicPartition> partitions = consumer.listTopics(timeout).getOrDefault(topic, List.of()).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new TopicException(why(clients, topic));
        }
        return partitions;
    }

    /** A list of topics leaves out both what is not there and what the user may not see. */
    private static String why(KafkaClients clients, String topic) {
        try (Admin admin = clients.admin()) {
            admin.describeTopics(List.of(topic)).allTopicNames().get();
            return "topic " + topic + " on " + clients.bootstrap() + " was made a moment ago; try again";
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicAuthorizationException) {
                return "topic " + topic + " on " + clients.bootstrap()
                        + " may not be looked at: this user lacks the rights DESCRIBE and READ on it";
            }
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return "topic " + topic + " does not exist on " + clients.bootstrap()
                        + "; `tidecast topics create` makes it";
            }
            throw new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        }
    }
}
