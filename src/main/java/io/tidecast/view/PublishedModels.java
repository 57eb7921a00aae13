package io.tidecast.view;

import io.tidecast.model.ModelKey;
import io.tidecast.model.ModelKeys;
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
import org.apache.kafka.common.header.Header;

/**
 * What the models topic holds of one model.
 *
 * @param newest the highest number a version has or had, as far as the topic knows; 0 if there was none
 * @param pointer what serves; empty if nothing does
 * @param files the versions that are there, as they came
 */
public record PublishedModels(int newest, Optional<Pointer> pointer, NavigableMap<Integer, SignedFile> files) {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final PublishedModels NONE = new PublishedModels(0, Optional.empty(), new TreeMap<>());

    /** What is there of one model; see {@link #read(KafkaClients, String)}. */
    public static PublishedModels read(KafkaClients clients, String topic, String model) {
        return read(clients, topic).getOrDefault(model, NONE);
    }

    /**
     * Reads the topic from its beginning to its present end.
     *
     * @return by model
     * @throws TopicException if it does not exist, or does not answer
     */
    public static NavigableMap<String, PublishedModels> read(KafkaClients clients, String topic) {
        NavigableMap<String, PublishedModels> known = new TreeMap<>();
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
                    add(entry, known);
                }
            }
        }
        return known;
    }

    private static void add(ConsumerRecord<String, byte[]> entry, Map<String, PublishedModels> known) {
        String key = entry.key() == null ? "" : entry.key();
        if (ModelKey.isPointer(key)) {
            known.put(key, known.getOrDefault(key, NONE).pointedTo(entry.value()));
        } else {
            ModelKey.find(key).ifPresent(version -> {
                PublishedModels before = known.getOrDefault(version.model(), NONE);
                known.put(version.model(), before.with(version.version(), file(entry)));
            });
        }
    }

    private static Optional<SignedFile> file(ConsumerRecord<String, byte[]> entry) {
        Optional<byte[]> signature = Optional.ofNullable(entry.headers().lastHeader(ModelKeys.HEADER))
                .map(Header::value);
        return Optional.ofNullable(entry.value()).map(bytes -> new SignedFile(bytes, signature));
    }

    private PublishedModels with(int version, Optional<SignedFile> file) {
        NavigableMap<Integer, SignedFile> there = new TreeMap<>(files);
        file.ifPresentOrElse(is -> there.put(version, is), () -> there.remove(version));
        return new PublishedModels(Math.max(newest, version), pointer, there);
    }

    private PublishedModels pointedTo(byte[] value) {
        if (value == null) {
            return new PublishedModels(newest, Optional.empty(), files);
        }
        try {
            Pointer read = PointerRecord.of(value);
            int named = read.shadow() == null
                    ? read.serving()
                    : Math.max(read.serving(), read.shadow().version());
            return new PublishedModels(Math.max(newest, named), Optional.of(read), files);
        } catch (IllegalArgumentException e) {
            return this; // What the forecasters pass over too.
        }
    }
}
