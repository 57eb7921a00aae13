package io.tidecast.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidecast.faults.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Three devices that send a reading a minute, and what must come of it: a forecast for each step of each, and none
 * twice.
 */
final class Fleet {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
    private static final List<String> DEVICES = List.of("pump-1", "pump-2", "boiler-1");

    private final String bootstrap;
    private int sent;

    Fleet(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    /** The next readings of every device, acknowledged by the broker when this returns. */
    void send(int steps, String compression) {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrap, "compression.type", compression);
        List<Future<RecordMetadata>> sending = new ArrayList<>();
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            for (int end = sent + steps; sent < end; sent++) {
                for (String device : DEVICES) {
                    String reading = "{\"device\":\"%s\",\"ts\":\"%s\",\"values\":{\"temp\":%d,\"load\":%d}}"
                            .formatted(device, at(sent), sent % 10, sent % 7);
                    sending.add(producer.send(new ProducerRecord<>("readings", device, reading)));
                }
            }
        }
        assertThat(sending).allSatisfy(one -> assertThat(one.get().hasOffset()).isTrue());
    }

    private static Instant at(int step) {
        return START.plus(Duration.ofMinutes(step));
    }

    /** Waits until every step that is closed by a later reading has its forecast, and sees that each has one only. */
    void awaitForecasts() {
        Set<String> wanted = new TreeSet<>();
        for (int step = 0; step < sent - 1; step++) {
            for (String device : DEVICES) {
                wanted.add(device + " " + at(step));
            }
        }
        Map<String, Integer> seen = new HashMap<>();
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor("forecasts").stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Await.until("a forecast for each of " + wanted.size() + " steps", () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> seen.merge(step(record), 1, Integer::sum));
                return seen.keySet().containsAll(wanted);
            });
        }
        assertThat(seen.values()).as("forecasts per device and step").containsOnly(1);
        assertThat(seen.keySet()).isEqualTo(wanted);
    }

    private static String step(ConsumerRecord<String, String> forecast) {
        try {
            return forecast.key() + " "
                    + JSON.readTree(forecast.value()).path("origin").asText();
        } catch (JsonProcessingException e) {
            throw new AssertionError(forecast.value(), e);
        }
    }
}
