package io.tidecast.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.device.DeviceHistory;
import io.tidecast.learn.RetrainingRecord;
import io.tidecast.model.Forecaster;
import io.tidecast.model.ModelFile;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.Verdict;
import io.tidecast.record.RequestRecord;
import io.tidecast.series.Scaling;
import io.tidecast.stream.StreamFixtures;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of work, verdicts and versions when things have changed before they are done. */
class TrainerLifecycleTest {
    private static final long LOOK_MS = TrainModels.PUNCTUATION.toMillis();

    private TrainerProcess trainer;

    @BeforeEach
    void start() {
        trainer = new TrainerProcess(StreamFixtures.slowLearner(), Path.of("target", "no-state"));
        DeviceHistory history = new DeviceHistory(Scaling.Measure.STANDARD);
        Random random = new Random(1);
        for (String device : List.of("a", "b", "c")) {
            history.records(
                            "default",
                            device,
                            0,
                            100,
                            step -> 10 * Math.sin(2 * Math.PI * step / 10) + 0.1 * random.nextGaussian())
                    .forEach(chunk -> trainer.produce("default", chunk));
        }
        trainer.readAll();
        trainer.commit();
        trainer.deliver();
    }

    private void request(String id) {
        trainer.produce("default", RequestRecord.bytes(new RetrainingRecord.Request("default", "test", id)));
        trainer.readAll();
    }

    private Pointer pointer() {
        return trainer.registry().pointer("default").orElseThrow();
    }

    private void commitAndDeliver() {
        trainer.commit();
        trainer.deliver();
    }

    @Test
    void shouldGiveUpTheWorkOfATaskThatGoesElsewhereAndNoOthers() {
        request("r");
        trainer.look(LOOK_MS);
        assertThat(trainer.isTraining()).isTrue();
        trainer.close();
        assertThat(trainer.isTraining()).isFalse();
        TaskWorker other = new TaskWorker(trainer.worker(), new TaskId(0, 1));
        other.start("default", () -> () -> null);
        trainer.close();
        assertThat(other.isRunning("default"))
                .as("work of another task on a model of that name")
                .isTrue();
    }

    @Test
    void shouldTellItsWorkFromAnotherTasksOnTheSameModel() {
        TaskWorker other = new TaskWorker(trainer.worker(), new TaskId(0, 1));
        other.start("default", () -> () -> null);
        trainer.work();
        request("r");
        trainer.look(LOOK_MS);
        assertThat(trainer.isTraining()).isFalse();
        commitAndDeliver();
        assertThat(pointer().verdict())
                .as("the other task's result is not taken")
                .isNull();
        assertThat(other.done("default")).isPresent();
        trainer.look(LOOK_MS);
        assertThat(trainer.isTraining()).isTrue();
    }

    /** The run that was lost had taken the request with it; what it comes to is nobody's. */
    @Test
    void shouldBeginAnewWhenItIsTakenUpAgainWithoutHavingBeenClosed() {
        request("lost");
        trainer.look(LOOK_MS);
        trainer.work();
        trainer.revive();
        assertThat(trainer.isTraining()).isFalse();
        trainer.look(LOOK_MS);
        commitAndDeliver();
        assertThat(pointer().verdict()).as("of a run that was undone").isNull();
        request("again");
        trainer.settle();
        assertThat(pointer().verdict().requests()).containsExactly("lost", "again");
        assertThat(pointer().verdict().version()).isEqualTo(2);
    }

    @Test
    void shouldRejectAChallengerWhenAnotherVersionServesThanItWasTrainedFrom() {
        request("r");
        trainer.look(LOOK_MS);
        Forecaster first = trainer.registry().serving("default").orElseThrow();
        trainer.publish("default/7", ModelFile.write(first.manifest().numbered(7), first.parameters()));
        trainer.publish("default", PointerRecord.bytes(pointer().published(7, "by hand")));
        trainer.deliver();
        trainer.work();
        trainer.look(LOOK_MS);
        commitAndDeliver();
        Verdict verdict = pointer().verdict();
        assertThat(verdict.reason())
                .isEqualTo("rejected: the serving version changed while the challenger was trained");
        assertThat(verdict.requests()).containsExactly("r");
        assertThat(pointer().serving()).isEqualTo(7);
        assertThat(trainer.compacted()).doesNotContainKey("default/2");
    }

