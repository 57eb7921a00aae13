package io.tidecast.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every measure, of running values and of windows, against lists of all values that are sorted and added up. */
class ScalingTest {
    private static final double LEAST_SHARE = 0.1;

    /** Centre, spread and unit of change. */
    private record Expected(double centre, double spread, double change) {}

    private static Expected reference(Scaling.Measure measure, List<Double> levels, List<Double> changes) {
        List<Double> sorted = sorted(levels);
        double mean = levels.stream().mapToDouble(v -> v).average().orElseThrow();
        double std = Math.sqrt(levels.stream()
                .mapToDouble(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow());
        double rms =
                Math.sqrt(changes.stream().mapToDouble(v -> v * v).average().orElse(0));
        return switch (measure) {
            case STANDARD -> new Expected(mean, std, rms);
            case MIN_MAX ->
                new Expected(
                        (sorted.get(0) + sorted.get(sorted.size() - 1)) / 2,
                        (sorted.get(sorted.size() - 1) - sorted.get(0)) / 2,
                        changes.stream().mapToDouble(Math::abs).max().orElse(0));
            case ROBUST -> {
                double quartiles = quantile(sorted, 0.75) - quantile(sorted, 0.25);
                List<Double> steps = sorted(changes);
                double ofChanges = steps.isEmpty() ? 0 : quantile(steps, 0.75) - quantile(steps, 0.25);
                yield new Expected(
                        quantile(sorted, 0.5),
                        quartiles > 0 ? quartiles / 1.349 : std,
                        ofChanges > 0 ? ofChanges / 1.349 : rms);
            }
        };
    }

    private static List<Double> sorted(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted;
    }

    private static double quantile(List<Double> sorted, double share) {
        double at = share * (sorted.size() - 1);
        double below = sorted.get((int) Math.floor(at));
        return below + (at - Math.floor(at)) * (sorted.get((int) Math.ceil(at)) - below);
    }

    /** Whole numbers, so that quantiles have ties, with holes. */
    private static Segment segment(Random random, int steps, int features, int size) {
        double[] values = new double[steps * features];
        boolean[] observed = new boolean[values.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(size) - size / 2;
            observed[i] = random.nextInt(4) > 0;
        }
        return new Segment(0, features, values, observed);
    }

    @Property(tries = 300)
    void shouldMeasureAWindowLikeTheReference(
            @ForAll long seed,
            @ForAll Scaling.Measure measure,
            @ForAll @IntRange(min = 1, max = 60) int window,
            @ForAll @IntRange(max = 20) int before,
            @ForAll @IntRange(min = 1, max = 1000) int size) {
        Segment segment = segment(new Random(seed), before + window + 2, 2, size);
        Scale device = new Scale(new double[] {3, 4}, new float[] {0.5f, 300}, new float[] {0.25f, 30});
        Scale scale = new Scaling(measure, Scaling.Over.WINDOW).of(segment, before, window, device);
        for (int f = 0; f < 2; f++) {
            List<Double> levels = new ArrayList<>();
            List<Double> changes = new ArrayList<>();
            for (int t = before; t < before + window; t++) {
                if (segment.observed(t, f)) {
                    levels.add((double) segment.value(t, f));
                    if (t > before && segment.observed(t - 1, f)) {
                        changes.add((double) segment.value(t, f) - segment.value(t - 1, f));
                    }
                }
            }
            if (levels.isEmpty()) {
                assertThat(scale.mean()[f]).isEqualTo(device.mean()[f]);
                assertThat(scale.std()[f]).isEqualTo(device.std()[f]);
                assertThat(scale.diff()[f]).isEqualTo(device.diff()[f]);
                continue;
            }
            Expected expected = reference(measure, levels, changes);
            double spread =
                    levels.size() < 2 ? device.std()[f] : Math.max(LEAST_SHARE * device.std()[f], expected.spread());
            double change =
                    changes.isEmpty() ? device.diff()[f] : Math.max(LEAST_SHARE * device.diff()[f], expected.change());
            assertThat((double) scale.mean()[f]).isCloseTo(expected.centre(), within(1e-3));
            assertThat((double) scale.std()[f]).isCloseTo(spread, within(1e-3));
            assertThat((double) scale.diff()[f]).isCloseTo(change, within(1e-3));
        }
        assertThat(new Scaling(measure, Scaling.Over.RUNNING).of(segment, before, window, device))
                .isSameAs(device);
    }

    /** Quantiles of a few values are exact, those of more are estimates. */
    @Property(tries = 200)
    void shouldMeasureRunningValuesLikeTheReference(
            @ForAll long seed, @ForAll Scaling.Measure measure, @ForAll @IntRange(min = 2, max = 400) int count) {
        int steps = measure == Scaling.Measure.ROBUST ? 2 + count % 8 : count;
        Random random = new Random(seed);
        RunningScale running = new RunningScale(1, 400, measure);
        List<Double> levels = new ArrayList<>();
        List<Double> changes = new ArrayList<>();
        for (int i = 0; i < steps; i++) {
            float value = random.nextInt(1000);
            running.addLevel(0, value);
            if (i > 0) {
                float change = (float) (value - levels.get(i - 1));
                running.addChange(0, change);
                changes.add((double) change);
            }
            levels.add((double) value);
        }
        Expected expected = reference(measure, levels, changes);
        Scale scale = running.scale();
        double spread = Math.max(expected.spread(), 1e-6 * Math.max(1, Math.abs(expected.centre())));
        assertThat((double) scale.mean()[0]).isCloseTo(expected.centre(), within(1e-2));
        assertThat((double) scale.std()[0]).isCloseTo(spread, within(1e-2));
        assertThat((double) scale.diff()[0]).isCloseTo(Math.max(expected.change(), 0.02 * spread), within(1e-2));
    }

    @ParameterizedTest
    @EnumSource(
            value = Scaling.Measure.class,
            names = {"MIN_MAX", "ROBUST"})
    void shouldForgetWhatIsOlderThanTwiceItsMemory(Scaling.Measure measure) {
        int memory = 50;
        RunningScale running = new RunningScale(1, memory, measure);
        for (int i = 0; i < 7 * memory; i++) {
            running.addLevel(0, i < 3 * memory ? 1000 * (i % 7) : i % 3);
        }
        assertThat(running.scale().mean()[0]).isCloseTo(1.0, within(0.2));
        assertThat(running.scale().std()[0]).isLessThan(2);
    }

    @ParameterizedTest
    @EnumSource(Scaling.Measure.class)
    void shouldGoOnAsBeforeWhenReadBack(Scaling.Measure measure) {
        Random random = new Random(1);
        RunningScale kept = new RunningScale(3, 40, measure);
        for (int i = 0; i < 1000; i++) {
            kept.addLevel(i % 3, random.nextInt(100));
            kept.addChange(i % 3, random.nextInt(10) - 5);
            if (i % 90 == 0) {
                ByteBuffer bytes = ByteBuffer.allocate(kept.bytes());
                kept.write(bytes);
                assertThat(bytes.hasRemaining()).isFalse();
                Scale before = kept.scale();
                kept = RunningScale.read(bytes.flip(), 3, 40, measure);
                assertThat(kept.scale().mean()).containsExactly(before.mean(), within(1e-3));
                assertThat(kept.scale().std()).containsExactly(before.std(), within(1e-3f));
                assertThat(kept.scale().diff()).containsExactly(before.diff(), within(1e-3f));
            }
        }
    }

    /** Nothing, one value, one value many times, and values as large as readings and their sums can be. */
    @ParameterizedTest
    @EnumSource(Scaling.Measure.class)
    void shouldGiveAUsableScaleOfWhateverComes(Scaling.Measure measure) {
        for (double[] values : List.of(
                new double[] {},
                new double[] {5},
                new double[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
                new double[] {1e20f, -1e20f, 1e20f, -1e20f},
                new double[] {1e-40f, 0, 1e-40f},
                new double[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1})) {
            RunningScale running = new RunningScale(1, 10, measure);
            boolean[] observed = new boolean[Math.max(1, values.length)];
            for (int i = 0; i < values.length; i++) {
                running.addLevel(0, values[i]);
                observed[i] = true;
                if (i > 0) {
                    running.addChange(0, values[i] - values[i - 1]);
                }
            }
            ByteBuffer bytes = ByteBuffer.allocate(running.bytes());
            running.write(bytes);
            Scale scale = RunningScale.read(bytes.flip(), 1, 10, measure).scale(); // its constructor checks
            Segment segment = new Segment(0, 1, Arrays.copyOf(values, observed.length), observed);
            Scale window = new Scaling(measure, Scaling.Over.WINDOW).of(segment, 0, observed.length, scale);
            for (int i = 1; i < values.length; i++) {
                assertThat(window.level(0, values[i])).isFinite();
                assertThat(window.change(0, values[i - 1], values[i])).isFinite();
            }
        }
    }

    @Property(tries = 300)
    void shouldComeBackToTheReadingsOwnUnit(
            @ForAll long seed, @ForAll Scaling.Measure measure, @ForAll @IntRange(min = -12, max = 12) int magnitude) {
        Random random = new Random(seed);
        float size = (float) Math.pow(10, magnitude);
        double[] values = new double[20];
        boolean[] observed = new boolean[values.length];
        RunningScale running = new RunningScale(1, 20, measure);
        for (int i = 0; i < values.length; i++) {
            values[i] = size * (float) random.nextGaussian();
            observed[i] = true;
            running.addLevel(0, values[i]);
        }
        Segment segment = new Segment(0, 1, values, observed);
        for (Scaling.Over over : Scaling.Over.values()) {
            Scale scale = new Scaling(measure, over).of(segment, 0, values.length, running.scale());
            for (int i = 1; i < values.length; i++) {
                float there = scale.change(0, values[0], values[i]);
                assertThat(scale.after(0, values[0], there)).isCloseTo(values[i], within(3e-6 * size));
            }
        }
    }

    /** The example of the javadoc. */
    @Test
    void shouldMeasureTheWorkedExample() {
        double[] values = {10, 12, 11, 13, 12, 14, 13, 43};
        boolean[] observed = new boolean[values.length];
        Arrays.fill(observed, true);
        Segment segment = new Segment(0, 1, values, observed);
        Scale device = new Scale(new double[1], new float[] {1}, new float[] {1});
        Map<Scaling.Measure, double[]> expected = Map.of(
                Scaling.Measure.STANDARD, new double[] {16, 10.3f, 11.4f, 48.7f},
                Scaling.Measure.MIN_MAX, new double[] {26.5f, 16.5f, 30, 58},
                Scaling.Measure.ROBUST, new double[] {12.5f, 1.1f, 2.2f, 44.1f});
        for (Scaling.Measure measure : Scaling.Measure.values()) {
            Scale scale = new Scaling(measure, Scaling.Over.WINDOW).of(segment, 0, values.length, device);
            double[] own = expected.get(measure);
            assertThat(new double[] {scale.mean()[0], scale.std()[0], scale.diff()[0], scale.after(0, 43, 0.5f)})
                    .as("%s", measure)
                    .containsExactly(own, within(0.05));
        }
    }

    @Test
    void shouldReadItsOwnDescriptionsOnly() {
        Scaling.all().forEach(scaling -> assertThat(Scaling.parse(scaling.describe()))
                .isEqualTo(scaling));
        assertThat(Scaling.all().map(Scaling::describe).distinct()).hasSize(6);
        assertThat(Scaling.DEFAULT.describe())
                .isEqualTo("device: diff/std-of-diff, observed, target (level-mean)/std;"
                        + " output: (y[t+h]-y[t])/std-of-diff");
        assertThatThrownBy(() -> Scaling.parse("by eye")).hasMessageEndingWith(", was by eye");
    }
}
