package io.tidecast.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.kernel.SplitMix;
import io.tidecast.synthetic.SeriesGenerator;
import io.tidecast.synthetic.SyntheticSeries;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The network that comes with the application, on series it was not trained on. */
class BaseNetworkTest {
    private static final BaseNetwork BASE = BaseFile.shipped();

    private static float[] seasonal(int season, int length) {
        SplitMix random = new SplitMix(season);
        float[] values = new float[length];
        for (int t = 0; t < length; t++) {
            values[t] = (float) (50 + 10 * Math.sin(2 * Math.PI * t / season) + random.nextGaussian());
        }
        return values;
    }

    private static RecentValues upTo(float[] values, int origin) {
        return back -> back > origin ? Float.NaN : values[origin - back];
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 24, 96, 144})
    void shouldBeNearerThanBothNaiveForecastsOfASeason(int season) {
        float[] values = seasonal(season, 10 * season + 300);
        float[] means = new float[24];
        double own = 0;
        double persistence = 0;
        double naive = 0;
        for (int origin = 3 * season; origin + 24 < values.length; origin += 5) {
            assertThat(BASE.forecast(season, upTo(values, origin), means)).isTrue();
            for (int h = 1; h <= 24; h++) {
                float actual = values[origin + h];
                own += Math.abs(actual - means[h - 1]);
                persistence += Math.abs(actual - values[origin]);
                naive += Math.abs(actual - values[origin + h - season * ((h + season - 1) / season)]);
            }
        }
        assertThat(own).isLessThan(0.95 * Math.min(persistence, naive));
    }

    @Test
    void shouldBeginALongerHorizonAsAShorterOne() {
        float[] values = seasonal(24, 300);
        float[] shorter = new float[10];
        float[] longer = new float[100];
        BASE.forecast(24, upTo(values, 299), shorter);
        BASE.forecast(24, upTo(values, 299), longer);
        assertThat(Arrays.copyOf(longer, 10))
                .usingComparatorWithPrecision(1e-3f)
                .containsExactly(shorter);
        for (float mean : longer) {
            assertThat(mean).isBetween(30f, 70f);
        }
    }

    @Test
    void shouldForecastTheConstantOfAConstantSeries() {
        float[] means = new float[5];
        assertThat(BASE.forecast(24, back -> back > 9 ? Float.NaN : 7.25f, means))
                .isTrue();
        assertThat(means).containsOnly(7.25f);
    }

    @Test
    void shouldForecastInTheSeriesOwnUnit() {
        float[] values = seasonal(24, 200);
        float[] others = new float[200];
        for (int t = 0; t < 200; t++) {
            others[t] = 1000 * values[t] - 4000;
        }
        float[] means = new float[24];
        float[] same = new float[24];
        BASE.forecast(24, upTo(values, 199), means);
        BASE.forecast(24, upTo(others, 199), same);
        for (int h = 0; h < 24; h++) {
            assertThat(same[h]).isCloseTo(1000 * means[h] - 4000, within(30f));
        }
    }

    /**
     * Before any calibration, on made-up series of seeds that no update of the recipe draws from in its first steps.
     */
    @Test
    void shouldHoldNineTenthsBetweenItsOuterQuantiles() {
        int inside = 0;
        int count = 0;
        float[][] quantiles = new float[QuantileHead.QUANTILES.size()][24];
        for (long seed = 0; seed < 150; seed++) {
            SyntheticSeries series = SeriesGenerator.of(seed, season -> 700);
            float[] values = series.values();
            if (!BASE.forecast(series.season(), upTo(values, 600), quantiles, 24)) {
                continue;
            }
            for (int h = 0; h < 24; h++) {
                float actual = values[601 + h];
                inside += actual >= quantiles[0][h] && actual <= quantiles[4][h] ? 1 : 0;
                count += Float.isNaN(actual) ? 0 : 1;
            }
        }
        assertThat((double) inside / count).isBetween(0.8, 0.96);
    }
}
