package io.tidecast.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.forecaster.ForecasterTopology;
import io.tidecast.learn.LearningSettings;
import io.tidecast.learn.RetrainingRecord;
import io.tidecast.model.ModelKeys;
import io.tidecast.model.ModelRegistry;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.SigningKeys;
import io.tidecast.record.RequestRecord;
import io.tidecast.stream.Role;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the trainer's topology publishes, as the forecaster's takes it. */
class SignedModelsTest {
    private final StreamSettings settings = withoutFineTunes();

    @TempDir
    private Path folder;

    private SigningKeys files;

    private static StreamSettings withoutFineTunes() {
        StreamSettings usual = StreamFixtures.settings(List.of("temp"), List.of("temp"));
        LearningSettings l = usual.learning();
        return usual.withLearning(new LearningSettings(
                false,
                l.history(),
                l.triggers(),
                l.training(),
                l.gate(),
                l.shadow(),
                l.trial(),
                l.keepVersions(),
                l.seed()));
    }

    @BeforeEach
    void makeKeys() throws IOException {
        files = SigningKeys.in(folder);
    }

    /** A trainer in Kafka Streams' driver, with both ends of the models topic. */
    private final class Trainer implements AutoCloseable {
        final ModelRegistry registry;
        final TrainingWorker<TrainerWork> worker = new TrainingWorker<>(Runnable::run);
        final TopologyTestDriver driver;
        final TestInputTopic<String, byte[]> retraining;
        final TestInputTopic<String, byte[]> in;
        final TestOutputTopic<String, byte[]> out;

        Trainer(ModelKeys keys) {
            registry = new ModelRegistry(settings.forecast(), keys);
            driver = new TopologyTestDriver(
                    TrainerTopology.build(settings, registry, worker),
                    StreamFixtures.driver(Role.TRAINER, folder.resolve("trainer")),
                    StreamFixtures.START);
            retraining = driver.createInputTopic("retraining", new StringSerializer(), new ByteArraySerializer());
            in = driver.createInputTopic("models", new StringSerializer(), new ByteArraySerializer());
            out = driver.createOutputTopic("models", new StringDeserializer(), new ByteArrayDeserializer());
        }

        /** Has it know of the default model, which it begins where there is none. */
        List<TestRecord<String, byte[]>> begin() {
            RetrainingRecord.Request request = new RetrainingRecord.Request("default", "test", "id");
            retraining.pipeInput("default", RequestRecord.bytes(request));
            return out.readRecordsToList();
        }

        @Override
        public void close() {
            driver.close();
            worker.close();
        }
    }

    /** The first version and its pointer, as they go to the models topic. */
    private List<TestRecord<String, byte[]>> published(ModelKeys with) {
        try (Trainer trainer = new Trainer(with)) {
            return trainer.begin();
        }
    }

    private ModelRegistry received(List<TestRecord<String, byte[]>> records) {
        ModelRegistry registry = new ModelRegistry(settings.forecast(), files.verifier("tidecast"));
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
        List<TestRecord<String, byte[]>> records = published(files.signer("tidecast"));
        assertThat(records).extracting(TestRecord::key).containsExactly("default/1", "default");
        assertThat(records).allSatisfy(record -> assertThat(record.headers().lastHeader(ModelKeys.HEADER))
                .isNotNull());
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
                .containsExactly("default/1", "default");
    }

    @Test
    void shouldPutBackWhatServesWhenAnotherRecordHasTakenItsPlaceOnTheTopic() {
        try (Trainer trainer = new Trainer(files.signer("tidecast"))) {
            // The driver takes what is sent to the models topic back into the global store itself.
            List<TestRecord<String, byte[]>> first = trainer.begin();
            assertThat(trainer.registry.pointer("default")).isPresent();
            trainer.in.pipeInput("default", first.get(1).value());
            trainer.in.pipeInput("default/1", new byte[] {1});
            trainer.driver.advanceWallClockTime(TrainModels.PUT_BACK);
            List<TestRecord<String, byte[]>> restored = trainer.out.readRecordsToList();
            assertThat(restored).extracting(TestRecord::key).containsExactly("default", "default/1");
            assertThat(restored.get(1).value()).isEqualTo(first.get(0).value());
            assertThat(received(restored).serving("default"))
                    .as("what a compacted topic holds now")
                    .isPresent();
            trainer.driver.advanceWallClockTime(TrainModels.PUT_BACK);
            assertThat(trainer.out.isEmpty()).as("once is enough").isTrue();
        }
    }

    @Test
    void shouldNotBeginAModelAnewWhenItsPointerIsRefused() {
        try (Trainer trainer = new Trainer(files.signer("tidecast"))) {
            trainer.in.pipeInput("default", PointerRecord.bytes(Pointer.bootstrap(7, "of days without keys")));
            assertThat(trainer.begin()).isEmpty();
            assertThat(trainer.registry.isDefaultRefused()).isTrue();
        }
    }
}
