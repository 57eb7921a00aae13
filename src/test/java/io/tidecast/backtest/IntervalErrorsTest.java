package io.tidecast.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class IntervalErrorsTest {
    private static final double[] ONE = {0.8};

    /** A forecast one step ahead or more: its median, a bound on either side per level, and what came. */
    private record Pair(int h, double median, double[] lower, double[] upper, double actual) {
        static Pair of(SplittableRandom random, int horizon, int levels) {
            double median = random.nextDouble(-50, 50);
            double[] lower = new double[levels];
            double[] upper = new double[levels];
            for (int l = 0; l < levels; l++) {
                lower[l] = median - random.nextDouble(0, 20);
                upper[l] = median + random.nextDouble(0, 20);
            }
            double actual = random.nextInt(4) == 0 && levels > 0 ? lower[0] : median + random.nextDouble(-30, 30);
            return new Pair(1 + random.nextInt(horizon), median, lower, upper, actual);
        }
    }

    private static double[] levels(SplittableRandom random, int count) {
        return random.doubles(count, 0.05, 0.99).toArray();
    }

    private static double pinball(double quantile, double forecast, double actual) {
        return actual > forecast ? quantile * (actual - forecast) : (1 - quantile) * (forecast - actual);
    }

    @Property(tries = 200)
    void shouldEqualTheDefinitionsOfTheMeasuresOnAnyForecasts(
            @ForAll long seed,
            @ForAll @IntRange(max = 3) int levels,
            @ForAll @IntRange(min = 1, max = 5) int horizon,
            @ForAll @IntRange(max = 40) int count) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] nominal = levels(random, levels);
        List<Pair> pairs = random.ints(count)
                .mapToObj(i -> Pair.of(random, horizon, levels))
                .toList();
        IntervalErrors first = new IntervalErrors(horizon, levels);
        IntervalErrors second = new IntervalErrors(horizon, levels);
        for (int i = 0; i < count; i++) { // Two series, of which the second is twice as hard to forecast.
            Pair pair = pairs.get(i);
            (i % 3 == 0 ? first : second).add(pair.h, nominal, pair.median, pair.lower, pair.upper, pair.actual);
        }
        IntervalErrors pooled = new IntervalErrors(horizon, levels);
        pooled.add(first.scaledBy(1));
        pooled.add(second.scaledBy(2));
        for (int h = 0; h <= horizon; h++) {
            for (int l = 0; l < levels; l++) {
                level(pooled, nominal[l], pairs, l, h);
            }
            quantiles(pooled, nominal, pairs, h);
        }
    }

    private static void level(IntervalErrors errors, double nominal, List<Pair> pairs, int l, int h) {
        int count = 0;
        int inside = 0;
        double width = 0;
        double winkler = 0;
        double scaled = 0;
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            if (h != 0 && pair.h != h) {
                continue;
            }
            double score = pair.upper[l] - pair.lower[l];
            width += score;
            if (pair.actual < pair.lower[l]) {
                score += 2 / (1 - nominal) * (pair.lower[l] - pair.actual);
            } else if (pair.actual > pair.upper[l]) {
                score += 2 / (1 - nominal) * (pair.actual - pair.upper[l]);
            } else {
                inside++;
            }
            count++;
            winkler += score;
            scaled += score / (i % 3 == 0 ? 1 : 2);
        }
        near(errors.coverage(l, h), (double) inside / count);
        near(errors.width(l, h), width / count);
        near(errors.winkler(l, h), winkler / count);
        near(errors.scaledWinkler(l, h), scaled / count);
    }

    private static void quantiles(IntervalErrors errors, double[] nominal, List<Pair> pairs, int h) {
        double actuals = 0;
        double[] losses = new double[2 * nominal.length + 1];
        for (Pair pair : pairs) {
            if (h != 0 && pair.h != h) {
                continue;
            }
            actuals += Math.abs(pair.actual);
            losses[0] += 2 * pinball(0.5, pair.median, pair.actual);
            for (int l = 0; l < nominal.length; l++) {
                losses[2 * l + 1] += 2 * pinball((1 - nominal[l]) / 2, pair.lower[l], pair.actual);
                losses[2 * l + 2] += 2 * pinball((1 + nominal[l]) / 2, pair.upper[l], pair.actual);
            }
        }
        double mean = 0;
        for (double loss : losses) {
            mean += loss / actuals / losses.length;
        }
        near(errors.weightedQuantileLoss(h), mean);
    }

    private static void near(double actual, double expected) {
        if (Double.isNaN(expected)) {
            assertThat(actual).isNaN();
        } else {
            assertThat(actual).isCloseTo(expected, within(1e-9 * Math.max(1, Math.abs(expected))));
        }
    }

    @Test
    void shouldScoreAWiderIntervalOnlyByItsWidthWhenItHolds() {
        IntervalErrors errors = new IntervalErrors(1, 1);
        errors.add(1, ONE, 5, new double[] {4}, new double[] {8}, 8); // On the bound is inside.
        errors.add(1, ONE, 5, new double[] {4}, new double[] {8}, 2); // 2 below, at 10 each.
        IntervalErrors scaled = errors.scaledBy(8);
        assertThat(scaled.coverage(0, 0)).isEqualTo(0.5);
        assertThat(scaled.width(0, 0)).isEqualTo(4);
        assertThat(scaled.winkler(0, 0)).isCloseTo((4 + 24) / 2.0, within(1e-12));
        assertThat(scaled.scaledWidth(0, 0)).isEqualTo(0.5);
        assertThat(scaled.scaledWinkler(0, 0)).isCloseTo(14 / 8.0, within(1e-12));
        // 3 from the median each; 4 and 0 from the bounds of the first, 2 and 6 from those of the second.
        assertThat(scaled.weightedQuantileLoss(0))
                .isCloseTo(2 * ((1.5 + 1.5) + (0.1 * 4 + 0) + (0.9 * 2 + 0.1 * 6)) / 3 / 10, within(1e-12));
    }

    @Test
    void shouldPassOverAPairWhenItsActualOrABoundIsNotKnown() {
        IntervalErrors errors = new IntervalErrors(1, 1);
        errors.add(1, ONE, 5, new double[] {4}, new double[] {8}, Double.NaN);
        errors.add(1, ONE, 5, new double[] {Double.NaN}, new double[] {8}, 5);
        assertThat(errors.isKnown()).isFalse();
        assertThat(errors.coverage(0, 0)).isNaN();
        assertThat(errors.weightedQuantileLoss(1)).isNaN();
        errors.add(1, ONE, 5, new double[] {4}, new double[] {8}, 5);
        assertThat(errors.isKnown()).isTrue();
        assertThat(errors.coverage(0, 0)).isEqualTo(1);
        assertThat(errors.winkler(0, 1)).isEqualTo(4);
    }

    @Test
    void shouldBeTheErrorOfTheMedianWhenThereAreNoLevels() {
        IntervalErrors errors = new IntervalErrors(2, 0);
        errors.add(1, new double[0], 3, new double[0], new double[0], 4);
        errors.add(2, new double[0], 3, new double[0], new double[0], -6);
        assertThat(errors.isKnown()).isFalse();
        assertThat(errors.pinball(0)).isNaN();
        assertThat(errors.weightedQuantileLoss(0)).isEqualTo((1 + 9) / 10.0);
    }

    @Test
    void shouldHaveNoWeightedLossWhenAllActualsAreZero() {
        IntervalErrors errors = new IntervalErrors(1, 1);
        errors.add(1, ONE, 5, new double[] {4}, new double[] {8}, 0);
        assertThat(errors.weightedQuantileLoss(0)).isNaN();
        assertThat(errors.pinball(0)).isPositive();
    }
}
