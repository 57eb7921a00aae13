package io.tidecast.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.tidecast.kernel.SplitMix;
import io.tidecast.series.Segment;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** A season of six steps, a horizon of six. */
class SeasonalRegressionTest {
    private static final MethodContext CONTEXT = new MethodContext(new int[] {0}, 6, 6, 4, MethodContext.NO_TRAINING);

    private static double[] forecast(Segment series) {
        return Stretches.forecast(SeasonalRegression.KIND, CONTEXT, series);
    }

    private static double season(int t) {
        return 3 * Math.sin(2 * Math.PI * t / 6);
    }

    /** A season and a level that falls back to 0 by a half a step, pushed anew by chance. */
    private static IntToDoubleFunction pushed(int steps, boolean seasonal) {
        SplitMix random = new SplitMix(1);
        double[] level = new double[steps];
        for (int t = 1; t < steps; t++) {
            level[t] = 0.5 * level[t - 1] + random.nextGaussian();
        }
        return t -> (seasonal ? 10 + season(t) : 0) + level[t];
    }

    @Test
    void shouldLearnThatALevelFallsBackToTheSeason() {
        int steps = 3000;
        double[] errors = new double[2]; // of the regression, of the seasonal naive forecast with the present level
        Segment series = Stretches.of(steps, pushed(steps, true));
        for (int end = 2000; end < steps - 6; end += 50) {
            Segment until = series.slice(0, end);
            double[] means = forecast(until);
            double[] level = Stretches.forecast(SeasonalLevel.KIND, CONTEXT, until);
            for (int h = 0; h < 6; h++) {
                errors[0] += Math.abs(means[h] - series.value(end + h, 0));
                errors[1] += Math.abs(level[h] - series.value(end + h, 0));
            }
        }
        assertThat(errors[0]).isLessThan(0.8 * errors[1]);
    }

    @Test
    void shouldForecastASeasonExactlyWhenThereIsNothingElse() {
        double[] means = forecast(Stretches.of(400, t -> 10 + season(t)));
        for (int h = 1; h <= 6; h++) {
            assertThat((double) means[h - 1]).isCloseTo(10 + season(399 + h), offset(0.05));
        }
    }

    @Test
    void shouldStayWithTheLastValueWhenReadingsHaveStoodStillForLong() {
        IntToDoubleFunction before = pushed(500, true);
        double[] means = forecast(Stretches.of(60_000, t -> t < 500 ? before.applyAsDouble(t) : 7));
        assertThat(means).containsOnly(7);
    }

    @Test
    void shouldNotBlowUpWhenReadingsMoveAgainAfterTheyStoodStillForLong() {
        IntToDoubleFunction before = pushed(500, true);
        Segment series = Stretches.of(
                60_003, t -> t < 500 ? before.applyAsDouble(t) : 7 + (t >= 60_000 ? 0.5 * (t - 59_999) : 0));
        for (double mean : forecast(series)) {
            assertThat(mean).isBetween(0.0, 20.0);
        }
    }

    @Test
    void shouldBeTurnedLittleByAnOutlier() {
        IntToDoubleFunction usual = pushed(1200, true);
        double[] without = forecast(Stretches.of(1200, usual));
        double[] with = forecast(Stretches.of(1200, t -> t == 1000 ? 1e6 : usual.applyAsDouble(t)));
        for (int h = 0; h < 6; h++) {
            assertThat(with[h]).isBetween(without[h] - 4, without[h] + 4);
        }
    }

    @Test
    void shouldBeginAnewWhenSquaresAreNoFloat() {
        double[] means = forecast(Stretches.of(200, t -> t == 50 ? 3e38 : 10 + season(t)));
        for (double mean : means) {
            assertThat(mean).isBetween(5.0, 15.0);
        }
    }
}
