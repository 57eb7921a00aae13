package io.tidecast.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import io.tidecast.series.TimeStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingMemoryTest {
    private static final int CHUNKS = 300;
    private static final int DEVICES = 10;

    @Test
    void shouldCountNoLessThanAHistoryHoldsAsChunksAndJoinedTwice() {
        for (int features : new int[] {1, 4, 20}) {
            for (int chunkSteps : new int[] {1, 24, 1_000}) {
                List<RetrainingRecord.Chunk> chunks = chunks(features, chunkSteps);
                History history = History.of(chunks, new Holdout(0, 0, 0), 12, new NewSteps.Everything());
                long held = 2 * held(history);
                for (RetrainingRecord.Chunk chunk : chunks) {
                    held += held(chunk.segment()) + 3L * (16 + 4 * features);
                }
                long counted =
                        TrainingMemory.history(features, new HistorySettings(chunkSteps, CHUNKS * chunkSteps, 1));
                assertThat(held)
                        .as("%d features, chunks of %d", features, chunkSteps)
                        .isLessThanOrEqualTo(counted);
            }
        }
    }

    private static List<RetrainingRecord.Chunk> chunks(int features, int steps) {
        List<RetrainingRecord.Chunk> chunks = new ArrayList<>();
        for (int i = 0; i < CHUNKS; i++) {
            Segment segment = new Segment(
                    (long) (i / DEVICES) * steps,
                    features,
                    new double[steps * features],
                    new boolean[steps * features]);
            float[] one = new float[features];
            Arrays.fill(one, 1);
            Scale scale = new Scale(new double[features], one.clone(), one.clone());
            chunks.add(new RetrainingRecord.Chunk(
                    "m", "device-" + i % DEVICES, TimeStep.ofMillis(60_000), segment, scale));
        }
        return chunks;
    }

    private static long held(History history) {
        return history.stretches().stream()
                .mapToLong(stretch -> held(stretch.segment())
                        + stretch.outliers().length
                        + 4L * stretch.scales().size())
                .sum();
    }

    private static long held(Segment segment) {
        return 100 + 4L * segment.values().length + segment.observed().length + 8L * segment.timesMs().length;
    }
}
