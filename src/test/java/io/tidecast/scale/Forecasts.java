package io.tidecast.scale;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What is published of each device: the newest step forecast from, and the longest time between two forecasts. */
final class Forecasts implements AutoCloseable {
    private static final String ORIGIN = "\"origin\":\"";
    private static final long LOOK_NANOS = 100_000_000;

    private final Thread thread;
    private final long startMs;
    private final int[] newest;
    private final long[] lastNanos;
    private final long[] longest;
    private volatile boolean closed;
    private volatile RuntimeException failed;

    /** @param startMs time of step 0 */
    Forecasts(String bootstrap, String topic, int devices, long startMs) {
        this.startMs = startMs;
        newest = new int[devices];
        lastNanos = new long[devices];
        longest = new long[devices];
        Arrays.fill(newest, -1);
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        consumer.partitionsFor(topic).forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        thread = new Thread(() -> follow(consumer), "forecasts");
        thread.start();
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer) {
        try (consumer) {
            while (!closed) {
                List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                synchronized (this) {
                    records.forEach(record -> heard(Feed.number(record.key()), step(record.value(), startMs)));
                }
            }
        } catch (RuntimeException e) {
            failed = e;
        }
    }

    /** The step that a forecast is made from. */
    static int step(byte[] forecast, long startMs) {
        String json = new String(forecast, UTF_8);
        int at = json.indexOf(ORIGIN) + ORIGIN.length();
        long origin = Instant.parse(json.substring(at, json.indexOf('"', at))).toEpochMilli();
        return (int) ((origin - startMs) / Feed.STEP.toMillis());
    }

    private void heard(int device, int step) {
        long now = System.nanoTime();
        if (lastNanos[device] != 0) {
            longest[device] = Math.max(longest[device], now - lastNanos[device]);
        }
        lastNanos[device] = now;
        newest[device] = Math.max(newest[device], step);
    }

    /** Waits until devices have a forecast from a step, or a later one. */
    void await(int from, int to, int step, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (int left = left(from, to, step); left > 0; left = left(from, to, step)) {
            if (failed != null) {
                throw failed;
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("devices " + from + " to " + to + " must have forecasts from step "
                        + step + " within " + timeout + ", " + left + " have not");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** How many of the devices have no forecast from a step, or a later one, yet. */
    synchronized int left(int from, int to, int step) {
        int left = 0;
        for (int device = from; device < to; device++) {
            left += newest[device] < step ? 1 : 0;
        }
        return left;
    }

    /** Forgets how long there was nothing of a device. */
    synchronized void forgetPauses() {
        Arrays.fill(longest, 0);
    }

    /** Longest time between two forecasts of one device, in seconds. */
    synchronized double longestPause() {
        return Arrays.stream(longest).max().orElse(0) / 1e9;
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
