package io.tidecast.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.kernel.SplitMix;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeasonalPatchesTest {
    private static final int AHEAD = 5;
    private static final int PATCH = SeasonalPatches.PATCH;
    private static final int FEATURES = SeasonalPatches.FEATURES;

    private static float[] walk(int length, long seed) {
        SplitMix random = new SplitMix(seed);
        float[] values = new float[length];
        for (int t = 0; t < length; t++) {
            values[t] = (float) ((t == 0 ? 0 : values[t - 1]) + random.nextGaussian());
        }
        return values;
    }

    private static RecentValues upTo(float[] values, int origin) {
        return back -> back > origin ? Float.NaN : values[origin - back];
    }

    private static float[] rows(SeasonalPatches patches) {
        float[] x = new float[(SeasonalPatches.CONTEXT + AHEAD) * FEATURES];
        patches.write(AHEAD, x, 0);
        return x;
    }

    @ParameterizedTest
    @CsvSource({"1,400", "3,20", "7,120", "24,4", "24,60", "24,1000", "48,97", "144,1300", "288,700", "1440,1500"})
    void shouldHoldWhatWasSeasonsBeforeEachStep(int season, int length) {
        float[] values = walk(length, season);
        SeasonalPatches patches = new SeasonalPatches();
        assertThat(patches.read(season, upTo(values, length - 1))).isTrue();
        float[] x = rows(patches);
        for (int row = 0; row < SeasonalPatches.CONTEXT + AHEAD; row++) {
            for (int p = 0; p < PATCH; p++) {
                int step = length - SeasonalPatches.CONTEXT * PATCH + row * PATCH + p; // of the series
                int at = row * FEATURES + p;
                boolean own = step >= 0 && step < length;
                assertThat(x[at]).isEqualTo(own ? unit(values[step], patches) : 0);
                List<Float> before = before(values, step, season);
                assertThat(x[at + PATCH]).isEqualTo(before.isEmpty() ? 0 : unit(before.get(0), patches));
                if (before.size() > 1) {
                    assertThat(x[at + 2 * PATCH]).isEqualTo(unit(before.get(1), patches));
                }
                double mean = before.stream()
                        .mapToDouble(value -> unit(value, patches))
                        .average()
                        .orElse(0);
                assertThat((double) x[at + 3 * PATCH]).isCloseTo(mean, within(1e-4));
            }
        }
    }

    /** Values of whole seasons before a step, the newest first, seven at most: what is known and within reach. */
    private static List<Float> before(float[] values, int step, int season) {
        List<Float> before = new ArrayList<>();
        for (int from = step - season; from >= 0 && before.size() < 7; from -= season) {
            if (from < values.length - SeasonalPatches.reach(season)) {
                break;
            }
            if (from < values.length) {
                before.add(values[from]);
            }
        }
        return before;
    }

    private static float unit(float value, SeasonalPatches patches) {
        return Math.max(-12, Math.min(12, (value - patches.last()) / patches.scale()));
    }

    @Test
    void shouldNotDependOnUnitAndLevel() {
        float[] values = walk(600, 9);
        float[] others = new float[values.length];
        for (int t = 0; t < values.length; t++) {
            values[t] = Math.round(values[t] * 16) / 16f; // exact in both
            others[t] = 4 * values[t] + 256;
        }
        SeasonalPatches one = new SeasonalPatches();
        SeasonalPatches two = new SeasonalPatches();
        one.read(24, upTo(values, 599));
        two.read(24, upTo(others, 599));
        float[] same = rows(two);
        float[] x = rows(one);
        for (int i = 0; i < x.length; i++) {
            assertThat(same[i]).isCloseTo(x[i], within(1e-4f));
        }
        assertThat(two.scale()).isCloseTo(4 * one.scale(), within(1e-3f));
    }

    @Test
    void shouldHoldTheLastValueOverWhatWasNotObserved() {
        float[] values = walk(300, 3);
        float[] filled = values.clone();
        for (int t = 100; t < 300; t += 7) {
            values[t] = Float.NaN;
            filled[t] = filled[t - 1];
        }
        SeasonalPatches gaps = new SeasonalPatches();
        SeasonalPatches whole = new SeasonalPatches();
        gaps.read(24, upTo(values, 299));
        whole.read(24, upTo(filled, 299));
        float[] x = rows(gaps);
        float[] same = rows(whole);
        for (int row = 0; row < SeasonalPatches.CONTEXT; row++) {
            int flag = row * FEATURES + PATCH * (SeasonalPatches.LAGS + 1);
            assertThat(x[flag]).isBetween(0.7f, 0.9f);
            assertThat(same[flag]).isEqualTo(1);
            x[flag] = 1;
        }
        assertThat(x).isEqualTo(same);
    }

    @Test
    void shouldKnowTooLittleBelowThreeValues() {
        SeasonalPatches patches = new SeasonalPatches();
        float[] values = {1, 3, Float.NaN, 2};
        assertThat(patches.read(24, upTo(values, 0))).isFalse();
        assertThat(patches.read(24, upTo(values, 2))).isFalse();
        assertThat(patches.read(24, upTo(values, 3))).isTrue();
        assertThat(patches.last()).isEqualTo(2);
    }

    @Test
    void shouldHaveNoScaleWhereNothingMoves() {
        SeasonalPatches patches = new SeasonalPatches();
        assertThat(patches.read(24, back -> back > 50 ? Float.NaN : 1e6f)).isTrue();
        assertThat(patches.scale()).isZero();
    }

    @Test
    void shouldHoldFiniteNumbersWhereDifferencesAreBeyondAFloat() {
        SeasonalPatches patches = new SeasonalPatches();
        assertThat(patches.read(24, back -> back % 2 == 0 ? Float.MAX_VALUE : -Float.MAX_VALUE))
                .isTrue();
        for (float number : rows(patches)) {
            assertThat(number).isBetween(-24f, 24f);
        }
    }

    @Test
    void shouldBeReadAgainForAnotherSeason() {
        SeasonalPatches used = new SeasonalPatches();
        used.read(288, upTo(walk(2000, 1), 1999));
        used.read(7, upTo(walk(90, 2), 89));
        SeasonalPatches fresh = new SeasonalPatches();
        fresh.read(7, upTo(walk(90, 2), 89));
        assertThat(rows(used)).isEqualTo(rows(fresh));
    }
}
