package io.tidecast.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.tidecast.kernel.SplitMix;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalRegressionTest {
    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double next(LocalRegression regression, double[] values, int last) {
        int reads = LocalRegression.READS;
        double[] ring = new double[reads];
        int turned = 4; // Wherever the newest one stands in the ring.
        for (int i = 0; i < reads; i++) {
            ring[(turned + 1 + i) % reads] = values[last - reads + 1 + i];
        }
        return regression.next(ring, turned);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1e6, 1e-6})
    void shouldGoOnAsASmoothSeriesDoesWhateverItsUnit(double unit) {
        double[] values = new double[300];
        for (int t = 0; t < values.length; t++) {
            values[t] = unit * (50 + 10 * Math.sin(t / 9.0) + 3 * Math.cos(t / 4.0));
        }
        double[] known = Arrays.copyOf(values, 250);
        LocalRegression regression = LocalRegression.of(known, mean(known), unit);
        for (int last = 249; last < 299; last++) {
            double change = Math.abs(values[last + 1] - values[last]);
            assertThat(next(regression, values, last)).isCloseTo(values[last + 1], offset(0.05 * unit + 0.1 * change));
        }
    }

    @Test
    void shouldComeBackToTheMeanWhereASeriesDoes() {
        SplitMix random = new SplitMix(1);
        double[] values = new double[400];
        for (int t = 1; t < values.length; t++) {
            values[t] = 100 + 0.5 * (values[t - 1] - 100) + random.nextGaussian();
        }
        LocalRegression regression = LocalRegression.of(values, 100, 1);
        double[] above = new double[20];
        Arrays.fill(above, 104);
        assertThat(next(regression, above, 19)).isBetween(101.0, 103.0);
    }

    @Test
    void shouldHardlyMoveWhereChangesSayNothing() {
        SplitMix random = new SplitMix(2);
        double[] values = new double[400];
        for (int t = 1; t < values.length; t++) {
            values[t] = values[t - 1] + random.nextGaussian();
        }
        LocalRegression regression = LocalRegression.of(values, mean(values), 1);
        for (int last = 300; last < 399; last++) {
            assertThat(next(regression, values, last)).isCloseTo(values[last], offset(1.0));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 35})
    void shouldBeNoneWhenTooLittleIsKnown(int known) {
        assertThat(LocalRegression.of(new double[known], 0, 1)).isNull();
    }

    @Test
    void shouldSayNoChangeWhereNothingEverMoved() {
        double[] still = new double[100];
        Arrays.fill(still, 7);
        LocalRegression regression = LocalRegression.of(still, 7, 1);
        assertThat(next(regression, still, 99)).isEqualTo(7);
    }
}
