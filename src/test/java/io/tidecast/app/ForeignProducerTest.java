package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.device.DeviceHistory;
import io.tidecast.learn.RetrainingRecord;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.ModelFile;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.Verdict;
import io.tidecast.record.RequestRecord;
import io.tidecast.series.Scaling;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The trainer on a broker whose retraining topic has two partitions, with records of one model in both. */
@Tag("broker")
class ForeignProducerTest {
    private static final String MODEL = "motors";

    private static StreamSettings settings(EmbeddedBroker broker, Path state) {
        StreamSettings base = StreamFixtures.slowLearner();
        ForecastSettings forecast = base.forecast();
        return base.toBuilder()
                .roles(Set.of(Role.TRAINER))
                .forecast(new ForecastSettings(
                        MODEL,
                        forecast.features(),
                        forecast.targets(),
                        forecast.window(),
                        forecast.horizon(),
                        forecast.grid(),
                        forecast.season(),
                        forecast.levels(),
                        forecast.scaling()))
                .kafka(Map.of(
                        "bootstrap.servers", broker.bootstrapServers(),
                        "commit.interval.ms", "100",
                        "state.dir", state.toString()))
                .build();
    }

    @Test
    @Timeout(120)
    void shouldTrainAModelInOneTaskWhereverItsRecordsLie(@TempDir Path state) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            StreamSettings settings = settings(broker, state);
            KafkaClients clients = new KafkaClients(settings.kafka());
            try (Admin admin = clients.admin()) {
                Topics.of(settings).create(admin, 2, Optional.of((short) 1));
            }
            try (TidecastStreams trainer = new TidecastStreams(settings);
                    Producer<String, byte[]> producer = clients.producer();
                    KafkaConsumer<String, byte[]> models = clients.consumer()) {
                trainer.start();
                assertThat(trainer.awaitRunning(Duration.ofSeconds(60))).isTrue();
                produce(producer);
                TopicPartition topic = new TopicPartition("models", 0);
                models.assign(List.of(topic));
                models.seekToBeginning(List.of(topic));
                Map<String, Set<String>> contents = new TreeMap<>();
                Map<String, Set<Integer>> answers = new HashMap<>();
                while (answers.size() < 2) {
                    for (ConsumerRecord<String, byte[]> record : models.poll(Duration.ofMillis(200))) {
                        if (record.key().contains("/")) {
                            contents.computeIfAbsent(record.key(), key -> new HashSet<>())
                                    .add(ModelFile.read(record.value())
                                            .manifest()
                                            .sha256());
                            continue;
                        }
                        Verdict verdict = PointerRecord.of(record.value()).verdict();
                        if (verdict != null) {
                            verdict.requests().forEach(id -> answers.computeIfAbsent(id, i -> new HashSet<>())
                                    .add(verdict.version()));
                        }
                    }
                }
                assertThat(answers).containsOnlyKeys("request-0", "request-1");
                assertThat(answers.values())
                        .allSatisfy(versions -> assertThat(versions).hasSize(1));
                assertThat(contents.values())
                        .as("contents by version: " + contents)
                        .allSatisfy(one -> assertThat(one).hasSize(1));
            }
        }
    }

    /** Half of the devices and a request in each partition, as a producer does that looks at no key. */
    private static void produce(Producer<String, byte[]> producer) throws Exception {
        DeviceHistory history = new DeviceHistory(Scaling.Measure.STANDARD);
        Random random = new Random(1);
        for (int d = 0; d < 6; d++) {
            for (byte[] chunk : history.records(
                    MODEL,
                    "device-" + d,
                    0,
                    200,
                    step -> 10 * Math.sin(2 * Math.PI * step / 10) + 0.1 * random.nextGaussian())) {
                producer.send(new ProducerRecord<>("retraining", d % 2, null, chunk))
                        .get(10, TimeUnit.SECONDS);
            }
        }
        for (int partition = 0; partition < 2; partition++) {
            byte[] request = RequestRecord.bytes(new RetrainingRecord.Request(MODEL, "test", "request-" + partition));
            producer.send(new ProducerRecord<>("retraining", partition, MODEL, request))
                    .get(10, TimeUnit.SECONDS);
        }
    }
}
