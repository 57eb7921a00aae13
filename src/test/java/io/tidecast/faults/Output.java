package io.tidecast.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** All that the application has committed, as a read_committed consumer sees it, with the moment it saw it. */
final class Output implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Object> config;
    private final List<TopicPartition> partitions = new ArrayList<>();
    private final List<Published> forecasts = new ArrayList<>();
    private final Map<String, List<ConsumerRecord<byte[], byte[]>>> others = new HashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread thread = new Thread(this::follow, "output");
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    /** A forecast, and when it could be read ({@link System#nanoTime}). */
    record Published(String device, long index, JsonNode json, long nanos) {}

    private Output(String bootstrap) {
        config = Map.of(
                "bootstrap.servers", bootstrap,
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest",
                "fetch.max.wait.ms", "50",
                "reconnect.backoff.max.ms", "200");
    }

    static Output following(String bootstrap, Collection<String> topics) {
        Output output = new Output(bootstrap);
        try (KafkaConsumer<byte[], byte[]> consumer = output.consumer()) {
            topics.forEach(topic -> consumer.partitionsFor(topic)
                    .forEach(p -> output.partitions.add(new TopicPartition(topic, p.partition()))));
        }
        output.thread.setDaemon(true);
        output.thread.start();
        return output;
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private void follow() {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            consumer.assign(partitions);
            while (!closed.get()) {
                var polled = consumer.poll(Duration.ofMillis(100));
                synchronized (this) {
                    polled.forEach(this::take);
                    polled.nextOffsets().forEach((partition, next) -> positions.put(partition, next.offset()));
                }
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals("forecasts")) {
            JsonNode json = json(record.value());
            long origin = Instant.parse(json.path("origin").asText()).toEpochMilli();
            forecasts.add(new Published(json.path("device").asText(), origin / Shape.STEP_MS, json, System.nanoTime()));
        } else {
            others.computeIfAbsent(record.topic(), topic -> new ArrayList<>()).add(record);
        }
    }

    static JsonNode json(byte[] value) {
        try {
            return JSON.readTree(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized List<Published> forecasts() {
        return List.copyOf(forecasts);
    }

    /** The records of another topic, in the order they were read. */
    synchronized List<ConsumerRecord<byte[], byte[]>> of(String topic) {
        return List.copyOf(others.getOrDefault(topic, List.of()));
    }

    /** How many of them there are so far. */
    synchronized int count(String topic) {
        return others.getOrDefault(topic, List.of()).size();
    }

    /** Waits for a forecast from a step or a later one, and returns how long that took since a moment. */
    Duration awaitStep(long index, long sinceNanos) {
        Await.until("a forecast from step " + index, () -> firstFrom(index).isPresent());
        return Duration.ofNanos(firstFrom(index).orElseThrow().nanos() - sinceNanos);
    }

    /** The same for so many devices, each from that step or a later one. */
    Duration awaitStep(long index, int devices, long sinceNanos) {
        Await.until(
                devices + " devices at step " + index,
                () -> firstFromEach(index).size() >= devices);
        return Duration.ofNanos(
                firstFromEach(index).values().stream().mapToLong(n -> n).max().orElseThrow() - sinceNanos);
    }

    private synchronized Map<String, Long> firstFromEach(long index) {
        Map<String, Long> first = new HashMap<>();
        forecasts.stream()
                .filter(forecast -> forecast.index() >= index)
                .forEach(forecast -> first.putIfAbsent(forecast.device(), forecast.nanos()));
        return first;
    }

    private synchronized Optional<Published> firstFrom(long index) {
        return forecasts.stream().filter(forecast -> forecast.index() >= index).findFirst();
    }

    /** Waits until all that is committed now has been read. */
    void awaitEnd() {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Await.until("the end of the output", () -> {
                synchronized (this) {
                    return ends.entrySet().stream()
                            .allMatch(end ->
                                    end.getValue() == 0 || positions.getOrDefault(end.getKey(), 0L) >= end.getValue());
                }
            });
        }
    }

    @Override
    public void close() {
        closed.set(true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
