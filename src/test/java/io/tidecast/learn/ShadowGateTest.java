package io.tidecast.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.NetworkSettings;
import io.tidecast.model.UntrainedModel;
import io.tidecast.nn.Parameters;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import io.tidecast.series.TimeStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ShadowGateTest {
    private static final int WINDOW = 4;
    private static final int HORIZON = 3;
    private static final ForecastSettings FORECAST = new ForecastSettings(
            "default",
            List.of("temp"),
            List.of("temp"),
            WINDOW,
            HORIZON,
            Duration.ofHours(1),
            Duration.ofHours(6),
            List.of());
    private static final LearningSettings LEARNING = LearningSettings.defaults();

    private final ShadowGate gate = new ShadowGate(LEARNING);

    /** A network that always forecasts the last value and so many units of change. */
    private static Forecaster saying(int version, float units) {
        Forecaster drawn =
                UntrainedModel.untrained(FORECAST, NetworkSettings.defaults().withOwnLayers(), 1);
        Parameters parameters = Parameters.zeros(drawn.parameters().layout());
        parameters.set("head.bias", new float[] {units, units, units});
        return Forecaster.of(drawn.manifest().child(version, Map.of()), parameters);
    }

    private static RetrainingRecord.Chunk chunk(String device, int first, float diff, double... values) {
        boolean[] observed = new boolean[values.length];
        Arrays.fill(observed, true);
        return new RetrainingRecord.Chunk(
                "default",
                device,
                TimeStep.ofMillis(3_600_000),
                new Segment(first, 1, values, observed),
                new Scale(new double[] {5}, new float[] {3}, new float[] {diff}));
    }

    private static double[] rising(int from, int to) {
        double[] values = new double[to - from];
        for (int i = 0; i < values.length; i++) {
            values[i] = from + i;
        }
        return values;
    }

    @Test
    void shouldJudgeTheWindowsOfTheWorkedExample() {
        List<RetrainingRecord.Chunk> before = List.of(chunk("a", 0, 1, rising(0, 100)));
        List<RetrainingRecord.Chunk> since = List.of(chunk("a", 100, 1, rising(100, 112)));
        Gate.Judgement judgement = gate.judge(saying(1, 0), saying(2, 2), before, since);
        assertThat(judgement.windows()).as("horizon 3: origins 99..108").isEqualTo(10);
        assertThat(judgement.champion()).as("1, 2, 3 too little").isCloseTo(2, within(1e-5));
        assertThat(judgement.challenger()).isCloseTo(2 / 3.0, within(1e-5));
        assertThat(judgement.reason()).isEqualTo("promoted: 66.7 % better on 10 live windows");
        assertThat(gate.judge(saying(1, 2), saying(2, 0), before, since).reason())
                .isEqualTo("rejected: 200.0 % worse on 10 live windows");
        assertThat(gate.judge(saying(1, 2), saying(2, 2), before, since).promoted())
                .as("as good is not better")
                .isFalse();
    }

    @Test
    void shouldNotPromoteWhatIsNotFiniteAndGladlyReplaceIt() {
        List<RetrainingRecord.Chunk> since = List.of(chunk("a", 0, 10, rising(0, 30)));
        Forecaster broken = saying(2, Float.MAX_VALUE);
        assertThat(gate.judge(saying(1, 0), broken, List.of(), since).reason())
                .isEqualTo("rejected: its forecasts are not finite");
        assertThat(gate.judge(broken, broken, List.of(), since).promoted()).isFalse();
        assertThat(gate.judge(broken, saying(3, 0), List.of(), since).reason())
                .isEqualTo("promoted: the champion's forecasts of 23 live windows are not finite");
    }

    @Test
    void shouldNotPromoteWhatMayBeChance() {
        Random random = new Random(1);
        double[] values = new double[80];
        for (int i = 1; i < values.length; i++) {
            values[i] = values[i - 1] + (float) random.nextGaussian();
        }
        Gate.Judgement judgement =
                gate.judge(saying(1, 0), saying(2, -0.05f), List.of(), List.of(chunk("a", 0, 1, values)));
        assertThat(judgement.challenger()).isLessThan(judgement.champion());
        assertThat(judgement.reason()).contains("better on 73 live windows, which may be chance");
    }

    /** Chunks in any order, with gaps, sent twice, back-filled; against a reading of it step by step. */
    @Property(tries = 200)
    void shouldJudgeEveryWindowWhoseHorizonIsNewAndNoOther(@ForAll long seed) {
        Random random = new Random(seed);
        List<RetrainingRecord.Chunk> before = new ArrayList<>();
        List<RetrainingRecord.Chunk> since = new ArrayList<>();
        for (String device : List.of("a", "b", "c")) {
            int at = random.nextInt(5);
            int known = random.nextInt(60);
            while (at < 90) {
                int length = 1 + random.nextInt(12);
                double[] values = new double[length];
                for (int i = 0; i < length; i++) {
                    values[i] = random.nextFloat() * 10;
                }
                RetrainingRecord.Chunk chunk = chunk(device, at, 5 + random.nextInt(3), values);
                boolean late = random.nextInt(8) == 0;
                (at < known && !late ? before : since).add(chunk);
                if (random.nextInt(6) == 0) {
                    since.add(chunk);
                }
                at += length + (random.nextInt(5) == 0 ? 1 + random.nextInt(3) : 0);
            }
        }
        Reference reference = Reference.of(before, since);
        Gate.Judgement judgement = gate.judge(saying(1, 0), saying(2, 1), before, since);
        if (reference.windows < HeldOut.LEAST_WINDOWS) {
            assertThat(judgement.reason())
                    .isEqualTo("rejected: live windows must be at least 8, were " + reference.windows);
        } else {
            assertThat(judgement.windows()).isEqualTo(reference.windows);
            assertThat(judgement.champion()).isCloseTo(reference.champion / reference.counted, within(1e-4));
            assertThat(judgement.challenger()).isCloseTo(reference.challenger / reference.counted, within(1e-4));
        }
    }

    /** The same, slowly: every step of every device by itself. */
    private static final class Reference {
        private int windows;
        private int counted;
        private double champion;
        private double challenger;

        private record Step(double value, float diff) {}

        static Reference of(List<RetrainingRecord.Chunk> before, List<RetrainingRecord.Chunk> since) {
            Reference reference = new Reference();
            for (String device : List.of("a", "b", "c")) {
                Map<Long, Step> steps = new TreeMap<>();
                long known = add(before, device, steps);
                add(since, device, steps);
                boolean live = since.stream().anyMatch(chunk -> chunk.device().equals(device));
                for (long origin : steps.keySet()) {
                    if (live && origin >= known && isWhole(steps, origin)) {
                        reference.judge(steps, origin);
                    }
                }
            }
            return reference;
        }

        /** Returns the newest step, or one before all if there is none. */
        private static long add(List<RetrainingRecord.Chunk> chunks, String device, Map<Long, Step> steps) {
            long newest = Long.MIN_VALUE;
            for (RetrainingRecord.Chunk chunk : chunks) {
                if (chunk.device().equals(device)) {
                    for (int i = 0; i < chunk.segment().steps(); i++) {
                        long index = chunk.segment().firstIndex() + i;
                        steps.putIfAbsent(
                                index,
                                new Step(
                                        chunk.segment().value(i, 0),
                                        chunk.scale().diff()[0]));
                        newest = Math.max(newest, index);
                    }
                }
            }
            return newest;
        }

        private static boolean isWhole(Map<Long, Step> steps, long origin) {
            for (long index = origin - WINDOW; index <= origin + HORIZON; index++) {
                if (!steps.containsKey(index)) {
                    return false;
                }
            }
            return true;
        }

        private void judge(Map<Long, Step> steps, long origin) {
            Step last = steps.get(origin);
            windows++;
            for (int h = 1; h <= HORIZON; h++) {
                double actual = steps.get(origin + h).value();
                counted++;
                champion += Math.abs(last.value() - actual) / last.diff();
                challenger += Math.abs(last.value() + last.diff() - actual) / last.diff();
            }
        }
    }
}
