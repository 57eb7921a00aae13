package io.tidecast.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.kernel.SplitMix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatchRowsTest {
    private static final int AHEAD = 5;
    private static final int PATCH = PatchRows.PATCH;
    private static final int FEATURES = PatchRows.FEATURES;
    private static final int FLAGS = PATCH * (PatchRows.LAGS + 1);

    private static double[] walk(int length, long seed) {
        SplitMix random = new SplitMix(seed);
        double[] values = new double[length];
        for (int t = 0; t < length; t++) {
            values[t] = (t == 0 ? 0 : values[t - 1]) + random.nextGaussian();
        }
        return values;
    }

    private static SeriesValues of(double[] values) {
        return place -> place < 0 ? Double.NaN : values[(int) place];
    }

    private static Anchor anchor(double[] values, int season) {
        return BaseSeries.anchor(of(values), values.length - 1L, season).orElseThrow();
    }

    private static float[] ahead(double[] values, Anchor anchor) {
        float[] x = new float[AHEAD * FEATURES];
        new PatchRows(of(values), anchor, values.length - 1L).writeAhead(AHEAD, x, 0);
        return x;
    }

    private static float[] context(double[] values, Anchor anchor, long begin, int known) {
        float[] x = new float[FEATURES];
        new PatchRows(of(values), anchor, values.length - 1L).writeContext(begin, known, x, 0);
        return x;
    }

    @ParameterizedTest
    @CsvSource({"1,400", "3,20", "7,120", "24,4", "24,60", "24,1000", "48,97", "144,1300", "288,700", "1440,1500"})
    void shouldHoldWhatWasSeasonsBeforeEachStep(int season, int length) {
        double[] values = walk(length, season);
        Anchor anchor = anchor(values, season);
        float[] x = ahead(values, anchor);
        double last = values[length - 1];
        for (int step = length; step < length + AHEAD * PATCH; step++) {
            int at = (step - length) / PATCH * FEATURES + (step - length) % PATCH;
            assertThat(x[at]).isZero();
            List<Double> before = before(values, step, anchor, length);
            assertThat((double) x[at + PATCH])
                    .isCloseTo(before.isEmpty() ? 0 : unit(before.get(0), last, anchor), within(1e-5));
            if (before.size() > 1) {
                assertThat((double) x[at + 2 * PATCH]).isCloseTo(unit(before.get(1), last, anchor), within(1e-5));
            }
            double mean = before.stream()
                    .mapToDouble(value -> unit(value, last, anchor))
                    .average()
                    .orElse(0);
            assertThat((double) x[at + 3 * PATCH]).isCloseTo(mean, within(1e-4));
        }
    }

    /** Values of whole seasons before a step, the newest first, seven at most: what is read, before a place. */
    private static List<Double> before(double[] values, int step, Anchor anchor, int known) {
        List<Double> before = new ArrayList<>();
        for (int from = step - anchor.season; from >= anchor.first && before.size() < 7; from -= anchor.season) {
            if (from < known) {
                before.add(values[from]);
            }
        }
        return before;
    }

    private static double unit(double value, double from, Anchor anchor) {
        return Math.max(-12, Math.min(12, (value - from) / anchor.scale));
    }

    @ParameterizedTest
    @CsvSource({"24,1000,8", "24,1000,3", "144,1300,8", "7,120,1"})
    void shouldShowARowAsItWouldHaveBeenForecastFrom(int season, int length, int known) {
        double[] values = walk(length, season);
        Anchor anchor = anchor(values, season);
        int begin = (length - 60) / PATCH * PATCH;
        float[] x = context(values, anchor, begin, known);
        for (int p = 0; p < PATCH; p++) {
            double own = p < known ? unit(values[begin + p], values[begin - 1], anchor) : 0;
            assertThat((double) x[p]).isCloseTo(own, within(1e-5));
            List<Double> before = p < known ? before(values, begin + p, anchor, begin) : List.of();
            assertThat((double) x[PATCH + p])
                    .isCloseTo(before.isEmpty() ? 0 : unit(before.get(0), values[begin - 1], anchor), within(1e-5));
        }
        assertThat(x[FLAGS + 1]).isEqualTo(known / 8f);
    }

    @Test
    void shouldNotDependOnUnitAndLevel() {
        double[] values = walk(600, 9);
        double[] others = new double[values.length];
        for (int t = 0; t < values.length; t++) {
            values[t] = Math.round(values[t] * 16) / 16.0; // exact in both
            others[t] = 4 * values[t] + 256;
        }
        Anchor one = anchor(values, 24);
        Anchor two = anchor(others, 24);
        assertThat(two.scale).isCloseTo(4 * one.scale, within(1e-9));
        assertThat(ahead(others, two)).usingComparatorWithPrecision(1e-5f).containsExactly(ahead(values, one));
        assertThat(context(others, two, 560, 8))
                .usingComparatorWithPrecision(1e-5f)
                .containsExactly(context(values, one, 560, 8));
    }

    @Test
    void shouldHoldTheLastValueOverWhatWasNotObserved() {
        double[] values = walk(300, 3);
        double[] filled = values.clone();
        for (int t = 100; t < 300; t += 7) {
            values[t] = Double.NaN;
            filled[t] = filled[t - 1];
        }
        Anchor gaps = anchor(values, 24);
        Anchor whole = anchor(filled, 24);
        float[] x = context(values, gaps, 272, 8);
        float[] same = context(filled, whole, 272, 8);
        assertThat(x[FLAGS]).isEqualTo(7 / 8f);
        assertThat(same[FLAGS]).isEqualTo(1);
        x[FLAGS] = 1;
        assertThat(x).isEqualTo(same);
    }

    @Test
    void shouldHaveNoScaleWhereNothingMoves() {
        assertThat(BaseSeries.anchor(place -> place < 0 ? Double.NaN : 1e6, 50, 24)
                        .orElseThrow()
                        .scale)
                .isZero();
    }

    @Test
    void shouldHoldFiniteNumbersWhereDifferencesAreBeyondAFloat() {
        double[] values = new double[200];
        for (int t = 0; t < values.length; t++) {
            values[t] = t % 2 == 0 ? 1e300 : -1e300;
        }
        for (float number : ahead(values, anchor(values, 24))) {
            assertThat(number).isBetween(-24f, 24f);
        }
    }

    /** Each of some hundred lookups would walk back to the gap's other end. */
    @Test
    void shouldWalkAGapBackOnceHoweverOftenItIsAskedFor() {
        double[] values = walk(1000, 5);
        Arrays.fill(values, 760, 1000, Double.NaN);
        long[] read = {0};
        SeriesValues counted = place -> {
            read[0]++;
            return place < 0 ? Double.NaN : values[(int) place];
        };
        Anchor anchor = anchor(values, 24);
        PatchRows rows = new PatchRows(counted, anchor, 999);
        rows.writeAhead(AHEAD, new float[AHEAD * FEATURES], 0);
        rows.writeContext(992, 8, new float[FEATURES], 0);
        assertThat(read[0]).isLessThan(2_000);
        assertThat(rows.last()).isEqualTo(values[759]);
    }
}
