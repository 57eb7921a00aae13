package io.tidecast.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.demo.EmbeddedBroker;
import io.tidecast.faults.Await;
import io.tidecast.forecast.Forecast;
import io.tidecast.input.InputFormat;
import io.tidecast.input.InputFormats;
import io.tidecast.input.ReadingFormat;
import io.tidecast.record.ForecastRecord;
import io.tidecast.series.GridSettings;
import io.tidecast.series.Sampling;
import io.tidecast.stream.KafkaClients;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import io.tidecast.stream.TopicNames;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole way of each format on a real broker: a record in, the forecast of its reading out. */
@Tag("registry")
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryFormatOnBrokerTest {
    private static final List<String> FEATURES = List.of("temp", "load");
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private EmbeddedBroker broker;

    static Stream<InputFormat> formats() {
        return InputFormats.ALL.stream();
    }

    @BeforeAll
    void start() throws IOException {
        broker = EmbeddedBroker.start();
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    /** Every reading is a step, so that one is enough for a forecast. */
    private StreamSettings settings(InputFormat format) {
        StreamSettings base = StreamFixtures.settings(FEATURES, List.of("temp"));
        ReadingFormat usual = ReadingFormat.standard(FEATURES);
        String name = format.name();
        TopicNames d = TopicNames.defaults();
        return base
                .withForecast(base.forecast()
                        .withGrid(GridSettings.of(
                                Sampling.READINGS, base.forecast().step())))
                .toBuilder()
                .applicationId("app-" + name)
                .roles(Set.of(Role.FORECASTER))
                .topics(new TopicNames(
                        d.readings() + "-" + name,
                        d.forecasts() + "-" + name,
                        d.scores() + "-" + name,
                        d.retraining() + "-" + name,
                        d.models() + "-" + name,
                        d.deadLetters() + "-" + name))
                .readings(new ReadingFormat(
                        format,
                        usual.device(),
                        usual.time(),
                        usual.times(),
                        usual.values(),
                        usual.form(),
                        usual.limits(),
                        format.sampleShape()))
                .kafka(Map.of(
                        "bootstrap.servers", broker.bootstrapServers(),
                        "state.dir", folder.resolve(name).toString()))
                .build();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void shouldForecastFromAReadingOfTheFormat(InputFormat format) throws Exception {
        StreamSettings settings = settings(format);
        KafkaClients clients = new KafkaClients(settings.kafka());
        try (Admin admin = clients.admin()) {
            Topics.of(settings).create(admin, 1, Optional.of((short) 1));
        }
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            settings.topics().readings(),
                            format.sampleKey(),
                            format.samples().get(0)))
                    .get();
        }
        List<Forecast> forecasts = new ArrayList<>();
        List<byte[]> refused = new ArrayList<>();
        try (TidecastStreams app = new TidecastStreams(settings);
                KafkaConsumer<byte[], byte[]> consumer = clients.bytesConsumer()) {
            app.start();
            List<TopicPartition> partitions = List.of(
                    new TopicPartition(settings.topics().forecasts(), 0),
                    new TopicPartition(settings.topics().deadLetters(), 0));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Await.until("the forecast of a reading in " + format.name(), TIMEOUT, () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> {
                    if (record.topic().equals(settings.topics().forecasts())) {
                        forecasts.add(ForecastRecord.of(record.value()));
                    } else {
                        refused.add(record.value());
                    }
                });
                return !forecasts.isEmpty() || !refused.isEmpty();
            });
        }
        assertThat(refused).isEmpty();
        assertThat(forecasts.get(0).targets().get(0).mean()).containsOnly(71.5f);
    }
}
