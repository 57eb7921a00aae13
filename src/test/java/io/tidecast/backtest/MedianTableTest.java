package io.tidecast.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.forecast.Persistence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MedianTableTest {
    private static HorizonErrors errors(int pairs, double error, boolean inside) {
        HorizonErrors errors = new HorizonErrors(1, 1);
        for (int i = 0; i < pairs; i++) {
            errors.add(1, error, 0);
            errors.intervals().add(1, new double[] {0.9}, error, new double[] {inside ? -1 : 1}, new double[] {2}, 0.5);
        }
        return errors;
    }

    /** One seed's result: published forecasts that are so far off on each of three devices. */
    private static BacktestResult result(boolean inside, double... published) {
        BacktestPlan plan = new BacktestPlan(1, 4, 2, List.of(0.9), 0, 10, List.of(new Region("late", 10, 20)));
        List<BacktestResult.Series> series = new ArrayList<>();
        for (int d = 0; d < published.length; d++) {
            Map<String, HorizonErrors> methods =
                    Backtest.METHODS.stream().collect(Collectors.toMap(method -> method, method -> errors(0, 0, true)));
            methods.put(Backtest.PUBLISHED, errors(2, published[d], inside));
            methods.put(Persistence.NAME, errors(d == 0 ? 1 : 2, 7, true));
            series.add(new BacktestResult.Series(
                    "d" + d, "temp", List.of(methods), new ForecastTrail(List.of(), List.of(), List.of())));
        }
        return new BacktestResult(plan, List.of("temp"), List.of("a", "b", "c"), series, Map.of());
    }

    @Test
    void shouldGiveTheMedianOfTheSeedsWhenTheyDiffer() {
        String table = MedianTable.of(List.of(result(true, 1, 2, 6), result(false, 10, 20, 60), result(true, 4, 5, 9)));
        assertThat(table).startsWith("median of 3 seeds: mean absolute error over all steps");
        assertThat(table.lines().skip(1))
                .as("of pooled errors 3, 30 and 6, of the median device's 2, 20 and 5, inside 100, 0 and 100 %%,"
                        + " widths 3, 1 and 3, scores 3, 11 and 3")
                .containsExactly(
                        "  late                 temp         published                   6.0000     5.0000     100.0 %     3.0000     3.0000   3.8667");
    }

    @Test
    void shouldLeaveAMethodOutWhenItLacksAPair() {
        assertThat(MedianTable.of(List.of(result(true, 1, 2, 6))))
                .startsWith("median of 1 seed: ")
                .contains("published")
                .doesNotContain("persistence");
    }
}
