package io.tidecast.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.faults.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Oracle of a topic of forecasts: a consumer of what is committed, which counts each step of each device and sees when
 * its forecast comes. It goes on whatever happens to pods and broker.
 */
final class Arrivals implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final List<String> devices;
    private final Instant start;
    private final KafkaConsumer<String, String> consumer;
    private final Thread reader = new Thread(this::read, "arrivals");
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean open = true;

    /** Forecasts by device and step; guarded by this, as is all that follows. */
    private final Map<String, int[]> forecasts = new HashMap<>();

    private final Map<String, Long> lastArrivals = new HashMap<>();
    private long markedNanos = System.nanoTime();
    private long longestNanos;

    /**
     * Reads the topic from its beginning, at once.
     *
     * @param start of the first step, each of which lasts a minute
     */
    Arrivals(String bootstrap, String topic, List<String> devices, Instant start) {
        this.devices = devices;
        this.start = start;
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "isolation.level",
                        "read_committed",
                        "auto.offset.reset",
                        "earliest"),
                new StringDeserializer(),
                new StringDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        reader.start();
    }

    private void read() {
        try {
            while (open) {
                consumer.poll(Duration.ofMillis(50)).forEach(this::arrived);
            }
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private synchronized void arrived(ConsumerRecord<String, String> forecast) {
        long now = System.nanoTime();
        String origin;
        try {
            origin = JSON.readTree(forecast.value()).path("origin").asText();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(forecast.value(), e);
        }
        int step =
                Math.toIntExact(Duration.between(start, Instant.parse(origin)).toMinutes());
        int[] counts = forecasts.computeIfAbsent(forecast.key(), device -> new int[0]);
        if (step >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(step + 1, 2 * counts.length));
            forecasts.put(forecast.key(), counts);
        }
        counts[step]++;
        longestNanos = Math.max(longestNanos, now - since(forecast.key()));
        lastArrivals.put(forecast.key(), now);
    }

    /** What has gone wrong elsewhere fails whoever waits here. */
    void fail(Throwable cause) {
        failure.compareAndSet(null, cause);
    }

    /** When the device last had a forecast, or the mark if that is later. */
    private long since(String device) {
        return Math.max(markedNanos, lastArrivals.getOrDefault(device, markedNanos));
    }

    /** From here on {@link #pause} counts. */
    synchronized void mark() {
        markedNanos = System.nanoTime();
        longestNanos = 0;
    }

    /** The longest that any device has been without a new forecast since the mark; those that still are count too. */
    synchronized Duration pause() {
        long now = System.nanoTime();
        long waiting =
                devices.stream().mapToLong(device -> now - since(device)).max().orElseThrow();
        return Duration.ofNanos(Math.max(longestNanos, waiting));
    }

    private synchronized boolean isForecast(String device, int step) {
        int[] counts = forecasts.get(device);
        return counts != null && step < counts.length && counts[step] > 0;
    }

    /** Waits until every device has a forecast of each of these steps, the last of which does not count. */
    void await(int from, int to) {
        try {
            Await.until("forecasts of the steps from " + from + " to " + to, PATIENCE, () -> {
                assertThat(failure.get()).isNull();
                return devices.stream()
                        .allMatch(device -> missing(device, from, to).findAny().isEmpty());
            });
        } catch (AssertionError e) {
            String missing = devices.stream()
                    .map(device ->
                            device + " " + missing(device, from, to).boxed().toList())
                    .collect(Collectors.joining("\n"));
            throw new AssertionError("steps without a forecast:\n" + missing, e);
        }
    }

    private IntStream missing(String device, int from, int to) {
        return IntStream.range(from, to).filter(step -> !isForecast(device, step));
    }

    /**
     * Fails where a step has two forecasts, or one has any that was not sent, or a device that is none.
     *
     * @param steps how many were sent, asked once nothing more is counted
     */
    synchronized void assertOnce(IntSupplier steps) {
        int sent = steps.getAsInt();
        assertThat(forecasts.keySet()).containsExactlyInAnyOrderElementsOf(devices);
        forecasts.forEach((device, counts) -> assertThat(counts)
                .as("forecasts of each step of %s, of which %d were sent", device, sent)
                .satisfies(of -> {
                    for (int step = 0; step < of.length; step++) {
                        assertThat(of[step]).as("step %d", step).isLessThanOrEqualTo(step < sent ? 1 : 0);
                    }
                }));
    }

    @Override
    public void close() {
        open = false;
        try {
            reader.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("while the consumer ends", e);
        }
        consumer.close();
    }
}
