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

    private static double[] seasonal(int season, int length) {
        SplitMix random = new SplitMix(season);
        double[] values = new double[length];
        for (int t = 0; t < length; t++) {
            values[t] = (50 + 10 * Math.sin(2 * Math.PI * t / season) + random.nextGaussian());
        }
        return values;
    }

    private static SeriesValues of(double[] values) {
        return place -> place < 0 ? Double.NaN : values[(int) place];
    }

    private static double[][] quantiles(int horizon) {
        return new double[QuantileHead.QUANTILES.size()][horizon];
    }

    /** From one origin alone, with nothing kept from one before. */
    private static double[] medians(int season, double[] values, int origin, int horizon) {
        double[][] quantiles = quantiles(horizon);
        assertThat(BASE.series(season).forecast(origin, of(values), quantiles, horizon))
                .isTrue();
        return quantiles[QuantileHead.MEDIAN];
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 24, 96, 144})
    void shouldBeNearerThanBothNaiveForecastsOfASeason(int season) {
        double[] values = seasonal(season, 10 * season + 300);
        double own = 0;
        double persistence = 0;
        double naive = 0;
        for (int origin = 3 * season; origin + 24 < values.length; origin += 5) {
            double[] medians = medians(season, values, origin, 24);
            for (int h = 1; h <= 24; h++) {
                double actual = values[origin + h];
                own += Math.abs(actual - medians[h - 1]);
                persistence += Math.abs(actual - values[origin]);
                naive += Math.abs(actual - values[origin + h - season * ((h + season - 1) / season)]);
            }
        }
        assertThat(own).isLessThan(0.95 * Math.min(persistence, naive));
    }

    @Test
    void shouldFindTheSeasonThatNobodySaid() {
        double[] values = seasonal(31, 400);
        BaseSeries series = BASE.series(24);
        series.forecast(399, of(values), quantiles(24), 24);
        assertThat(series.season().orElseThrow() % 31).isZero();
        double own = 0;
        double said = 0;
        for (int origin = 150; origin + 24 < values.length; origin += 5) {
            double[] medians = medians(24, values, origin, 24);
            for (int h = 1; h <= 24; h++) {
                own += Math.abs(values[origin + h] - medians[h - 1]);
                said += Math.abs(values[origin + h] - values[origin + h - 24]);
            }
        }
        assertThat(own).isLessThan(0.5 * said);
    }

    /**
     * What is kept from one forecast to the next changes none of them: of series with gaps, from their first value on,
     * at origins one after the other and some steps apart, with a season that is said, found, or longer than what is
     * known.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void shouldGiveTheSameBitsWhenTheStateIsMadeAgain(long seed) {
        SplitMix random = new SplitMix(seed);
        SyntheticSeries synthetic = SeriesGenerator.of(seed, season -> 700);
        long begin = random.nextInt(1000) - 500L;
        SeriesValues values = place -> place < begin ? Double.NaN : synthetic.values()[(int) (place - begin)];
        BaseSeries kept = BASE.series(synthetic.season());
        double[][] own = quantiles(20);
        double[][] again = quantiles(20);
        for (long origin = begin; origin < begin + 699; origin += random.nextInt(4) == 0 ? 1 + random.nextInt(70) : 1) {
            long oldest = origin - BaseNetwork.reach(synthetic.season()) + 1;
            SeriesValues reached = place -> place < oldest ? Double.NaN : values.at(place);
            boolean known = kept.forecast(origin, reached, own, 20);
            assertThat(BASE.series(synthetic.season()).forecast(origin, reached, again, 20))
                    .isEqualTo(known);
            if (known) {
                assertThat(again).as("origin " + origin).isDeepEqualTo(own);
            }
        }
    }

    @Test
    void shouldBeginAnewWhenItIsTold() {
        double[] values = seasonal(24, 300);
        double[] others = seasonal(7, 300);
        BaseSeries series = BASE.series(24);
        double[][] own = quantiles(8);
        series.forecast(298, of(others), own, 8);
        series.begin();
        series.forecast(299, of(values), own, 8);
        assertThat(own[QuantileHead.MEDIAN]).isEqualTo(medians(24, values, 299, 8));
    }

    @Test
    void shouldBeginALongerHorizonAsAShorterOne() {
        double[] values = seasonal(24, 300);
        double[] longer = medians(24, values, 299, 100);
        assertThat(Arrays.copyOf(longer, 10)).isEqualTo(medians(24, values, 299, 10));
        for (double median : longer) {
            assertThat(median).isBetween(30.0, 70.0);
        }
    }

    @Test
    void shouldForecastTheConstantOfAConstantSeries() {
        double[][] quantiles = quantiles(5);
        assertThat(BASE.series(24).forecast(9, place -> place < 0 ? Double.NaN : 7.25, quantiles, 5))
                .isTrue();
        assertThat(quantiles[QuantileHead.MEDIAN]).containsOnly(7.25);
    }

    /** A tenth is no sum of shares of itself: what a mean of it is must not pass for a movement. */
    @Test
    void shouldTakeAConstantForNothingElse() {
        long[] read = {0};
        BaseSeries series = BASE.series(24);
        for (int origin = 0; origin < 400; origin++) {
            series.forecast(
                    origin,
                    place -> {
                        read[0]++;
                        return place < 0 ? Double.NaN : 0.1;
                    },
                    quantiles(5),
                    5);
        }
        assertThat(read[0] / 400).as("values read of it a step").isLessThan(60);
    }

    @Test
    void shouldKnowTooLittleBelowThreeValues() {
        double[] values = {1, 3, Double.NaN, 2, 4};
        assertThat(BASE.series(24).forecast(1, of(values), quantiles(5), 5)).isFalse();
        assertThat(BASE.series(24).forecast(2, of(values), quantiles(5), 5)).isFalse();
        assertThat(BASE.series(24).forecast(3, of(values), quantiles(5), 5)).isTrue();
    }

    /** Up to the grid's anchor nothing tells of the series: one value, or the same one all the time. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotWaitForTheNextAnchorWhenTheLastOneSawNothing(boolean silent) {
        double[] values = seasonal(12, 200);
        Arrays.fill(values, 1, 97, silent ? Double.NaN : values[0]);
        BaseSeries kept = BASE.series(12);
        for (int origin = 0; origin < 150; origin++) {
            double[][] own = quantiles(8);
            boolean known = kept.forecast(origin, of(values), own, 8);
            assertThat(known).isEqualTo(silent ? origin >= 98 : origin >= 2);
            if (known) {
                assertThat(medians(12, values, origin, 8)).isEqualTo(own[QuantileHead.MEDIAN]);
            }
            if (origin >= 99) {
                assertThat(own[0][0]).as("it has a scale at " + origin).isLessThan(own[4][0]);
            }
        }
    }

    @Test
    void shouldForecastInTheSeriesOwnUnit() {
        double[] values = seasonal(24, 200);
        double[] others = Arrays.stream(values).map(value -> 1e6 * value - 4e12).toArray();
        double[] medians = medians(24, values, 199, 24);
        double[] same = medians(24, others, 199, 24);
        for (int h = 0; h < 24; h++) {
            assertThat(same[h]).isCloseTo(1e6 * medians[h] - 4e12, within(3e4));
        }
    }

    /**
     * Before any calibration, on made-up series of seeds that no update of the recipe draws from in its first steps.
     */
    @Test
    void shouldHoldNineTenthsBetweenItsOuterQuantiles() {
        int inside = 0;
        int count = 0;
        double[][] quantiles = quantiles(24);
        for (long seed = 0; seed < 150; seed++) {
            SyntheticSeries series = SeriesGenerator.of(seed, season -> 700);
            float[] values = series.values();
            SeriesValues places = place -> place < 0 ? Double.NaN : values[(int) place];
            if (!BASE.series(series.season()).forecast(600, places, quantiles, 24)) {
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
