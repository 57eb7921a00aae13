package io.tidecast.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tidecast.kernel.SplitMix;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PointForecastsTest {
    private static final List<Double> LEVELS = List.of(0.5, 0.9);

    /** Forecasts of 0 of normal values, whose deviation is the series' number. */
    private static PointForecasts noise(int series, int origins, int horizon) {
        SplitMix random = new SplitMix(7);
        double[] actual = new double[series * origins * horizon];
        for (int s = 0; s < series; s++) {
            double[] rows = new double[origins + horizon - 1];
            int deviation = 1 + s;
            Arrays.setAll(rows, i -> deviation * random.nextGaussian());
            for (int o = 0; o < origins; o++) {
                System.arraycopy(rows, o, actual, (s * origins + o) * horizon, horizon);
            }
        }
        return new PointForecasts(new double[actual.length], actual, series, horizon, LEVELS);
    }

    @Test
    void shouldCoverAsMuchAsIsMeantWhenErrorsStayTheSame() {
        for (int horizon : new int[] {1, 3, 7}) {
            HorizonErrors errors = noise(3, 2_001, horizon).errors();
            assertThat(errors.pairs(horizon)).isEqualTo(3 * 2_001);
            for (int h = 1; h <= horizon; h++) {
                assertThat(errors.intervals().coverage(0, h)).isCloseTo(0.5, within(0.03));
                assertThat(errors.intervals().coverage(1, h)).isCloseTo(0.9, within(0.02));
            }
            assertThat(errors.mase(0)).isNaN();
        }
    }

    @Test
    void shouldKnowNoErrorBeforeItsActualCame() {
        int horizon = 4;
        int origins = 40;
        double[] actual = new double[origins * horizon];
        int jump = 30; // The row from which on values are 100.
        for (int o = 0; o < origins; o++) {
            for (int h = 0; h < horizon; h++) {
                actual[o * horizon + h] = o + h >= jump ? 100 : (o + h) % 2;
            }
        }
        PointForecasts judged = new PointForecasts(new double[actual.length], actual, 1, horizon, LEVELS);
        ForecastPlot plot = judged.plot("t", 0, 0, origins);
        double[] upper = plot.bands().get(0).upper();
        for (int i = 0; i < upper.length; i++) {
            int row = (int) plot.x()[i];
            if (row < 23) {
                assertThat(upper[i]).as("row %d: few errors are known", row).isNaN();
            } else if (row <= jump) { // The jump is forecast from row 27.
                assertThat(upper[i]).as("row %d", row).isLessThanOrEqualTo(1);
            }
        }
        assertThat(upper[upper.length - 1]).isEqualTo(100);
    }

    @Test
    void shouldRankSeriesAndDrawTheEndOfOne() {
        PointForecasts judged = noise(3, 100, 3);
        assertThat(judged.ranked()).containsExactly(0, 1, 2);
        ForecastPlot plot = judged.plot("t", 2, 1_000, 10);
        assertThat(plot.x()).containsExactly(1_093, 1_094, 1_095, 1_096, 1_097, 1_098, 1_099, 1_100, 1_101);
        assertThat(plot.bands())
                .extracting(ForecastPlot.Interval::name)
                .containsExactly("90 % interval", "50 % interval");
        assertThat(noise(1, 1, 5).plot("t", 0, 7, 3).x()).containsExactly(7, 8, 9, 10, 11);
    }
}
