package io.tidecast.container;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Devices that send a step each second, whatever happens to pods and broker, and the oracle of their forecasts. */
final class Traffic implements AutoCloseable {
    private static final int DEVICES = 12;
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");

    private final String bootstrap;
    private final List<String> devices;
    private final KafkaProducer<String, String> producer;
    private final ScheduledExecutorService sender = Executors.newSingleThreadScheduledExecutor();
    private final Arrivals arrivals;
    private volatile boolean open = true;
    private volatile int sent;

    /**
     * Twelve devices, which begin to send at once.
     *
     * @param history steps that are sent before the first second
     */
    Traffic(String bootstrap, int history) {
        this(bootstrap, history, DEVICES);
    }

    Traffic(String bootstrap, int history, int devices) {
        this.bootstrap = bootstrap;
        this.devices =
                IntStream.rangeClosed(1, devices).mapToObj(i -> "pump-" + i).toList();
        // Longer than anything that is done to the broker: what was sent arrives, once, and in order.
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "delivery.timeout.ms", 1_200_000, "max.block.ms", 1_200_000),
                new StringSerializer(),
                new StringSerializer());
        arrivals = arrivals("forecasts");
        for (int step = 0; step < history; step++) {
            send();
        }
        Future<?> unused = sender.scheduleAtFixedRate(this::send, 1, 1, TimeUnit.SECONDS);
    }

    /** The oracle of another topic that has forecasts of these devices. */
    Arrivals arrivals(String topic) {
        return new Arrivals(bootstrap, topic, devices, START);
    }

    private void send() {
        int step = sent;
        for (String device : devices) {
            String reading = "{\"device\":\"%s\",\"ts\":\"%s\",\"values\":{\"temp\":%d,\"load\":%d}}"
                    .formatted(device, START.plus(Duration.ofMinutes(step)), step % 10, step % 7);
            Future<?> unused = producer.send(new ProducerRecord<>("readings", device, reading), (metadata, e) -> {
                if (e != null && open) {
                    arrivals.fail(e);
                }
            });
        }
        sent = step + 1;
    }

    int devices() {
        return devices.size();
    }

    /** How many steps each device has sent. */
    int steps() {
        return sent;
    }

    /** From here on {@link #pause} counts. */
    void mark() {
        arrivals.mark();
    }

    /** The longest that any device has been without a new forecast since the mark; those that still are count too. */
    Duration pause() {
        return arrivals.pause();
    }

    /** Waits until every device has a forecast of a step that it had not sent yet. */
    void awaitNow() {
        int step = steps();
        arrivals.await(step, step + 1);
    }

    /**
     * Waits until every step so far has its forecast, and sees that none has two and no other step has any; returns how
     * many steps.
     */
    int awaitEachOnce() {
        int steps = steps();
        arrivals.await(0, steps);
        arrivals.assertOnce(this::steps);
        return steps;
    }

    @Override
    public void close() {
        open = false;
        sender.shutdownNow();
        arrivals.close();
        producer.close(Duration.ZERO);
    }
}
