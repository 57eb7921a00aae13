package io.tidecast.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.device.DeviceHistory;
import io.tidecast.learn.LearningSettings;
import io.tidecast.learn.RetrainingRecord;
import io.tidecast.model.ForecastSettings;
import io.tidecast.model.PointerRecord;
import io.tidecast.model.Verdict;
import io.tidecast.record.ChunkRecord;
import io.tidecast.record.RequestRecord;
import io.tidecast.series.Scale;
import io.tidecast.series.Scaling;
import io.tidecast.stream.StreamFixtures;
import io.tidecast.stream.StreamSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of history when the settings change while it is kept. */
class KeptHistoryTest {
    private static final StreamSettings SETTINGS = StreamFixtures.slowLearner();
    private static final StreamSettings ROBUST =
            SETTINGS.withScaling(new Scaling(Scaling.Measure.ROBUST, Scaling.Over.RUNNING));

    private final DeviceHistory before = new DeviceHistory(Scaling.Measure.STANDARD);
    private final DeviceHistory after = new DeviceHistory(Scaling.Measure.ROBUST);

    /** Now and then a jump, so that the measures differ. */
    private static double signal(int step) {
        return 10 * Math.sin(2 * Math.PI * step / 10) + (step % 29 == 28 ? 25 : 0);
    }

    @Test
    void shouldMeasureOldChunksAsNewOnesWhenTheScalingHasChanged() {
        List<byte[]> records = new ArrayList<>(before.records("default", "a", 0, 30, KeptHistoryTest::signal));
        records.addAll(after.records("default", "a", 30, 50, KeptHistoryTest::signal));
        List<RetrainingRecord.Chunk> read = KeptHistory.read(records, ROBUST.forecast());
        Scale first = new DeviceHistory(Scaling.Measure.ROBUST)
                .chunks("default", "a", 30, 50, KeptHistoryTest::signal)
                .get(0)
                .scale();
        assertThat(read).hasSize(5);
        assertThat(read.subList(0, 4))
                .allSatisfy(chunk -> assertThat(chunk.scale().diff()).isEqualTo(first.diff()));
        assertThat(read.get(2).segment().value(8, 0)).isEqualTo((float) signal(28));
        List<RetrainingRecord.Chunk> asBefore = KeptHistory.read(records, SETTINGS.forecast());
        assertThat(asBefore).hasSize(5);
        assertThat(asBefore.get(4).scale().diff())
                .isEqualTo(asBefore.get(0).scale().diff());
        assertThat(asBefore.get(0).scale().diff()[0]).isNotEqualTo(first.diff()[0]);
    }

    @Test
    void shouldLeaveOutADeviceThatHasNoScaleOfTheRightMeasureYet() {
        List<byte[]> records = new ArrayList<>(before.records("default", "a", 0, 30, KeptHistoryTest::signal));
        records.addAll(after.records("default", "b", 0, 10, KeptHistoryTest::signal));
        assertThat(KeptHistory.read(records, ROBUST.forecast()))
                .extracting(RetrainingRecord.Chunk::device)
                .containsExactly("b");
    }

    @Test
    void shouldTakeAChunkThatSaysNothingAsMeasuredAsConfigured() {
        byte[] record =
                before.records("default", "a", 0, 10, KeptHistoryTest::signal).get(0);
        byte[] silent = new String(record, UTF_8)
                .replace("\"scaling\":\"standard\",", "")
                .getBytes(UTF_8);
        assertThat(silent).hasSizeLessThan(record.length);
        assertThat(ChunkRecord.of(silent, ROBUST.forecast()).measure()).isEqualTo(Scaling.Measure.ROBUST);
        assertThat(ChunkRecord.of(record, ROBUST.forecast()).measure()).isEqualTo(Scaling.Measure.STANDARD);
    }

    @Test
    void shouldGoOnLearningWhenTheSettingsOfKeptHistoryAreOthersNow() throws IOException {
        StreamSettings grouped = rarely(SETTINGS);
        TrainerProcess trainer = new TrainerProcess(grouped, Path.of("target", "no-state"));
        produce(trainer, before, 0, 150);
        trainer.settle();
        // A group's history survives where the default model is a new one.
        trainer.restart(rarely(robust()));
        produce(trainer, after, 150, 300);
        trainer.produce("pumps", RequestRecord.bytes(new RetrainingRecord.Request("pumps", "test", "r1")));
        trainer.settle();
        Verdict verdict = PointerRecord.of(trainer.compacted().get("pumps")).verdict();
        assertThat(verdict.requests()).containsExactly("r1");
        assertThat(verdict.promoted()).as(verdict.reason()).isTrue();
    }

    private static StreamSettings robust() {
        ForecastSettings was = ROBUST.forecast();
        return ROBUST.withForecast(new ForecastSettings(
                "robust",
                was.features(),
                was.targets(),
                was.window(),
                was.horizon(),
                was.grid(),
                was.season(),
                was.levels(),
                was.scaling()));
    }

    private static StreamSettings rarely(StreamSettings settings) {
        LearningSettings learning = settings.learning();
        return settings.withLearning(learning.withTriggers(learning.triggers().withPace(1_000_000, Duration.ZERO)));
    }

    private static void produce(TrainerProcess trainer, DeviceHistory history, int from, int to) {
        for (String device : List.of("a", "b")) {
            history.records("pumps", device, from, to, step -> 10 * Math.sin(2 * Math.PI * step / 10))
                    .forEach(chunk -> trainer.produce("pumps", chunk));
        }
    }
}
