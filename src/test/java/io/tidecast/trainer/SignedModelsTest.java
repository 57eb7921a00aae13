package io.tidecast.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.forecaster.ForecasterTopology;
import io.tidecast.learn.RetrainingRecord;
import io.tidecast.model.ModelKeys;
import io.tidecast.model.ModelRegistry;
import io.tidecast.model.SignedFile;
import io.tidecast.record.RequestRecord;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the trainer's topology publishes, as the forecaster's takes it. */
class SignedModelsTest {
    private final StreamSettings settings = StreamFixtures.settings(List.of("temp"), List.of("temp"));

    @TempDir
    private Path folder;

    private ModelKeys keys;

    @BeforeEach
    void readKeys() throws IOException {
        keys = ModelKeys.read(Files.writeString(folder.resolve("keys"), "0123456789abcdef0123456789abcdef"));
    }

    /** The first version and its pointer, as they go to the models topic. */
    private List<TestRecord<String, byte[]>> published(ModelKeys with) {
        try (TrainingWorker<TrainerWork> worker = new TrainingWorker<>(Runnable::run);
                TopologyTestDriver trainer = new TopologyTestDriver(
                        TrainerTopology.build(settings, new ModelRegistry(settings.forecast(), with), worker),
                        StreamFixtures.driver(Role.TRAINER, folder.resolve("trainer")),
                        StreamFixtures.START)) {
            trainer.createInputTopic("retraining", new StringSerializer(), new ByteArraySerializer())
                    .pipeInput("default", RequestRecord.bytes(new RetrainingRecord.Request("default", "test", "id")));
            return trainer.createOutputTopic("models", new StringDeserializer(), new ByteArrayDeserializer())
                    .readRecordsToList()
                    .subList(0, 2);
        }
    }

    private ModelRegistry received(List<TestRecord<String, byte[]>> records) {
        ModelRegistry registry = new ModelRegistry(settings.forecast(), keys);
        try (TopologyTestDriver forecaster = new TopologyTestDriver(
                ForecasterTopology.build(settings, registry),
                StreamFixtures.driver(Role.FORECASTER, folder.resolve("forecaster")),
                StreamFixtures.START)) {
            forecaster
                    .createInputTopic("models", new StringSerializer(), new ByteArraySerializer())
                    .pipeRecordList(records);
            return registry;
        }
    }

    @Test
    void shouldServeWhatTheTrainerHasSigned() {
        List<TestRecord<String, byte[]>> records = published(keys);
        TestRecord<String, byte[]> version = records.get(0);
        assertThat(version.key()).isEqualTo("default/1");
        byte[] signature = version.headers().lastHeader(ModelKeys.HEADER).value();
        assertThat(keys.verified(new SignedFile(version.value(), Optional.of(signature))))
                .isEqualTo(version.value());
        ModelRegistry registry = received(records);
        assertThat(registry.serving("default")).isPresent();
        assertThat(registry.quarantined()).isEmpty();
    }

    @Test
    void shouldRefuseWhatATrainerWithoutTheKeyHasPublished() {
        List<TestRecord<String, byte[]>> records = published(ModelKeys.none());
        assertThat(records.get(0).headers().lastHeader(ModelKeys.HEADER)).isNull();
        ModelRegistry registry = received(records);
        assertThat(registry.serving("default")).isEmpty();
        assertThat(registry.quarantined())
                .extracting(ModelRegistry.Quarantined::key)
                .containsExactly("default/1");
    }
}
