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
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Twelve devices that send a step each second, and a consumer of what is committed, which sees when the forecast of
 * each step comes. It goes on whatever happens to pods and broker.
 */
final class Traffic implements AutoCloseable {
    static final List<String> DEVICES =
            IntStream.rangeClosed(1, 12).mapToObj(i -> "pump-" + i).toList();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final KafkaProducer<String, String> producer;
    private final KafkaConsumer<String, String> consumer;
    private final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor();
    private final Thread reader = new Thread(this::read, "traffic-reader");
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean open = true;

    /** Forecasts by device and step; guarded by this, as is all that follows. */
    private final Map<String, int[]> forecasts = new HashMap<>();

    private final Map<String, Long> lastArrivals = new HashMap<>();
    private int sent;
    private long markedNanos = System.nanoTime();
    private long longestNanos;

    /**
     * Begins to send at once.
     *
     * @param history steps that are sent before the first second
     */
    Traffic(String bootstrap, int history) {
        // Longer than anything that is done to the broker: what was sent arrives, once, and in order.
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "delivery.timeout.ms", 1_200_000, "max.block.ms", 1_200_000),
                new StringSerializer(),
                new StringSerializer());
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
        List<TopicPartition> partitions = consumer.partitionsFor("forecasts").stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        reader.start();
        for (int step = 0; step < history; step++) {
            send();
        }
        Future<?> unused = sender.scheduleAtFixedRate(this::send, 1, 1, TimeUnit.SECONDS);
    }

    private void send() {
        int step = steps();
        for (String device : DEVICES) {
            String reading = "{\"device\":\"%s\",\"ts\":\"%s\",\"values\":{\"temp\":%d,\"load\":%d}}"
                    .formatted(device, START.plus(Duration.ofMinutes(step)), step % 10, step % 7);
            Future<?> unused = producer.send(new ProducerRecord<>("readings", device, reading), (metadata, e) -> {
                if (e != null && open) {
                    failure.compareAndSet(null, e);
                }
            });
        }
        synchronized (this) {
            sent++;
        }
    }

    private void read() {
        try {
            while (open) {
                consumer.poll(Duration.ofMillis(50)).forEach(this::arrived);
            }
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
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
                Math.toIntExact(Duration.between(START, Instant.parse(origin)).toMinutes());
        int[] counts = forecasts.computeIfAbsent(forecast.key(), device -> new int[0]);
        if (step >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(step + 1, 2 * counts.length));
            forecasts.put(forecast.key(), counts);
        }
        counts[step]++;
        longestNanos = Math.max(longestNanos, now - since(forecast.key()));
        lastArrivals.put(forecast.key(), now);
    }

    /** When the device last had a forecast, or the mark if that is later. */
    private long since(String device) {
        return Math.max(markedNanos, lastArrivals.getOrDefault(device, markedNanos));
    }

    /** How many steps each device has sent. */
    synchronized int steps() {
        return sent;
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
                DEVICES.stream().mapToLong(device -> now - since(device)).max().orElseThrow();
        return Duration.ofNanos(Math.max(longestNanos, waiting));
    }

    private synchronized boolean isForecast(String device, int step) {
        int[] counts = forecasts.get(device);
        return counts != null && step < counts.length && counts[step] > 0;
    }

    /** Waits until every device has a forecast of a step that it had not sent yet. */
    void awaitNow() {
        int step = steps();
        Await.until("forecasts of step " + step, PATIENCE, () -> {
            assertThat(failure.get()).isNull();
            return DEVICES.stream().allMatch(device -> isForecast(device, step));
        });
    }

    /**
     * Waits until every step so far has its forecast, and sees that none has two and no other step has any; returns how
     * many steps.
     */
    int awaitEachOnce() {
        int steps = steps();
        Await.until("a forecast of each of " + steps + " steps", PATIENCE, () -> {
            assertThat(failure.get()).isNull();
            return DEVICES.stream()
                    .allMatch(device -> IntStream.range(0, steps).allMatch(step -> isForecast(device, step)));
        });
        synchronized (this) {
            assertThat(forecasts.keySet()).containsExactlyInAnyOrderElementsOf(DEVICES);
            forecasts.forEach((device, counts) -> assertThat(counts)
                    .as("forecasts of each step of %s, of which %d were sent", device, sent)
                    .satisfies(of -> {
                        for (int step = 0; step < of.length; step++) {
                            assertThat(of[step]).as("step %d", step).isLessThanOrEqualTo(step < sent ? 1 : 0);
                        }
                    }));
        }
        return steps;
    }

    @Override
    public void close() {
        open = false;
        sender.shutdownNow();
        try {
            reader.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("while the consumer ends", e);
        }
        consumer.close();
        producer.close(Duration.ZERO);
    }
}
