package io.tidecast.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidecast.series.TimeStep;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightHistoryTest {
    private static final TimeStep HOUR = TimeStep.ofMillis(3_600_000);

    @Test
    void shouldStayBoundedAndGiveTheMeanOfDevicesWhenOriginsAreMany() {
        WeightHistory history = new WeightHistory();
        Map<String, Double> others = Map.of("network", 0.25, "seasonal-naive", 0.75);
        int origins = 4 * WeightHistory.MOST_STRETCHES + 1;
        for (int device = 0; device < 3; device++) {
            for (int t = 0; t < origins; t++) {
                history.add(t - 7, device == 0 ? Map.of("network", 1.0) : others);
            }
        }
        ForecastPlot plot = history.plot("t", HOUR).orElseThrow();
        assertThat(plot.x()).hasSizeBetween(WeightHistory.MOST_STRETCHES / 2, WeightHistory.MOST_STRETCHES);
        assertThat(plot.x()).isSorted();
        assertThat(plot.lines()).extracting(ForecastPlot.Line::name).containsExactly("network", "seasonal naive");
        assertThat(Arrays.stream(plot.lines().get(0).y()).distinct()).containsExactly(0.5);
        assertThat(Arrays.stream(plot.lines().get(1).y()).distinct()).containsExactly(0.5);
    }

    @Test
    void shouldDrawNothingOfNothingAndZeroWhereAMethodHasNoWeight() {
        WeightHistory history = new WeightHistory();
        assertThat(history.plot("t", HOUR)).isEmpty();
        history.add(5, Map.of("network", 1.0));
        history.add(6, Map.of("persistence", 1.0));
        ForecastPlot plot = history.plot("t", HOUR).orElseThrow();
        assertThat(plot.x()).containsExactly(5 * 3_600_000.0, 6 * 3_600_000.0);
        assertThat(plot.lines().get(0).y()).containsExactly(1, 0);
        assertThat(plot.lines().get(1).y()).containsExactly(0, 1);
    }
}
