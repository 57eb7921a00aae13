package io.tidecast.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.UntrainedModel;
import io.tidecast.model.Verdict;
import io.tidecast.record.DeadLetters;
import io.tidecast.record.Names;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.HolidaySettings;
import io.tidecast.series.Place;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model begins, is fine-tuned when that is due, and moves where the gate says so. */
class TrainerTopologyTest {
    @TempDir
    private Path state;

    private TrainerDriver trainer;

    @BeforeEach
    void start() {
        trainer = new TrainerDriver(StreamFixtures.slowLearner(), state);
    }

    @AfterEach
    void close() {
        trainer.close();
    }

    @Test
    void shouldPublishAnUntrainedFirstVersionWhenAModelHasNone() throws IOException {
        trainer.sendHistory(10, 1);
        trainer.deliver();
        assertThat(trainer.published.keySet()).containsExactly("default/1", "default");
        assertThat(trainer.pointer()).isEqualTo(Pointer.bootstrap(1, "bootstrap: the first version, untrained"));
        assertThat(ModelFile.read(trainer.published.get("default/1")).manifest().provenance())
                .containsEntry("reason", "bootstrap");
        assertThat(trainer.registry.serving("default")).isPresent();
    }

    @Test
    void shouldPublishNeitherVersionNorPointerWhenTheFileIsTooLargeToSend() {
        close();
        trainer = new TrainerDriver(
                StreamFixtures.slowLearner()
                        .withKafka(Map.of("bootstrap.servers", "127.0.0.1:1", "max.request.size", "1500")),
                state);
        trainer.sendHistory(10, 1);
        assertThat(trainer.modelsOut.isEmpty()).isTrue();
        assertThat(new String(
                        trainer.deadLetters
                                .readRecord()
                                .headers()
                                .lastHeader(DeadLetters.MESSAGE)
                                .value(),
                        StandardCharsets.UTF_8))
                .isEqualTo("model default: its file is above what can be sent, 1500 bytes (max.request.size)");
    }

    @Test
    void shouldTrainAndPromoteWhenEnoughNewStepsHaveCome() throws IOException {
        trainer.sendHistory(150, 1);
        trainer.deliver();
        Verdict verdict = trainer.awaitVerdict(2);
        assertThat(verdict.reason()).startsWith("promoted: ");
        assertThat(verdict.trigger()).isEqualTo("steps: 450 new");
        assertThat(verdict.heldOut().challenger()).isLessThan(verdict.heldOut().champion());
        assertThat(verdict.updates()).isGreaterThanOrEqualTo(40);
        assertThat(trainer.pointer().serving()).isEqualTo(2);
        assertThat(trainer.pointer().previous()).isEqualTo(1);
        Forecaster promoted = ModelFile.read(trainer.published.get("default/2"));
        assertThat(promoted.manifest().parent()).isEqualTo("default/1");
        assertThat(promoted.manifest().provenance()).containsKeys("lossCurve", "heldOut", "updates");
        assertThat(trainer.registry.serving("default").orElseThrow().manifest().version())
                .isEqualTo(2);
    }

    @Test
    void shouldGiveAModelTheInputsThatSettingsAddWhenItIsFineTuned() throws IOException {
        close();
        StreamSettings before = StreamFixtures.slowLearner();
        NetworkSettings network = before.network();
        CovariateSettings more = new CovariateSettings(
                network.covariates().calendar(),
                network.covariates().zone(),
                new HolidaySettings(List.of("de"), List.of(), 1, 1),
                Optional.of(new Place(48.1, 11.6)));
        trainer = new TrainerDriver(
                before.toBuilder()
                        .network(new NetworkSettings(network.layers(), network.highway(), more))
                        .build(),
                state);
        Forecaster old = UntrainedModel.untrained(before.forecast(), network, 1);
        trainer.publish(old);
        trainer.point("default", Pointer.bootstrap(1, "by a build before"));
        trainer.sendHistory(150, 1);
        trainer.deliver();
        assertThat(trainer.awaitVerdict(2).promoted()).isTrue();
        Forecaster promoted = ModelFile.read(trainer.published.get("default/2"));
        assertThat(promoted.manifest().covariates()).isEqualTo(more);
        assertThat(promoted.manifest().parent()).isEqualTo("default/1");
        assertThat(trainer.published.get("default/1"))
                .as("the version before is as it was")
                .isEqualTo(ModelFile.write(old.manifest(), old.parameters()));
        assertThat(trainer.serving()).isEqualTo(2);
    }

