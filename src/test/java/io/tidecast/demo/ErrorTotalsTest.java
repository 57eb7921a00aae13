package io.tidecast.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.demo.ErrorTotals.Errors;
import io.tidecast.forecast.Combination;
import io.tidecast.forecast.NetworkMethod;
import io.tidecast.forecast.Persistence;
import io.tidecast.forecast.SeasonalNaive;
import io.tidecast.record.ScoreRecord;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ErrorTotalsTest {
    private static final float NAN = Float.NaN;

    private final ErrorTotals totals = new ErrorTotals();

    @Test
    void shouldWeighEverySeriesAlikeWhenTheirUnitsDiffer() {
        totals.add(score("a", "temp", 1, 4, 2));
        totals.add(score("a", "load", 0.15f, 0.2f, 0.1f));
        Errors pooled = totals.pooled().orElseThrow();
        assertThat(pooled.of(NetworkMethod.NAME)).isCloseTo(0.5, within(1e-6));
        assertThat(pooled.of(Persistence.NAME)).isEqualTo(1);
        assertThat(pooled.of(SeasonalNaive.NAME)).isCloseTo(0.5, within(1e-6));
    }

    @Test
    void shouldKeepEachTargetsMeanInItsUnitWhenDevicesArePooled() {
        totals.add(score("a", "temp", 1, 4, 2));
        totals.add(score("b", "temp", 2, 5, 4));
        totals.add(score("b", "load", 0.1f, 0.2f, 0.3f));
        assertThat(totals.perTarget().keySet()).containsExactly("load", "temp");
        assertThat(totals.perTarget().get("temp"))
                .isEqualTo(new ErrorTotals.Errors(Map.of(
                        Combination.NAME,
                        4.5d,
                        NetworkMethod.NAME,
                        1.5d,
                        Persistence.NAME,
                        4.5d,
                        SeasonalNaive.NAME,
                        3d)));
    }

    @Test
    void shouldCompareOnTheSameStepsWhenAForecastIsMissing() {
        totals.add(score("a", "temp", floats(NAN, 1, 1), floats(9, 4, 4), floats(9, 2, NAN)));
        assertThat(totals.perTarget().get("temp"))
                .isEqualTo(new ErrorTotals.Errors(Map.of(
                        Combination.NAME, 4d, NetworkMethod.NAME, 1d, Persistence.NAME, 4d, SeasonalNaive.NAME, 2d)));
    }

    @Test
    void shouldHaveNothingToSayWhenTheNetworkHasNotForecastYet() {
        totals.add(score("a", "temp", floats(), floats(1, 2), floats(1, 2)));
        assertThat(totals.pooled()).isEmpty();
        assertThat(totals.perTarget()).isEmpty();
    }

    @Test
    void shouldSplitTheRunIntoThirdsWhenItHasGrownLong() {
        for (int seconds : List.of(9, 90, 900)) {
            ErrorHistory history = new ErrorHistory();
            for (int tenth = 0; tenth < 10 * seconds; tenth++) {
                float error = 1 + 30 * tenth / (10 * seconds) / 10;
                history.add(tenth * 100_000_000L, score("a", "temp", error, 1, 1));
            }
            List<ErrorTotals> thirds = history.parts(3, seconds * 1_000_000_000L);
            for (int third = 0; third < 3; third++) {
                assertThat(thirds.get(third).pooled().orElseThrow().of(NetworkMethod.NAME))
                        .as("third %d of %d s", third, seconds)
                        .isCloseTo(third + 1, within(0.1));
            }
        }
    }

    @Test
    void shouldGivePercentilesWithinFivePercentWhenLatenciesSpreadWidely() {
        Latencies latencies = new Latencies();
        assertThat(latencies.percentileMs(0.5)).isNaN();
        for (int ms = 1; ms <= 10_000; ms++) {
            latencies.add(ms * 1_000_000L);
        }
        assertThat(latencies.percentileMs(0.5)).isCloseTo(5_000, within(250.0));
        assertThat(latencies.percentileMs(0.99)).isCloseTo(9_900, within(500.0));
    }

    private static ScoreRecord.Errors score(
            String device, String target, float network, float persistence, float seasonalNaive) {
        return score(device, target, floats(network), floats(persistence), floats(seasonalNaive));
    }

    private static ScoreRecord.Errors score(
            String device, String target, float[] network, float[] persistence, float[] seasonalNaive) {
        return new ScoreRecord.Errors(
                device,
                target,
                Map.of(
                        Combination.NAME,
                        persistence,
                        NetworkMethod.NAME,
                        network,
                        Persistence.NAME,
                        persistence,
                        SeasonalNaive.NAME,
                        seasonalNaive));
    }

    private static float[] floats(float... values) {
        return values;
    }
}
