package io.tidecast.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import io.tidecast.series.TimeStep;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static final Scale SCALE = new Scale(new double[1], new float[] {1}, new float[] {1});

    private static RetrainingRecord.Chunk chunk(String device, long first, double... values) {
        boolean[] observed = new boolean[values.length];
        java.util.Arrays.fill(observed, true);
        return new RetrainingRecord.Chunk(
                "default", device, TimeStep.ofMillis(1000), new Segment(first, 1, values, observed), SCALE);
    }

    @Test
    void shouldJoinNeighboursAndSplitAtGaps() {
        History history = History.of(
                List.of(chunk("a", 4, 4, 5), chunk("a", 0, 0, 1, 2, 3), chunk("a", 8, 8)),
                new Holdout(0.1, 1, 1_000),
                1e9,
                new NewSteps.Everything());
        assertThat(history.stretches())
                .extracting(r -> r.segment().firstIndex())
                .containsExactly(0L, 8L);
        assertThat(history.stretches().get(0).segment().values()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(history.steps()).isEqualTo(7);
    }

    @Test
    void shouldHoldOutTheNewestStepsOfEachDevice() {
        History history = History.of(
                List.of(chunk("a", 0, new double[50]), chunk("a", 60, new double[10]), chunk("b", 0, new double[100])),
                new Holdout(0.2, 3, 1_000),
                1e9,
                new NewSteps.Everything());
        assertThat(history.stretches()).extracting(History.Stretch::trainable).containsExactly(48, 0, 80);
    }

    @Property(tries = 200)
    void shouldHoldEachStepOnceWhateverTheOrderAndOverlap(@ForAll long seed) {
        Random random = new Random(seed);
        List<RetrainingRecord.Chunk> chunks = new ArrayList<>();
        TreeMap<Long, Double> slow = new TreeMap<>();
        for (int i = 0; i < 12; i++) {
            long first = random.nextInt(60);
            double[] values = new double[1 + random.nextInt(9)];
            for (int t = 0; t < values.length; t++) {
                values[t] = first + t;
                slow.put(first + t, values[t]);
            }
            chunks.add(chunk("a", first, values));
        }
        Collections.shuffle(chunks, random);
        History history = History.of(chunks, new Holdout(0.1, 1, 1_000), 1e9, new NewSteps.Everything());
        TreeMap<Long, Double> joined = new TreeMap<>();
        long before = Long.MIN_VALUE;
        for (History.Stretch stretch : history.stretches()) {
            assertThat(stretch.segment().firstIndex()).isGreaterThan(before + 1);
            before = stretch.segment().lastIndex();
            for (int t = 0; t < stretch.segment().steps(); t++) {
                assertThat(joined.put(
                                stretch.segment().firstIndex() + t,
                                stretch.segment().value(t, 0)))
                        .isNull();
            }
        }
        assertThat(joined).isEqualTo(slow);
    }
}
