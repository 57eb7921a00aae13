package io.tidecast.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.device.DeviceHistory;
import io.tidecast.learn.LearningSettings;
import io.tidecast.learn.RetrainingRecord;
import io.tidecast.learn.ShadowSettings;
import io.tidecast.model.ModelFile;
import io.tidecast.model.Pointer;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.Verdict;
import io.tidecast.record.RequestRecord;
import io.tidecast.series.Scaling;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * The trainer is killed at any moment while challengers stand in the shadow, and commits at any other. Whatever
 * happens, what serves has passed gate and shadow, each version gets one last verdict, every request is answered, and
 * no shadow stays.
 */
class ShadowCrashTest {
    private static final List<String> DEVICES = List.of("a", "b", "c");
    private static final int STEPS = 60;
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int OPERATIONS = 150;

    @Property(tries = 25)
    void shouldJudgeEachShadowOnceWhenTheTrainerIsKilledAtAnyMoment(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        StreamSettings base = StreamFixtures.slowLearner();
        LearningSettings learning = base.learning().withShadow(new ShadowSettings(STEPS, LONGEST));
        TrainerProcess trainer = new TrainerProcess(base.withLearning(learning), Path.of("target", "no-state"));
        DeviceHistory history = new DeviceHistory(Scaling.Measure.STANDARD);
        DeviceHistory.Signal signal =
                step -> 10 * Math.sin(2 * Math.PI * step / 10) + 0.1 * new Random(seed + step).nextGaussian();
        int step = send(trainer, history, 0, 100, signal);
        Set<String> requests = new HashSet<>();
        for (int i = 0; i < OPERATIONS; i++) {
            switch (random.nextInt(12)) {
                case 0 -> {
                    String id = "r" + requests.size();
                    requests.add(id);
                    trainer.produce(
                            "default", RequestRecord.bytes(new RetrainingRecord.Request("default", "test", id)));
                }
                case 1 -> step = send(trainer, history, step, step + DeviceHistory.CHUNK, signal);
                case 2, 3 -> trainer.readAll();
                case 4 -> trainer.read();
                case 5, 6 -> trainer.look(TrainModels.PUNCTUATION.toMillis());
                case 7 -> trainer.work();
                case 8, 9 -> trainer.commit();
                case 10 -> trainer.deliver();
                default -> {
                    if (random.nextBoolean()) {
                        trainer.crash();
                    } else {
                        // What was published comes back long before the trainer gives up waiting for it.
                        trainer.commit();
                        trainer.deliver();
                        trainer.look(random.nextInt((int) LONGEST.toMillis()));
                    }
                }
            }
        }
        trainer.settle();
        trainer.look(LONGEST.toMillis());
        trainer.settle();
        trainer.look(LONGEST.toMillis());
        trainer.settle();
        assertHistory(trainer, requests);
    }

    private static int send(
            TrainerProcess trainer, DeviceHistory history, int from, int to, DeviceHistory.Signal signal) {
        for (String device : DEVICES) {
            history.records("default", device, from, to, signal).forEach(chunk -> trainer.produce("default", chunk));
        }
        return to;
    }

    private static void assertHistory(TrainerProcess trainer, Set<String> requests) throws IOException {
        Set<String> answered = new HashSet<>();
        Map<Integer, Verdict> verdicts = new HashMap<>();
        Map<String, String> weights = new HashMap<>();
        Set<String> there = new HashSet<>();
        int serving = 0;
        Pointer pointer = null;
        for (TrainerProcess.Entry entry : trainer.models) {
            if (entry.key().contains("/")) {
                if (entry.value() == null) {
                    there.remove(entry.key());
                } else {
                    there.add(entry.key());
                    String sha = ModelFile.read(entry.value()).manifest().sha256();
                    assertThat(weights.merge(entry.key(), sha, (before, now) -> before))
                            .as("weights of " + entry.key() + " once published")
                            .isEqualTo(sha);
                }
                continue;
            }
            pointer = PointerRecord.of(entry.value());
            assertThat(there).as("file of what serves").contains("default/" + pointer.serving());
            Verdict verdict = pointer.verdict();
            if (pointer.serving() != serving) {
                assertThat(pointer.serving()).isGreaterThan(serving);
                serving = pointer.serving();
                assertThat(serving == 1 || (verdict.promoted() && verdict.live().windows() >= 8))
                        .as("version " + serving + " has shown what it can: " + verdict)
                        .isTrue();
            }
            if (verdict != null) {
                answered.addAll(verdict.requests());
                if (pointer.shadow() == null) {
                    assertThat(verdicts.merge(verdict.version(), verdict, (before, now) -> before))
                            .as("one last verdict on version " + verdict.version())
                            .isEqualTo(verdict);
                }
            }
        }
        assertThat(pointer).isNotNull();
        assertThat(pointer.shadow()).isNull();
        assertThat(answered).isEqualTo(requests);
    }
}
