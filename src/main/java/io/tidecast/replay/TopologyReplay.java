package io.tidecast.replay;

import io.tidecast.stream.ClientConfig;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/**
 * Replay of one topology in Kafka Streams' own driver, its state in a folder that goes when it is closed. Its wall
 * clock is moved by hand, and only forward. What comes out stays in memory until it is {@link #drain drained}.
 */
final class TopologyReplay implements AutoCloseable {
    private final Path state;
    private final TopologyTestDriver driver;
    private final Map<String, TestInputTopic<byte[], byte[]>> inputs = new HashMap<>();
    private final Map<String, TestOutputTopic<byte[], byte[]>> outputs = new HashMap<>();
    private Instant wallClock;

    TopologyReplay(Topology topology, StreamSettings settings, Role role, Instant start) {
        wallClock = start;
        try {
            state = Files.createTempDirectory("tidecast-replay");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Properties config = ClientConfig.of(settings, role);
        config.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        driver = new TopologyTestDriver(topology, config, start);
    }

    /** The folder of the stores. */
    Path state() {
        return state;
    }

    Instant wallClock() {
        return wallClock;
    }

    /** Moves the wall clock on, where the time is later than it. */
    void advanceTo(Instant time) {
        if (time.isAfter(wallClock)) {
            driver.advanceWallClockTime(Duration.between(wallClock, time));
            wallClock = time;
        }
    }

    /** Gives a record to the topology, with the wall clock as its timestamp. */
    void pipe(String topic, byte[] key, byte[] value) {
        inputs.computeIfAbsent(
                        topic,
                        name -> driver.createInputTopic(name, new ByteArraySerializer(), new ByteArraySerializer()))
                .pipeInput(key, value, wallClock);
    }

    /** Takes away what has come out on a topic. */
    void drain(String topic, Consumer<TestRecord<byte[], byte[]>> taker) {
        if (!outputs.containsKey(topic)) {
            if (!driver.producedTopicNames().contains(topic)) {
                return;
            }
            outputs.put(
                    topic, driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
        }
        TestOutputTopic<byte[], byte[]> output = outputs.get(topic);
        while (!output.isEmpty()) {
            taker.accept(output.readRecord());
        }
    }

    /** Takes away what else has come out, as what goes to changelogs: the driver would keep it for ever. */
    void discardRest() {
        driver.producedTopicNames().forEach(topic -> drain(topic, record -> {}));
    }

    /** What a metric of the topology's own comes to. */
    double total(String name) {
        return driver.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals(name))
                .mapToDouble(metric -> (double) metric.metricValue())
                .sum();
    }

    @Override
    public void close() {
        driver.close();
        try (Stream<Path> paths = Files.walk(state)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
