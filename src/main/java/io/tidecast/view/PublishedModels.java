package io.tidecast.view;

import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.SignedFile;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.TopicException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Published versions: what the models topic holds of one model.
 *
 * @param <F> what is kept of a version's file
 * @param newest the highest number a version has or had, as far as the topic knows; 0 if there was none
 * @param pointer what serves; empty if nothing does
 * @param files the versions that are there
 */
public record PublishedModels<F>(int newest, Optional<Pointer> pointer, NavigableMap<Integer, F> files) {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);

    static <F> PublishedModels<F> none() {
        return new PublishedModels<>(0, Optional.empty(), new TreeMap<>());
    }

    /** What is there of one model; see {@link #read(KafkaClients, String)}. */
    public static PublishedModels<SignedFile> read(KafkaClients clients, String topic, String model) {
        return read(clients, topic).getOrDefault(model, none());
    }

    /**
     * Reads the topic from its beginning to its present end.
     *
     * @return by model, with the files as they came
     * @throws TopicException if it does not exist, or does not answer
     */
    public static NavigableMap<String, PublishedModels<SignedFile>> read(KafkaClients clients, String topic) {
        ModelsByName<SignedFile> known = new ModelsByName<>(file -> file);
        try (KafkaConsumer<String, byte[]> consumer = clients.consumer()) {
            List<TopicPartition> partitions = consumer.listTopics(TIMEOUT).getOrDefault(topic, List.of()).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new TopicException("topic " + topic + " does not exist on " + clients.bootstrap()
                        + "; `tidecast topics create` makes it");
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
            long deadline = System.nanoTime() + TIMEOUT.toNanos();
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey(), TIMEOUT) < end.getValue())) {
                if (System.nanoTime() > deadline) {
                    throw new TopicException("topic " + topic + " was not read to its end within " + TIMEOUT);
                }
                for (ConsumerRecord<String, byte[]> entry : consumer.poll(POLL)) {
                    deadline = System.nanoTime() + TIMEOUT.toNanos();
                    known.accept(entry);
                }
            }
        }
        return known.models();
    }

    PublishedModels<F> with(int version, Optional<F> file) {
        NavigableMap<Integer, F> there = new TreeMap<>(files);
        file.ifPresentOrElse(is -> there.put(version, is), () -> there.remove(version));
        return new PublishedModels<>(Math.max(newest, version), pointer, there);
    }

    PublishedModels<F> pointedTo(byte[] value) {
        if (value == null) {
            return new PublishedModels<>(newest, Optional.empty(), files);
        }
        try {
            Pointer read = PointerRecord.of(value);
            int named = read.shadow() == null
                    ? read.serving()
                    : Math.max(read.serving(), read.shadow().version());
            return new PublishedModels<>(Math.max(newest, named), Optional.of(read), files);
        } catch (IllegalArgumentException e) {
            return this; // What the forecasters pass over too.
        }
    }
}