    @Test
    void shouldGiveAModelTheDaysThatTheirTopicTellsWhenItIsFineTuned() throws IOException {
        close();
        trainer = new TrainerDriver(
                StreamFixtures.slowLearner().toBuilder()
                        .days(Optional.of("days"))
                        .build(),
                state);
        assertThat(TrainerTopology.build(
                                StreamFixtures.slowLearner().toBuilder()
                                        .days(Optional.of("days"))
                                        .build(),
                                trainer.registry,
                                trainer.worker)
                        .describe()
                        .subtopologies())
                .as("the task's number is that without the topic")
                .anyMatch(part -> part.id() == 1
                        && part.nodes().stream().anyMatch(node -> node.name().equals(Names.TRAIN)));
        var days = trainer.driver.createInputTopic("days", new StringSerializer(), new StringSerializer());
        days.pipeInput("stop", "2026-12-01");
        days.pipeInput("school", " 2026-12-23..2027-01-06 ");
        days.pipeInput("nonsense", "Christmas");
        days.pipeInput("stop", (String) null);
        trainer.sendHistory(150, 1);
        trainer.deliver();
        assertThat(trainer.awaitVerdict(2).promoted()).isTrue();
        Forecaster promoted = ModelFile.read(trainer.published.get("default/2"));
        assertThat(promoted.manifest().covariates().holidays().days()).containsExactly("2026-12-23..2027-01-06");
        assertThat(trainer.serving()).isEqualTo(2);
    }

    @Test
    void shouldAnswerARequestAndEachIdOnce() throws IOException {
        trainer.sendHistory(100, 1);
        trainer.deliver();
        trainer.request("r1");
        trainer.request("r1");
        trainer.request("r2");
        Verdict verdict = trainer.awaitVerdict(2);
        assertThat(verdict.trigger()).isEqualTo("request: test");
        assertThat(verdict.requests()).containsExactly("r1", "r2");
        trainer.punctuate();
        assertThat(trainer.work.isRunning("default")).isFalse();
    }

    @Test
    void shouldRejectWithAReasonWhenThereIsTooLittleHistoryAndThenGoOn() throws IOException {
        trainer.sendHistory(10, 1);
        trainer.deliver();
        trainer.request("r1");
        assertThat(trainer.awaitVerdict(2).reason()).startsWith("rejected: no device has a stretch of 9 steps");
        assertThat(trainer.pointer().serving()).isEqualTo(1);
        trainer.sendHistory(150, 2);
        trainer.request("r2");
        assertThat(trainer.awaitVerdict(3).promoted()).isTrue();
        assertThat(trainer.pointer().serving()).isEqualTo(3);
    }

    @Test
    void shouldStartThePendingRunAgainWhenItWasLost() throws IOException {
        trainer.sendHistory(100, 1);
        trainer.deliver();
        trainer.request("r1");
        trainer.punctuate();
        assertThat(trainer.work.isRunning("default")).isTrue();
        trainer.work.cancel("default");
        Verdict verdict = trainer.awaitVerdict(2);
        assertThat(verdict.requests()).containsExactly("r1");
        assertThat(trainer.published.keySet()).containsOnlyOnce("default/2");
    }

    @Test
    void shouldTakeANumberOfItsOwnWhenSomebodyElseHasPublished() throws IOException {
        trainer.sendHistory(100, 1);
        trainer.deliver();
        Forecaster other = trainer.registry.serving("default").orElseThrow();
        trainer.modelsIn.pipeInput("default/2", ModelFile.write(other.manifest().numbered(2), other.parameters()));
        trainer.modelsIn.pipeInput(
                "default", PointerRecord.bytes(trainer.pointer().published(2, "by hand")));
        trainer.request("r");
        Verdict verdict = trainer.awaitVerdict(3);
        assertThat(verdict.promoted()).isTrue();
        assertThat(trainer.pointer().previous()).isEqualTo(2);
    }

    @Test
    void shouldMoveNothingWhilePinned() throws IOException {
        trainer.sendHistory(100, 1);
        trainer.deliver();
        Pointer pinned = new Pointer(1, 1, null, null, true, "pinned by hand", null, List.of(), 0, null);
        trainer.point("default", pinned);
        trainer.request("r1");
        Verdict verdict = trainer.awaitVerdict(2);
        assertThat(verdict.promoted()).isFalse();
        assertThat(verdict.reason()).startsWith("pinned, not promoted");
        assertThat(trainer.pointer().serving()).isEqualTo(1);
        assertThat(trainer.pointer().pinned()).isTrue();
    }
}
