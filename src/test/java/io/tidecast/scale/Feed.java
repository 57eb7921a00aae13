package io.tidecast.scale;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Readings of numbered devices, JSON with one value, a step of the grid apart. */
final class Feed implements AutoCloseable {
    static final Duration STEP = Duration.ofMinutes(15);
    private static final int STEPS_A_DAY = (int) (Duration.ofDays(1).toMillis() / STEP.toMillis());
    private static final String DEVICE = "device-";

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final long startMs;
    private volatile Exception failure; // the first

    /** @param startMs time of step 0 */
    Feed(String bootstrap, String topic, long startMs) {
        this.topic = topic;
        this.startMs = startMs;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "linger.ms", 5),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    static String device(int number) {
        return DEVICE + String.format(Locale.ROOT, "%08d", number);
    }

    static int number(byte[] key) {
        return Integer.parseInt(new String(key, UTF_8).substring(DEVICE.length()));
    }

    /** One reading of each device, as fast as the broker takes them. */
    void send(int from, int to, int step) {
        send(from, to, step, Double.POSITIVE_INFINITY);
    }

    /** One reading of each device, so many a second. */
    void send(int from, int to, int step, double perSecond) {
        long begin = System.nanoTime();
        for (int device = from; device < to; device++) {
            long due = begin + (long) ((device - from) / perSecond * 1e9);
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            send(device, step);
        }
        producer.flush();
        if (failure != null) {
            throw new IllegalStateException("a reading was not taken", failure);
        }
    }

    private void send(int device, int step) {
        String name = device(device);
        double value = 20
                + 5 * Math.sin(2 * Math.PI * step / STEPS_A_DAY + device)
                + (device * 31L + step * 17L) % 100 / 100.0;
        String json = String.format(
                Locale.ROOT,
                "{\"device\":\"%s\",\"ts\":\"%s\",\"values\":{\"value\":%.2f}}",
                name,
                Instant.ofEpochMilli(startMs + step * STEP.toMillis()),
                value);
        var unused = producer.send(
                new ProducerRecord<>(topic, name.getBytes(UTF_8), json.getBytes(UTF_8)),
                (written, refused) -> failure = failure == null ? refused : failure);
    }

    @Override
    public void close() {
        producer.close();
    }
}
