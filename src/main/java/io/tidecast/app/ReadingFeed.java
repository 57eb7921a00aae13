package io.tidecast.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.input.ReadingEncoder;
import io.tidecast.input.ReadingFormat;
import io.tidecast.series.Reading;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Producer of the readings topic: sends readings at a multiple of real time, keyed by device.
 *
 * <p>Event time runs {@code speed} times as fast as the clock from the first reading on, so a reading 60 s of event
 * time after the first is due 1 s after it at speed 60. A reading that is older than one before it is due at once; none
 * is sent before its time has come in reality, so that a feed which reaches the present goes on at real pace. A feed of
 * infinite speed waits for nothing.
 */
public final class ReadingFeed implements AutoCloseable {
    private static final long LONGEST_WAIT_NANOS = 20_000_000;

    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Iterator<Reading> readings;
    private final String topic;
    private final ReadingEncoder encoder;
    private final double speed;
    private final Producer<byte[], byte[]> producer;
    private final LongSupplier nowMs;
    private final Listener listener;
    private final AtomicLong sent = new AtomicLong();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "reading-feed");
    private volatile boolean stopped;

    /** Listener that is told of every reading as it is sent. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Hears of one reading.
         *
         * @param timeMs the reading's event time
         * @param nowNanos when it is sent, as {@link System#nanoTime()}
         */
        void sent(String device, long timeMs, long nowNanos);
    }

    /**
     * A feed with a producer of its own.
     *
     * @param kafka properties of the producer; must hold {@code bootstrap.servers}
     * @param format how the topic's readings are written
     * @param speed seconds of event time per second
     */
    public ReadingFeed(
            Map<String, String> kafka,
            String topic,
            ReadingFormat format,
            Iterator<Reading> readings,
            double speed,
            Listener listener) {
        this(producer(kafka), topic, format, readings, speed, listener, System::currentTimeMillis);
    }

    ReadingFeed(
            Producer<byte[], byte[]> producer,
            String topic,
            ReadingFormat format,
            Iterator<Reading> readings,
            double speed,
            Listener listener,
            LongSupplier nowMs) {
        this.producer = producer;
        this.topic = topic;
        this.encoder = format.encoder();
        this.readings = readings;
        this.speed = speed;
        this.listener = listener;
        this.nowMs = nowMs;
    }

    private static Producer<byte[], byte[]> producer(Map<String, String> kafka) {
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.putIfAbsent("client.id", "tidecast-feed");
        properties.put("enable.idempotence", "true");
        properties.putIfAbsent("max.block.ms", 10_000);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    public void start() {
        thread.start();
    }

    /** Readings sent so far. */
    public long sent() {
        return sent.get();
    }

    /** Is done when the last reading has been sent, or exceptionally when the feed cannot go on. */
    public CompletableFuture<Void> end() {
        return end;
    }

    private void run() {
        try {
            feed();
            producer.flush();
            end.complete(null);
        } catch (InterruptException e) {
            end.complete(null);
        } catch (RuntimeException e) {
            end.completeExceptionally(e);
        }
    }

    private void feed() {
        long startNanos = System.nanoTime();
        long startMs = Long.MIN_VALUE;
        while (!stopped && readings.hasNext()) {
            Reading reading = readings.next();
            if (startMs == Long.MIN_VALUE) {
                startMs = reading.timeMs();
            }
            awaitDue(reading.timeMs(), startMs, startNanos);
            if (!stopped) {
                send(reading);
            }
        }
    }

    private void awaitDue(long timeMs, long startMs, long startNanos) {
        if (speed == Double.POSITIVE_INFINITY) {
            return;
        }
        double dueNanos = (timeMs - startMs) * 1e6 / speed;
        while (!stopped) {
            double ahead = dueNanos - (System.nanoTime() - startNanos);
            double inTheFuture = (timeMs - nowMs.getAsLong()) * 1e6;
            double wait = Math.max(ahead, inTheFuture);
            if (wait <= 0) {
                return;
            }
            LockSupport.parkNanos((long) Math.min(wait, LONGEST_WAIT_NANOS));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The callback is told.
    private void send(Reading reading) {
        byte[] value = encoder.encode(reading);
        listener.sent(reading.device(), reading.timeMs(), System.nanoTime());
        producer.send(new ProducerRecord<>(topic, reading.device().getBytes(UTF_8), value), (metadata, e) -> {
            if (e != null) {
                end.completeExceptionally(e);
                stopped = true;
            }
        });
        sent.incrementAndGet();
    }

    /** Stops sending at once; what was sent before has arrived when this returns. */
    @Override
    public void close() {
        stopped = true;
        if (thread.isAlive()) {
            LockSupport.unpark(thread);
            joinUninterruptibly(thread);
        }
        producer.close(CLOSE);
    }

    private static void joinUninterruptibly(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
