package io.tidecast.cli;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.model.Pointer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * What the models topic holds of one model.
 *
 * @param newest the highest number a version has or had, as far as the topic knows; 0 if there was none
 * @param pointer what serves; empty if nothing does
 */
record PublishedModels(int newest, Optional<Pointer> pointer) {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /**
     * Reads the topic from its beginning to its present end.
     *
     * @throws CommandFailed if it does not exist, or does not answer
     */
    static PublishedModels read(KafkaClients clients, String topic, String model) {
        PublishedModels known = new PublishedModels(0, Optional.empty());
        try (KafkaConsumer<String, byte[]> consumer = clients.consumer()) {
            List<TopicPartition> partitions = consumer.listTopics(TIMEOUT).getOrDefault(topic, List.of()).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new CommandFailed("topic " + topic + " does not exist on " + clients.bootstrap()
                        + "; `tidecast topics create` makes it");
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
            long deadline = System.nanoTime() + TIMEOUT.toNanos();
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey(), TIMEOUT) < end.getValue())) {
                if (System.nanoTime() > deadline) {
                    throw new CommandFailed("topic " + topic + " was not read to its end within " + TIMEOUT);
                }
                for (ConsumerRecord<String, byte[]> entry : consumer.poll(POLL)) {
                    deadline = System.nanoTime() + TIMEOUT.toNanos();
                    known = known.after(entry, model);
                }
            }
        }
        return known;
    }

    private PublishedModels after(ConsumerRecord<String, byte[]> entry, String model) {
        String key = entry.key() == null ? "" : entry.key();
        if (key.equals(model)) {
            return pointedTo(entry.value());
        }
        String number = key.startsWith(model + "/") ? key.substring(model.length() + 1) : "";
        return number.matches("[0-9]{1,9}")
                ? new PublishedModels(Math.max(newest, Integer.parseInt(number)), pointer)
                : this;
    }

    private PublishedModels pointedTo(byte[] value) {
        if (value == null) {
            return new PublishedModels(newest, Optional.empty());
        }
        try {
            Pointer read = JSON.readValue(value, Pointer.class);
            return new PublishedModels(Math.max(newest, read.serving()), Optional.of(read));
        } catch (IOException e) {
            return this; // What the forecasters pass over too.
        }
    }
}