    @Test
    void shouldNeverRemoveAVersionThatThePointerNames() {
        Forecaster first = trainer.registry().serving("default").orElseThrow();
        for (int version = 2; version <= 9; version++) {
            trainer.publish(
                    "default/" + version, ModelFile.write(first.manifest().numbered(version), first.parameters()));
        }
        trainer.publish("default", PointerRecord.bytes(pointer().published(2, "by hand")));
        trainer.deliver();
        request("r");
        trainer.settle();
        assertThat(pointer().serving()).isEqualTo(10);
        assertThat(pointer().previous()).isEqualTo(2);
        assertThat(trainer.registry().versions("default"))
                .as("what serves, the one before it, and the newest three besides")
                .containsExactly(2, 7, 8, 9, 10);
    }

    @Test
    void shouldKeepAPinThatTheVerdictWasMadeWithoutKnowingOf() {
        request("r");
        trainer.look(LOOK_MS);
        trainer.work();
        Pointer pinned = pointer().pinnedTo(1, "known good");
        trainer.look(LOOK_MS); // The verdict is made now, and sent with the commit.
        trainer.publish("default", PointerRecord.bytes(pinned));
        commitAndDeliver();
        assertThat(trainer.models.get(trainer.models.size() - 1).value())
                .as("the verdict comes last")
                .isNotEqualTo(PointerRecord.bytes(pinned));
        assertThat(pointer()).isEqualTo(pinned);
        assertThat(trainer.registry().overruled("default")).get().matches(p -> p.serving() == 2);
        trainer.look(LOOK_MS);
        trainer.look(LOOK_MS);
        trainer.commit();
        Pointer last = PointerRecord.of(trainer.compacted().get("default"));
        assertThat(last.pinned()).as("what compaction leaves").isTrue();
        assertThat(last.serving()).isEqualTo(1);
        assertThat(last.verdict().reason()).startsWith("pinned, not promoted: ");
        assertThat(last.verdict().requests()).containsExactly("r");
        trainer.deliver();
        assertThat(trainer.registry().overruled("default")).isEmpty();
        trainer.look(LOOK_MS);
        trainer.commit();
        assertThat(PointerRecord.of(trainer.compacted().get("default")))
                .as("it is written once")
                .isEqualTo(last);
        request("next");
        trainer.settle();
        assertThat(pointer().serving()).isEqualTo(1);
        assertThat(pointer().verdict().requests()).containsExactly("next");
    }

    @Test
    void shouldKeepAPinThatWasMadeWithoutKnowingOfTheVerdict() {
        request("r");
        trainer.look(LOOK_MS);
        trainer.work();
        Pointer pinned = pointer().pinnedTo(1, "known good");
        trainer.look(LOOK_MS);
        commitAndDeliver();
        assertThat(pointer().serving()).isEqualTo(2);
        trainer.publish("default", PointerRecord.bytes(pinned));
        trainer.deliver();
        assertThat(pointer()).isEqualTo(pinned);
        trainer.settle();
        assertThat(pointer().serving()).isEqualTo(1);
    }

    @Test
    void shouldRestoreAPinAfterACrashBetweenTheVerdictAndItsReturn() {
        request("r");
        trainer.look(LOOK_MS);
        trainer.work();
        Pointer pinned = pointer().pinnedTo(1, "known good");
        trainer.look(LOOK_MS);
        trainer.publish("default", PointerRecord.bytes(pinned));
        trainer.commit();
        trainer.crash();
        trainer.settle();
        assertThat(pointer().pinned()).isTrue();
        assertThat(PointerRecord.of(trainer.compacted().get("default"))).isEqualTo(pointer());
    }
}
