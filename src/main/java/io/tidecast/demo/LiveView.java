package io.tidecast.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidecast.config.Printable;
import io.tidecast.model.ModelKey;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.record.BoundedLog;
import io.tidecast.record.ForecastRecord;
import io.tidecast.record.ScoreRecord;
import io.tidecast.record.UnreadableRecordException;
import io.tidecast.stream.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumer of what the application puts out, as any could be: reads forecasts, scores and models from their beginning,
 * only what is committed, and counts it.
 */
final class LiveView implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveView.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration METADATA = Duration.ofSeconds(10);

    private final BoundedLog log = new BoundedLog(LOG);
    private final TopicNames topics;
    private final String model;
    private final SendTimes sendTimes;
    private final DemoStatistics statistics;
    private final Consumer<byte[], byte[]> consumer;
    private final Thread thread = new Thread(this::run, "live-view");
    private Pointer pointed;
    private volatile boolean stopped;

    /** @param kafka properties of the consumer; must hold {@code bootstrap.servers} */
    LiveView(
            Map<String, String> kafka,
            TopicNames topics,
            String model,
            SendTimes sendTimes,
            DemoStatistics statistics) {
        this(consumer(kafka), topics, model, sendTimes, statistics);
    }

    LiveView(
            Consumer<byte[], byte[]> consumer,
            TopicNames topics,
            String model,
            SendTimes sendTimes,
            DemoStatistics statistics) {
        this.consumer = consumer;
        this.topics = topics;
        this.model = model;
        this.sendTimes = sendTimes;
        this.statistics = statistics;
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, String> kafka) {
        Map<String, Object> properties = new HashMap<>(kafka);
        properties.putIfAbsent("client.id", "tidecast-view");
        properties.put("isolation.level", "read_committed");
        properties.put("auto.offset.reset", "earliest");
        properties.put("max.poll.records", 5_000);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try (consumer) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (String topic : List.of(topics.forecasts(), topics.scores(), topics.models())) {
                consumer.partitionsFor(topic, METADATA)
                        .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
            }
            consumer.assign(partitions);
            ConsumerRecords<byte[], byte[]> records;
            do {
                records = consumer.poll(POLL);
                records.forEach(this::take);
            } while (!stopped || !records.isEmpty());
        } catch (RuntimeException e) {
            LOG.error("the view has stopped", e);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null || record.key() == null) {
            return;
        }
        long now = System.nanoTime();
        try {
            if (record.topic().equals(topics.forecasts())) {
                ForecastRecord.Head forecast = ForecastRecord.head(record.value());
                statistics.forecast(forecast, sendTimes.closed(forecast.device(), forecast.originMs()), now);
            } else if (record.topic().equals(topics.scores())) {
                statistics.score(ScoreRecord.errors(record.value()), now);
            } else {
                takeModel(new String(record.key(), UTF_8), record.value());
            }
        } catch (UnreadableRecordException | IllegalArgumentException e) {
            statistics.unreadable();
            log.warn(
                    "record cannot be read",
                    record.topic() + "-" + record.partition() + " offset " + record.offset() + ": "
                            + Printable.message(e.getMessage()),
                    now / 1_000_000);
        }
    }

    private void takeModel(String key, byte[] value) {
        if (key.equals(model)) {
            Pointer read = PointerRecord.of(value);
            if (pointed == null || read.follows(pointed)) {
                pointed = read;
                statistics.pointer(read);
            }
        } else if (!ModelKey.isPointer(key)) {
            ModelKey version = ModelKey.parse(key);
            if (version.model().equals(model)) {
                statistics.published(version.version());
            }
        }
    }

    /** Takes what is there already, then stops. */
    @Override
    public void close() {
        stopped = true;
        if (!thread.isAlive()) {
            consumer.close();
            return;
        }
        try {
            thread.join(METADATA.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
